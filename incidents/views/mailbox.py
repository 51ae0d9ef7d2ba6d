"""The mailbox: what a reporter sees and does with a receipt code."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeAlias
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ateams.web.forms import BaseForm
from ateams.web.origin import same_origin_post
from ateams.web.uploads import accepts_files
from incidents.carried import carry, fetch
from incidents.consent_cards import ConsentCard, cards_for_reporter, read_by_override
from incidents.forms.consents import ConsentAnswerForm
from incidents.forms.files import LEFT_OUT
from incidents.forms.mailbox import (
    CodeForm,
    LetBackInForm,
    MailboxMessageForm,
    NarrowForm,
    WithdrawForm,
)
from incidents.forms.wishes import wish_forms
from incidents.kept_out import kept_out_of, nameable
from incidents.leaving_quickly import LONGEST, close_carried
from incidents.lines import by_entry
from incidents.models import Case, Consent
from incidents.next_steps import next_step
from incidents.openings import openings_for_reporter
from incidents.presenters import (
    conversation_for_reporter,
    readers_of,
    shortened,
    status_sentence,
)
from incidents.selectors import consents_of
from incidents.services import consent_answers
from incidents.services import mailbox as services
from incidents.services.files import CaseFull
from incidents.services.keeping_out import keep_out, let_back_in
from incidents.services.mailbox import Mailbox, TooManyMessages
from incidents.services.news import SUBJECT, news_address
from incidents.transitions import ForbiddenMove
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from incidents.views.files import file_answer

COOKIE: str = settings.MAILBOX_COOKIE_NAME
IDLE = timedelta(minutes=10)
P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
MailboxView: TypeAlias = Callable[Concatenate[HttpRequest, Mailbox, P], HttpResponseBase]


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponseBase:
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
    return _keep(request, opened, mailbox_page(request, opened, MailboxMessageForm()))


def opened_mailbox(view: MailboxView[P]) -> View[P]:
    """Hand the opened mailbox to a view, or send the visitor to the page that asks for the code."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        opened = _opened(request)
        if opened is None:
            return _ask_again(request)
        try:
            return _keep(request, opened, view(request, opened, *args, **kwargs))
        except Case.DoesNotExist:  # withdrawn at this moment, in another window
            return _forget(redirect("public:mailbox"))

    return same_origin_post(update_wrapper(guarded, view))


