"""One case for those who can open it, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from ateams.web.forms import BaseForm
from ateams.web.uploads import accepts_files
from codelists.enums import CodeList
from codelists.selectors import CodeBook, code_book
from incidents.classified import in_words
from incidents.consent_cards import cards_for_staff, cards_for_team, usable_for
from incidents.enums import State, Step
from incidents.forms.files import LEFT_OUT, WithFiles
from incidents.forms.work import (
    AssignForm,
    CloseForm,
    DateForm,
    MessageForm,
    MoveForm,
    NoteForm,
    VersionedForm,
)
from incidents.models import Case
from incidents.openings import newest_openings, openings_page
from incidents.presenters import readers_of
from incidents.selectors import OpenCase, consents_of, timeline
from incidents.services import closing, work
from incidents.services.closing import NotClassified
from incidents.services.consents import ConsentMissing
from incidents.services.files import CaseFull
from incidents.services.work import StaleCase
from incidents.transitions import TRANSITIONS, ForbiddenMove
from incidents.undo import offer, offered
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from incidents.views.opening import case_or_404, locked, open_or_404
from incidents.walk import arrive, walk_from


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case with everything that its reader may see; the opening is recorded."""
    found = case_or_404(request, reference)
    arrive(request, found)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        return locked(request, found, unlocking)
    if request.method == "POST":
        return redirect("incidents:case", reference=found.reference)
    opened = open_or_404(found, unlocking)
    work.record_opening(case=found, by=request.user)
    return _page(request, opened)


