"""Cases for those who can open them: the list, one case, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from ateams.web.forms import BaseForm
from ateams.web.uploads import accepts_files
from incidents.consent_cards import cards_for_staff, cards_for_team
from incidents.enums import State
from incidents.forms.files import WithFiles
from incidents.forms.queue import QueueForm, queue_order
from incidents.forms.reply_templates import TemplateChoiceForm
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
from incidents.piled import pile_for
from incidents.presenters import readers_of
from incidents.reply_templates import insertable_into
from incidents.selectors import OpenCase, cases_of, consents_of, timeline
from incidents.services import work
from incidents.services.files import CaseFull
from incidents.services.work import StaleCase
from incidents.transitions import TRANSITIONS, ForbiddenMove
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from incidents.views.opening import case_or_404, locked, open_or_404

PAGE_SIZE = 50


@require_safe
@require(Right.HOLD_KEY)
def queue(request: StaffRequest) -> HttpResponse:
    """List the cases that the signed-in account can open; plain columns, so nothing is unlocked."""
    form = QueueForm(request.GET)
    cases = queue_order(form.apply(cases_of(request.user), request.user.pk))
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "pile": pile_for(request),
    }
    return render(request, "incidents/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.HOLD_KEY)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show one case with everything that its reader may see; the opening is recorded."""
    found = case_or_404(request, reference)
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
    work.assign(case=opened.case, by=request.user, **form.cleaned_data)


def _set_next_date(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    work.set_next_date(case=opened.case, by=request.user, **form.cleaned_data)


def _move(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    work.move(case=opened.case, by=request.user, **form.cleaned_data)


def _close(opened: OpenCase, form: BaseForm, request: StaffRequest) -> None:
    assert isinstance(form, CloseForm)
    work.move(
        case=opened.case,
        to=State.CLOSED,
        version=form.cleaned_data["version"],
        by=request.user,
        internal=opened.internal,
        reason=form.sealed_reason(),
    )


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
        Right.WORK_ON_CASES, lambda data, _: CloseForm(data, auto_id="close_%s"), _close
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
        except CaseFull:
            assert isinstance(form, WithFiles)
            form.refuse_files("full")
        else:
            return redirect("incidents:case", reference=found.reference)
    found.refresh_from_db()
    work.record_opening(case=found, by=request.user)
    return _page(request, opened, bound={action: form}, notice=notice)


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
    context_forms = _forms(case, request) | (bound or {})
    may_ask = has_right(request.user, Right.WORK_ON_CASES)
    cards = cards_for_staff if may_ask else cards_for_team
    context = {
        "case": case,
        "entries": timeline(opened),
        "readers": readers_of(case),
        "openings": newest_openings(case),
        "consents": cards(consents_of(case, opened.shared)),
        "may_ask": may_ask,
        "insert": _insert_form(case) if may_ask else None,
        "forms": context_forms,
        "may_close": State.CLOSED in TRANSITIONS[State(case.state)],
        "bound": bound,
        "note_title": gettext("Interne Notiz, nur für die Beratungsstelle")
        if opened.internal
        else gettext("Notiz für alle, die den Fall lesen"),
        "may_acknowledge": has_right(request.user, Right.ACKNOWLEDGE_CASES),
        "notice": notice,
    }
    return render(request, "incidents/case.html", context)


def case_page(
    request: StaffRequest, opened: OpenCase, *, bound: dict[str, BaseForm]
) -> HttpResponse:
    """Show the page of a case with an answer that has been begun."""
    return _page(request, opened, bound=bound)


def _insert_form(case: Case) -> TemplateChoiceForm | None:
    offered = insertable_into(case)
    return TemplateChoiceForm(offered=offered, auto_id="message_%s") if offered else None


def _forms(case: Case, request: StaffRequest) -> dict[str, BaseForm]:
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
            "close": CloseForm(initial=initial, auto_id="close_%s"),
        }
    return forms