@accepts_files(
    most_bytes=MOST_REQUEST_BYTES,
    handler=partial(SealingHandler, may=lambda request: _carried(request) is not None),
)
@require_POST
@opened_mailbox
def message(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Add a message of the reporter."""
    form = MailboxMessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return mailbox_page(request, opened, form)
    try:
        services.write_message(mailbox=opened, **form.cleaned_data)
    except CaseFull:
        form.refuse_files("full")
        return mailbox_page(request, opened, form)
    except TooManyMessages:
        form.add_error("text", too_many())
        return mailbox_page(request, opened, form)
    if form.left_out:
        opened.case.refresh_from_db()
        return mailbox_page(request, opened, MailboxMessageForm(), notice=str(LEFT_OUT))
    return redirect("public:mailbox")


@require_safe
@opened_mailbox
def file(request: HttpRequest, opened: Mailbox, file_id: UUID) -> HttpResponseBase:
    """Hand out a file of the conversation."""
    found = services.open_file(opened, file_id)
    if found is None:
        raise Http404
    return file_answer(request, found)


@require_POST
@opened_mailbox
def consent(request: HttpRequest, opened: Mailbox, consent_id: UUID) -> HttpResponse:
    """Say yes or no to one step outside, or take a yes back."""
    form = ConsentAnswerForm(request.POST, auto_id=f"{consent_id}_%s")
    notice = ""
    if form.is_valid():
        try:
            _answer(opened, consent_id, form.cleaned_data)
        except Consent.DoesNotExist:
            return redirect("public:mailbox")
        except ForbiddenMove:
            notice = gettext("Inzwischen hat sich das geändert. Hier steht, wie es jetzt ist.")
        else:
            return redirect("public:mailbox")
    return mailbox_page(
        request, opened, MailboxMessageForm(), answering={consent_id: form}, notice=notice
    )


@require_POST
@opened_mailbox
def narrow(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Take the team, the coordinator or one person out of the readers."""
    form = NarrowForm(request.POST)
    if not form.is_valid():
        return redirect("public:mailbox")
    if person := form.cleaned_data.pop("keep_out"):
        keep_out(mailbox=opened, membership_id=person)
    else:
        services.narrow_readers(mailbox=opened, **form.cleaned_data)
    return redirect("public:mailbox")


@require_POST
@opened_mailbox
def widen(request: HttpRequest, opened: Mailbox) -> HttpResponse:
    """Let somebody read again who was shut out."""
    form = LetBackInForm(request.POST)
    if form.is_valid():
        let_back_in(mailbox=opened, account_id=form.cleaned_data["account"])
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
    close_carried(request)
    return _forget(redirect("public:mailbox"))


def _open(request: HttpRequest) -> HttpResponseBase:
    form = CodeForm(request.POST)
    if form.is_valid():
        opened = services.find_mailbox(form.cleaned_data["code"])
        if opened:
            answer = _write_along(request, opened, form.cleaned_data)
            return _keep(request, opened, answer, fresh=True)
        form.add_error("code", gettext("Diesen Code kennen wir nicht. Prüfe bitte die Ziffern."))
    return render(request, "incidents/mailbox_code.html", {"form": form})


def _write_along(request: HttpRequest, opened: Mailbox, sent: dict[str, Any]) -> HttpResponse:
    """Store the message that came with the code, if any, and go on to the mailbox."""
    written = MailboxMessageForm({"text": sent["text"], "once": sent["once"]})
    if sent["text"] and written.is_valid():
        try:
            services.write_message(mailbox=opened, **written.cleaned_data)
        except TooManyMessages:
            written.add_error("text", too_many())
            return mailbox_page(request, opened, written)
    return redirect("public:mailbox")


def too_many() -> str:
    """Say that as much has come as one hour takes."""
    return gettext(
        "In der letzten Stunde kamen hier sehr viele Nachrichten. Dein Text steht noch da. "
        "Sende ihn bitte später noch einmal."
    )


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for the code again; a message that was being written is still there."""
    written = MailboxMessageForm(request.POST)
    files_lost = bool(request.FILES)
    if request.method != "POST" or not (written.is_valid() or files_lost):
        return redirect("public:mailbox")
    initial = {name: written.cleaned_data.get(name) for name in ("text", "once")}
    context = {"form": CodeForm(initial=initial), "was_open": True, "files_lost": files_lost}
    return render(request, "incidents/mailbox_code.html", context)


def _answer(opened: Mailbox, consent_id: UUID, answer: dict[str, Any]) -> None:
    if answer["answer"] == "back":
        consent_answers.take_back(mailbox=opened, consent_id=consent_id)
        return
    agreed = answer["answer"] == "yes"
    consent_answers.answer(
        mailbox=opened, consent_id=consent_id, agreed=agreed, text=answer["text"]
    )


def mailbox_page(
    request: HttpRequest,
    opened: Mailbox,
    form: MailboxMessageForm,
    *,
    answering: dict[UUID, ConsentAnswerForm] | None = None,
    wishes: dict[str, BaseForm] | None = None,
    notice: str = "",
) -> HttpResponse:
    """Show the mailbox; a form that was sent and refused stands where it stood."""
    known = consents_of(opened.case, opened.shared)
    kept_out = kept_out_of(opened.case, opened.shared)
    cards = cards_for_reporter(known)
    context: dict[str, Any] = {
        "questions": [
            (card, (answering or {}).get(card.id) or _answer_form(card))
            for card in cards
            if card.is_asked
        ],
        "consents": [card for card in cards if not card.is_asked],
        "consents_unfolded": any(card.matters for card in cards if not card.is_asked),
        "notice": notice,
        "case": opened.case,
        "status": status_sentence(opened.case),
        "next_step": next_step(opened.case, timezone.localdate()),
        "wishes": wish_forms() | (wishes or {}),
        "news_address": shortened(news_address(opened.case, opened.shared)),
        "news_from": settings.NEWS_MAIL_FROM,
        "news_text": SUBJECT,
        "entries": conversation_for_reporter(
            services.conversation(opened),
            by_entry(
                services.files(opened), lambda file: reverse("public:mailbox-file", args=[file.id])
            ),
        ),
        "readers": readers_of(opened.case, staying=read_by_override(known)),
        "kept_out": kept_out,
        "nameable": nameable(opened.case, kept_out),
        "openings": openings_for_reporter(opened.case),
        "form": form,
    }
    return render(request, "incidents/mailbox.html", context)


def _answer_form(card: ConsentCard) -> ConsentAnswerForm:
    return ConsentAnswerForm(auto_id=f"{card.id}_%s")


def _opened(request: HttpRequest) -> Mailbox | None:
    values = _carried(request)
    if values is None:
        return None
    secret = b64decode(values["secret"])
    return services.reopen_mailbox(UUID(values["case"]), secret, UUID(values["opening"]))


def _carried(request: HttpRequest) -> dict[str, Any] | None:
    """Return what opens the mailbox again, as long as it is open in this browser."""
    values = fetch("mailbox", request.COOKIES.get(COOKIE, ""), valid=IDLE)
    return values if values and _opened_at(values) + LONGEST >= timezone.now() else None


def _opened_at(values: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(values["opened"], tz=timezone.get_default_timezone())


def _keep(
    request: HttpRequest, opened: Mailbox, response: HttpResponseBase, *, fresh: bool = False
) -> HttpResponseBase:
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
    """Take the key back, and whatever the browser would show again from its memory."""
    response["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(COOKIE, samesite="Strict")
    return response