@require_safe
@require(Right.HOLD_KEY)
def openings(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who has opened a case; whoever may open it may know, and nothing sealed is shown."""
    found = case_or_404(request, reference)
    page, lines = openings_page(found, request.GET.get("page"))
    context = {"case": found, "page": page, "openings": lines}
    return render(request, "incidents/openings.html", context)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that staff does with a case: who may, with which form, by which service."""

    right: Right
    form: Callable[[Any, Case], BaseForm]
    do: Callable[[OpenCase, BaseForm, StaffRequest], object]


def _send_message(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    work.send_message(case=opened.case, by=request.user, shared=opened.shared, **form.cleaned_data)


def _write_note(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    envelope = opened.internal or opened.shared
    work.write_note(case=opened.case, by=request.user, envelope=envelope, **form.cleaned_data)


def _acknowledge(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    work.acknowledge(case=opened.case, by=request.user, **form.cleaned_data)


def _assign(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    done = work.assign(case=opened.case, by=request.user, **form.cleaned_data)
    said = gettext("Zugewiesen an %(person)s.") % {"person": done.responsible}
    offer(request, "assign", said, changed=[(opened.case, done)])


def _set_next_date(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    done = work.set_next_date(case=opened.case, by=request.user, **form.cleaned_data)
    said = gettext("Der nächste Termin ist gespeichert.")
    offer(request, "date", said, changed=[(opened.case, done)])


def _move(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    work.move(case=opened.case, by=request.user, shared=opened.shared, **form.cleaned_data)


def _close(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    if opened.internal is None:
        raise Http404
    done = closing.close(
        case=opened.case,
        reason=form.cleaned_data["closing_reason"],
        note=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        by=request.user,
        internal=opened.internal,
    )
    said = gettext("Der Fall ist abgeschlossen.")
    offer(request, "close", said, changed=[(opened.case, done)])


def _reasons() -> CodeBook:
    return code_book(CodeList.CLOSING_REASON)


ACTIONS: dict[str, Action] = {
    "message": Action(
        Right.HOLD_KEY, lambda data, _: MessageForm(data, auto_id="message_%s"), _send_message
    ),
    "note": Action(Right.HOLD_KEY, lambda data, _: NoteForm(data, auto_id="note_%s"), _write_note),
    "acknowledge": Action(
        Right.ACKNOWLEDGE_CASES, lambda data, _: VersionedForm(data, auto_id=False), _acknowledge
    ),
    "assign": Action(
        Right.ASSIGN_CASES,
        lambda data, case: AssignForm(data, case=case, auto_id="assign_%s"),
        _assign,
    ),
    "date": Action(
        Right.WORK_ON_CASES, lambda data, _: DateForm(data, auto_id="date_%s"), _set_next_date
    ),
    "move": Action(
        Right.WORK_ON_CASES, lambda data, case: MoveForm(data, case=case, auto_id="move_%s"), _move
    ),
    "close": Action(
        Right.WORK_ON_CASES,
        lambda data, _: CloseForm(data, book=_reasons(), auto_id="close_%s"),
        _close,
    ),
}


@require_POST
@require(Right.HOLD_KEY)
def act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    """Do one thing with a case. What was typed survives a lock, a mistake and a colleague."""
    try:
        return _act(request, reference, action)
    except Case.DoesNotExist:  # withdrawn at this moment
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


def _act(request: StaffRequest, reference: str, action: str) -> HttpResponse:
    wanted = ACTIONS[action]
    found = case_or_404(request, reference)
    if not has_right(request.user, wanted.right):
        raise Http404
    form = wanted.form(request.POST, found)
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        _ask_for_files_again(form, request)
        return locked(request, found, unlocking, form=form)
    opened = open_or_404(found, unlocking)
    form.files = request.FILES
    _offer_referrals(form, opened)
    notice = ""
    if form.is_valid():
        try:
            wanted.do(opened, form, request)
        except (StaleCase, ForbiddenMove):
            notice = gettext("Inzwischen hat jemand anderes den Fall geändert.")
            data = request.POST.copy()
            data["version"] = str(Case.objects.get(pk=found.pk).version)
            form = wanted.form(data, found)
            _ask_for_files_again(form, request)
        except ConsentMissing:
            notice = gettext("Das geht so nicht mehr: Das Einverständnis hat sich geändert.")
        except NotClassified as lacking:
            assert isinstance(form, CloseForm)
            form.say_missing(lacking.missing)
        except CaseFull:
            assert isinstance(form, WithFiles)
            form.refuse_files("full")
        else:
            if isinstance(form, WithFiles) and form.left_out:
                messages.warning(request, str(LEFT_OUT))
            return redirect("incidents:case", reference=found.reference)
    found.refresh_from_db()
    work.record_opening(case=found, by=request.user)
    return _page(request, opened, bound={action: form}, notice=notice)


def _offer_referrals(form: BaseForm, opened: OpenCase) -> None:
    if isinstance(form, MoveForm):
        form.offer_referrals(usable_for(Step.REFERRAL, consents_of(opened.case, opened.shared)))


def _ask_for_files_again(form: BaseForm, request: StaffRequest) -> None:
    """Nothing can be sealed yet, and a browser does not keep what was chosen."""
    if request.FILES and isinstance(form, WithFiles):
        form.refuse_files()


def _page(
    request: StaffRequest,
    opened: OpenCase,
    *,
    bound: dict[str, BaseForm] | None = None,
    notice: str = "",
) -> HttpResponse:
    case = opened.case
    consents = consents_of(case, opened.shared)
    book = code_book(CodeList.CLOSING_REASON, CodeList.INCIDENT_KIND, CodeList.GROUND)
    context_forms = _forms(case, request, book) | (bound or {})
    if isinstance(move := context_forms.get("move"), MoveForm):
        move.offer_referrals(usable_for(Step.REFERRAL, consents))
    may_ask = has_right(request.user, Right.WORK_ON_CASES)
    cards = cards_for_staff if may_ask else cards_for_team
    context = {
        "case": case,
        "entries": timeline(opened, book),
        "readers": readers_of(case),
        "openings": newest_openings(case),
        "consents": cards(consents),
        "may_ask": may_ask,
        "forms": context_forms,
        "classification": opened.internal and in_words(case, opened.internal, book),
        "may_close": State.CLOSED in TRANSITIONS[State(case.state)],
        "bound": bound,
        "note_title": gettext("Interne Notiz, nur für die Beratungsstelle")
        if opened.internal
        else gettext("Notiz für alle, die den Fall lesen"),
        "may_acknowledge": has_right(request.user, Right.ACKNOWLEDGE_CASES),
        "notice": notice,
        "undo": offered(request),
        "walk": walk_from(request, case),
    }
    return render(request, "incidents/case.html", context)


def _forms(case: Case, request: StaffRequest, book: CodeBook) -> dict[str, BaseForm]:
    """Return the forms of everything that this person may do with the case."""
    initial = {"version": case.version}
    forms: dict[str, BaseForm] = {
        "message": MessageForm(initial=initial, auto_id="message_%s"),
        "note": NoteForm(auto_id="note_%s"),
        "acknowledge": VersionedForm(initial=initial, auto_id=False),
    }
    if has_right(request.user, Right.WORK_ON_CASES):
        person = {"person": case.responsible_id}
        day = {"next_date": case.next_date}
        forms |= {
            "assign": AssignForm(case=case, initial=initial | person, auto_id="assign_%s"),
            "date": DateForm(initial=initial | day, auto_id="date_%s"),
            "move": MoveForm(case=case, initial=initial, auto_id="move_%s"),
            "close": CloseForm(initial=initial, book=book, auto_id="close_%s"),
        }
    return forms
