"""What a reporter says in the mailbox with a few taps, each a form of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from incidents.forms.mailbox import MailboxMessageForm
from incidents.forms.wishes import InterpreterForm, NewsForm, WorseForm
from incidents.services import news, wishes
from incidents.services.mailbox import Mailbox, TooManyMessages
from incidents.views.mailbox import mailbox_page, opened_mailbox, too_many


@require_POST
@opened_mailbox
def worse(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Say that it has got worse; the mailbox shows at once that it is urgent now."""
    form = WorseForm(request.POST, auto_id="worse_%s")
    if form.is_valid():
        try:
            wishes.tell_worse(mailbox=opened, **form.cleaned_data)
        except TooManyMessages:
            form.add_error("text", too_many())
        else:
            return redirect("public:mailbox")
    return mailbox_page(request, opened, MailboxMessageForm(), wishes={"worse": form})


@require_POST
@opened_mailbox
def interpreter(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Ask for somebody who interprets, or for nobody any more."""
    form = InterpreterForm(request.POST, auto_id="interpreter_%s")
    if form.is_valid():
        try:
            wishes.ask_interpreter(mailbox=opened, **form.cleaned_data)
        except TooManyMessages:
            form.add_error("language", too_many())
        else:
            return redirect("public:mailbox")
    return mailbox_page(request, opened, MailboxMessageForm(), wishes={"interpreter": form})


@require_POST
@opened_mailbox
def keep_news_address(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Keep an address for a mail without content."""
    form = NewsForm(request.POST, auto_id="news_%s")
    if form.is_valid():
        news.keep_address(mailbox=opened, address=form.cleaned_data["address"])
        return redirect("public:mailbox")
    return mailbox_page(request, opened, MailboxMessageForm(), wishes={"news": form})


@require_POST
@opened_mailbox
def forget_news_address(_request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Delete the address."""
    news.forget_address(mailbox=opened)
    return redirect("public:mailbox")
