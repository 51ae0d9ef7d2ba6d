"""What staff does with a case: one table of actions, one way through all of them."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from ateams.web.forms import BaseForm
from ateams.web.returning import back_or, wants_back
from ateams.web.uploads import accepts_files
from codelists.enums import CodeList
from codelists.selectors import code_book
from incidents.consent_cards import usable_for
from incidents.enums import Step
from incidents.forms.files import LEFT_OUT, WithFiles
from incidents.forms.work import (
    AssignForm,
    CloseForm,
    DateForm,
    LanguageForm,
    MessageForm,
    MoveForm,
    NoteForm,
    VersionedForm,
)
from incidents.models import Case
from incidents.selectors import consents_in
from incidents.services import closing, work
from incidents.services.changing import OnlyReads, StaleCase
from incidents.services.closing import NotClassified
from incidents.services.consents import ConsentMissing
from incidents.services.drafts import forget_draft
from incidents.services.files import CaseFull
from incidents.transitions import ForbiddenMove
from incidents.undo import offer
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from incidents.views.case_doing import DRAFTED, Action, Doing, Sent
from incidents.views.case_page import show_page
from incidents.views.case_work import ABOUT_ONE, WORK
from incidents.views.news import say_news
from incidents.views.opening import case_or_404, locked, open_or_404


def _send_message(doing: Doing, form: MessageForm) -> None:
    opened = doing.opened
    work.send_message(
        case=opened.case, by=doing.request.user, shared=opened.shared, **form.cleaned_data
    )
    say_news(doing.request, opened)


def _write_note(doing: Doing, form: NoteForm) -> None:
    opened = doing.opened
    envelope = opened.internal or opened.shared
    work.write_note(case=opened.case, by=doing.request.user, envelope=envelope, **form.cleaned_data)


def _acknowledge(doing: Doing, form: VersionedForm) -> None:
    work.acknowledge(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _assign(doing: Doing, form: AssignForm) -> None:
    case = doing.opened.case
    done = work.assign(case=case, by=doing.request.user, **form.cleaned_data)
    said = gettext("Zugewiesen an %(person)s.") % {"person": done.responsible}
    offer(doing.request, "assign", said, changed=[(case, done)])


def _set_next_date(doing: Doing, form: DateForm) -> None:
    case = doing.opened.case
    done = work.set_next_date(case=case, by=doing.request.user, **form.cleaned_data)
    said = gettext("Der nächste Termin ist gespeichert.")
    offer(doing.request, "date", said, changed=[(case, done)])


def _correct_language(doing: Doing, form: LanguageForm) -> None:
    work.correct_language(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _move_form(sent: Sent) -> MoveForm:
    form = MoveForm(sent.data, case=sent.case, auto_id="move_%s")
    if (consents := consents_in(sent.opened)) is not None:
        form.offer_referrals(usable_for(Step.REFERRAL, consents))
    return form


def _move(doing: Doing, form: MoveForm) -> None:
    opened = doing.opened
    work.move(case=opened.case, by=doing.request.user, shared=opened.shared, **form.cleaned_data)


def _close_form(sent: Sent) -> CloseForm:
    return CloseForm(sent.data, book=code_book(CodeList.CLOSING_REASON), auto_id="close_%s")


def _close(doing: Doing, form: CloseForm) -> None:
    done = closing.close(
        **doing.for_office,
        reason=form.cleaned_data["closing_reason"],
        note=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
    )
    said = gettext("Der Fall ist abgeschlossen.")
    offer(doing.request, "close", said, changed=[(doing.opened.case, done)])


ACTIONS: dict[str, Action] = {
    "message": Action(
        Right.HOLD_KEY, lambda sent: MessageForm(sent.data, auto_id="message_%s"), _send_message
    ),
    "note": Action(
        Right.HOLD_KEY, lambda sent: NoteForm(sent.data, auto_id="note_%s"), _write_note
    ),
    "acknowledge": Action(
        Right.ACKNOWLEDGE_CASES, lambda sent: VersionedForm(sent.data, auto_id=False), _acknowledge
    ),
    "assign": Action(
        Right.ASSIGN_CASES,
        lambda sent: AssignForm(sent.data, case=sent.case, auto_id="assign_%s"),
        _assign,
    ),
    "date": Action(
        Right.WORK_ON_CASES, lambda sent: DateForm(sent.data, auto_id="date_%s"), _set_next_date
    ),
    "language": Action(
        Right.WORK_ON_CASES,
        lambda sent: LanguageForm(sent.data, auto_id="language_%s"),
        _correct_language,
    ),
    "move": Action(Right.WORK_ON_CASES, _move_form, _move),
    "close": Action(Right.WORK_ON_CASES, _close_form, _close),
    **WORK,
}


@require_POST
@require(Right.HOLD_KEY)
def act(request: StaffRequest, /, reference: str, action: str, **about: UUID) -> HttpResponseBase:
    """Do one thing with a case. What was typed survives a lock, a mistake and a colleague."""
    try:
        return _act(request, reference, action, next(iter(about.values()), None))
    except (Case.DoesNotExist, OnlyReads):  # withdrawn at this moment; or let in to read alone
        raise Http404 from None


# By their address, so that it is decided before anything of the request is read.
WITH_FILES = frozenset({"message", "note"})


@accepts_files(
    most_bytes=MOST_REQUEST_BYTES,
    handler=partial(SealingHandler, may=lambda request: request.user.is_authenticated),
)
def act_with_files(request: StaffRequest, reference: str, action: str) -> HttpResponseBase:
    """Do one of the things that files may come with."""
    return act(request, reference, action)


def _act(request: StaffRequest, reference: str, action: str, about: UUID | None) -> HttpResponse:
    wanted = (ABOUT_ONE if about else ACTIONS)[action]
    found = case_or_404(request, reference)
    if not has_right(request.user, wanted.right):
        raise Http404
    if wanted.about and not wanted.about(found).filter(pk=about).exists():
        raise Http404
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        form = wanted.form(Sent(request.POST, found, request))
        _ask_for_files_again(form, request)
        draft_url = (
            reverse("incidents:draft-save", args=[reference, action]) if action in DRAFTED else ""
        )
        return locked(request, found, unlocking, form=form, draft_url=draft_url)
    opened = open_or_404(found, unlocking)
    form = wanted.form(Sent(request.POST, found, request, opened))
    form.files = request.FILES
    notice = ""
    if form.is_valid():
        form, notice = _do(wanted, Doing(opened, request, about), form)
        if not notice and form.is_valid():
            forget_draft(case=found, form=action, by=request.user)
            if isinstance(form, WithFiles) and form.left_out:
                messages.warning(request, str(LEFT_OUT))
            if wants_back(request):
                messages.success(request, gettext("Erledigt."))
            return back_or(request, "incidents:case", found.reference)
    found.refresh_from_db()
    return show_page(request, opened, bound={str(about or action): form}, notice=notice)


def _do(wanted: Action, doing: Doing, form: BaseForm) -> tuple[BaseForm, str]:
    """Do it; return the form as it is shown if it was not done, and why not."""
    try:
        wanted.do(doing, form)
    except (StaleCase, ForbiddenMove):
        words = gettext("Inzwischen hat jemand anderes den Fall geändert.")
        return _with_newest_version(wanted, doing), words
    except ConsentMissing:
        return form, gettext("Das geht so nicht mehr: Das Einverständnis hat sich geändert.")
    except NotClassified as lacking:
        assert isinstance(form, CloseForm)
        form.say_missing(lacking.missing)
    except CaseFull:
        assert isinstance(form, WithFiles)
        form.refuse_files("full")
    return form, ""


def _with_newest_version(wanted: Action, doing: Doing) -> BaseForm:
    """Return the form as it was sent, so that sending it again means the case as it is now."""
    opened = doing.opened
    data = doing.request.POST.copy()
    data["version"] = str(Case.objects.get(pk=opened.case.pk).version)
    form = wanted.form(Sent(data, opened.case, doing.request, opened))
    _ask_for_files_again(form, doing.request)
    return form


def _ask_for_files_again(form: BaseForm, request: StaffRequest) -> None:
    """Nothing can be sealed yet, and a browser does not keep what was chosen."""
    if request.FILES and isinstance(form, WithFiles):
        form.refuse_files()
