"""The mailbox: what a reporter sees and does with a receipt code."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import update_wrapper
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from ateams.web.origin import same_origin_post
from incidents.carried import carry, fetch
from incidents.forms.mailbox import CodeForm, MailboxMessageForm, NarrowForm, WithdrawForm
from incidents.models import Case
from incidents.presenters import conversation_for_reporter, readers_of, status_sentence
from incidents.services import mailbox as services
from incidents.services.mailbox import Mailbox

COOKIE = "mailbox"
IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=1)
View: TypeAlias = Callable[[HttpRequest], HttpResponseBase]
MailboxView: TypeAlias = Callable[[HttpRequest, Mailbox], HttpResponse]


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or show the mailbox that it has opened."""
    if request.method == "POST":
        return _open(request)
    opened = _opened(request)
    if opened is None:
        was_open = COOKIE in request.COOKIES
        context = {"form": CodeForm(), "was_open": was_open}
        page = render(request, "incidents/mailbox_code.html", context)
        return _forget(page) if was_open else page
    services.mark_read(mailbox=opened)
    return _keep(request, opened, _page(request, opened, MailboxMessageForm()))


def opened_mailbox(view: MailboxView) -> View:
    """Hand the opened mailbox to a view, or send the visitor to the page that asks for the code."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        opened = _opened(request)
        if opened is None:
            return _ask_again(request)
        try:
            return _keep(request, opened, view(request, opened))
        except Case.DoesNotExist:  # withdrawn at this moment, in another window
            return _forget(redirect("public:mailbox"))

    return same_origin_post(update_wrapper(guarded, view))


@require_POST
@opened_mailbox
def message(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Add a message of the reporter."""
    form = MailboxMessageForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, form)
    services.write_message(mailbox=opened, **form.cleaned_data)
    return redirect("public:mailbox")


@require_POST
@opened_mailbox
def narrow(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Take the team or the coordinator out of the readers."""
    form = NarrowForm(request.POST)
    if form.is_valid():
        services.narrow_readers(
            mailbox=opened,
            drop_members=form.cleaned_data["drop_members"],
            drop_coordinator=form.cleaned_data["drop_coordinator"],
        )
    return redirect("public:mailbox")


@require_http_methods(["GET", "HEAD", "POST"])
@opened_mailbox
def withdraw(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Ask once more, then erase everything and forget the mailbox."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.withdraw(mailbox=opened)
        return _forget(render(request, "incidents/withdrawn.html"))
    return render(request, "incidents/withdraw.html", {"form": form})


@require_POST
@same_origin_post
def leave(request: HttpRequest) -> HttpResponse:
    """Close the mailbox, in this browser and wherever its cookie was copied to."""
    # A copy that somebody keeps in use lives longer than this browser's own that lay idle.
    if values := fetch("mailbox", request.COOKIES.get(COOKIE, ""), valid=LONGEST):
        services.close_mailbox(case_id=UUID(values["case"]), opening=UUID(values["opening"]))
    return _forget(redirect("public:mailbox"))


def _open(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        opened = services.find_mailbox(form.cleaned_data["code"])
        if opened:
            if form.cleaned_data["text"]:
                services.write_message(
                    mailbox=opened,
                    text=form.cleaned_data["text"],
                    once=form.cleaned_data["once"],
                )
            return _keep(request, opened, redirect("public:mailbox"), fresh=True)
        form.add_error("code", gettext("Diesen Code kennen wir nicht. Prüfe bitte die Ziffern."))
    return render(request, "incidents/mailbox_code.html", {"form": form})


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for the code again; a message that was being written is still there."""
    written = MailboxMessageForm(request.POST)
    if request.method != "POST" or not written.is_valid():
        return redirect("public:mailbox")
    context = {"form": CodeForm(initial=written.cleaned_data), "was_open": True}
    return render(request, "incidents/mailbox_code.html", context)


def _page(request: HttpRequest, opened: Mailbox, form: MailboxMessageForm) -> HttpResponse:
    context: dict[str, Any] = {
        "case": opened.case,
        "status": status_sentence(opened.case),
        "entries": conversation_for_reporter(services.conversation(opened)),
        "readers": readers_of(opened.case),
        "form": form,
    }
    return render(request, "incidents/mailbox.html", context)


def _opened(request: HttpRequest) -> Mailbox | None:
    values = fetch("mailbox", request.COOKIES.get(COOKIE, ""), valid=IDLE)
    if values is None or _opened_at(values) + LONGEST < timezone.now():
        return None
    secret = b64decode(values["secret"])
    return services.reopen_mailbox(UUID(values["case"]), secret, UUID(values["opening"]))


def _opened_at(values: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(values["opened"], tz=timezone.get_default_timezone())


def _keep(
    request: HttpRequest, opened: Mailbox, response: HttpResponse, *, fresh: bool = False
) -> HttpResponse:
    """Let the browser carry the key on, unless the view has just taken it back."""
    if COOKIE in response.cookies:
        return response
    before = fetch("mailbox", request.COOKIES.get(COOKIE, ""), valid=IDLE)
    same = before if before and not fresh and before["case"] == str(opened.case.pk) else None
    values = {
        "case": str(opened.case.pk),
        "secret": b64encode(opened.secret_key).decode(),
        "opening": str(opened.case.mailbox_opening),
        "opened": same["opened"] if same else timezone.now().timestamp(),
    }
    response.set_cookie(
        COOKIE,
        carry("mailbox", values),
        httponly=True,
        secure=settings.VAULT_COOKIE_SECURE,
        samesite="Strict",
    )
    return response


def _forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Strict")
    return response
