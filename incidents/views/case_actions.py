"""What staff does with a case: one table of actions, one way through all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from ateams.web.forms import BaseForm
from ateams.web.uploads import accepts_files
from incidents.codes_in_use import step_of
from incidents.enums import EntryKind, State
from incidents.forms.files import WithFiles
from incidents.forms.interventions import InterventionForm
from incidents.forms.once import OnceForm
from incidents.forms.tasks import TaskForm
from incidents.forms.work import (
    AssignForm,
    CloseForm,
    DateForm,
    DoneForm,
    MessageForm,
    MoveForm,
    NoteForm,
    VersionedForm,
)
from incidents.models import Case
from incidents.selectors import OpenCase, consents_in
from incidents.services import interventions, tasks, work
from incidents.services.consents import ConsentMissing
from incidents.services.files import CaseFull
from incidents.services.review import note_review
from incidents.services.work import StaleCase
from incidents.transitions import ForbiddenMove
from incidents.uploads import MOST_REQUEST_BYTES, SealingHandler
from incidents.views.case_page import show_page
from incidents.views.opening import case_or_404, locked, open_or_404


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that was sent: in which case, about which thing in it if any, and by whom."""

    opened: OpenCase
    request: StaffRequest
    about: UUID | None = None

    @property
    def for_office(self) -> dict[str, Any]:
        """What every service takes that writes for the office alone."""
        assert self.opened.internal
        return {
            "case": self.opened.case,
            "by": self.request.user,
            "internal": self.opened.internal,
        }


@dataclass(frozen=True, slots=True)
class Action:
    """Something that staff does with a case: who may, with which form, by which service.

    `form` takes what was sent, the case, and its opened envelopes, which are missing while the
    key is locked. `about` returns the things that an action about one thing may mean, `address`
    names the one.
    """

    right: Right
    form: Callable[[Any, Case, OpenCase | None], BaseForm]
    do: Callable[[Doing, Any], object]
    about: Callable[[Case], QuerySet[Any]] | None = None
    address: str = ""


def _send_message(doing: Doing, form: MessageForm) -> None:
    opened = doing.opened
    work.send_message(
        case=opened.case, by=doing.request.user, shared=opened.shared, **form.cleaned_data
    )


def _write_note(doing: Doing, form: NoteForm) -> None:
    opened = doing.opened
    envelope = opened.internal or opened.shared
    work.write_note(case=opened.case, by=doing.request.user, envelope=envelope, **form.cleaned_data)


def _acknowledge(doing: Doing, form: VersionedForm) -> None:
    work.acknowledge(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _assign(doing: Doing, form: AssignForm) -> None:
    work.assign(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _set_next_date(doing: Doing, form: DateForm) -> None:
    work.set_next_date(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _move(doing: Doing, form: MoveForm) -> None:
    work.move(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _close(doing: Doing, form: CloseForm) -> None:
    work.move(
        case=doing.opened.case,
        to=State.CLOSED,
        version=form.cleaned_data["version"],
        by=doing.request.user,
        internal=doing.opened.internal,
        reason=form.sealed_reason(),
    )


def _intervene(doing: Doing, form: InterventionForm) -> None:
    told = dict(form.cleaned_data)
    told["consent_id"] = form.consent_id() if step_of(told["code"]) else None
    del told["consent"]
    interventions.record_intervention(**doing.for_office, shared=doing.opened.shared, **told)


def _review(doing: Doing, form: OnceForm) -> None:
    note_review(case=doing.opened.case, by=doing.request.user, **form.cleaned_data)


def _set_task(doing: Doing, form: TaskForm) -> None:
    tasks.set_task(**doing.for_office, **form.cleaned_data)


def _finish_task(doing: Doing, _form: DoneForm) -> None:
    assert doing.about
    tasks.finish_task(**doing.for_office, task_id=doing.about)


ACTIONS: dict[str, Action] = {
    "message": Action(
        Right.HOLD_KEY,
        lambda data, _case, _opened: MessageForm(data, auto_id="message_%s"),
        _send_message,
    ),
    "note": Action(
        Right.HOLD_KEY, lambda data, _case, _opened: NoteForm(data, auto_id="note_%s"), _write_note
    ),
    "acknowledge": Action(
        Right.ACKNOWLEDGE_CASES,
        lambda data, _case, _opened: VersionedForm(data, auto_id=False),
        _acknowledge,
    ),
    "assign": Action(
        Right.ASSIGN_CASES,
        lambda data, case, _opened: AssignForm(data, case=case, auto_id="assign_%s"),
        _assign,
    ),
    "date": Action(
        Right.WORK_ON_CASES,
        lambda data, _case, _opened: DateForm(data, auto_id="date_%s"),
        _set_next_date,
    ),
    "move": Action(
        Right.WORK_ON_CASES,
        lambda data, case, _opened: MoveForm(data, case=case, auto_id="move_%s"),
        _move,
    ),
    "close": Action(
        Right.WORK_ON_CASES,
        lambda data, _case, _opened: CloseForm(data, auto_id="close_%s"),
        _close,
    ),
    "intervention": Action(
        Right.WORK_ON_CASES,
        lambda data, _case, opened: InterventionForm(
            data, consents=consents_in(opened), auto_id="intervention_%s"
        ),
        _intervene,
    ),
    "review": Action(
        Right.WORK_ON_CASES,
        lambda data, _case, _opened: OnceForm(data, auto_id="review_%s"),
        _review,
    ),
    "task": Action(
        Right.WORK_ON_CASES,
        lambda data, case, _opened: TaskForm(data, case=case, auto_id="task_%s"),
        _set_task,
    ),
}
# By their name: what one thing in a case is done with, and where it is sent to.
ABOUT_ONE: dict[str, Action] = {
    "task-done": Action(
        Right.WORK_ON_CASES,
        lambda data, _case, _opened: DoneForm(data),
        _finish_task,
        about=lambda case: case.entries.filter(kind=EntryKind.TASK),
        address="tasks/<uuid:task_id>/done/",
    ),
}


@require_POST
@require(Right.HOLD_KEY)
def act(request: StaffRequest, /, reference: str, action: str, **about: UUID) -> HttpResponseBase:
    """Do one thing with a case. What was typed survives a lock, a mistake and a colleague."""
    try:
        return _act(request, reference, action, next(iter(about.values()), None))
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


def _act(request: StaffRequest, reference: str, action: str, about: UUID | None) -> HttpResponse:
    wanted = (ABOUT_ONE if about else ACTIONS)[action]
    found = case_or_404(request, reference)
    if not has_right(request.user, wanted.right):
        raise Http404
    if wanted.about and not wanted.about(found).filter(pk=about).exists():
        raise Http404
    unlocking = unlock_in_place(request)
    if unlocking.key is None:
        form = wanted.form(request.POST, found, None)
        _ask_for_files_again(form, request)
        return locked(request, found, unlocking, form=form)
    opened = open_or_404(found, unlocking)
    form = wanted.form(request.POST, found, opened)
    form.files = request.FILES
    notice = ""
    if form.is_valid():
        try:
            wanted.do(Doing(opened, request, about), form)
        except (StaleCase, ForbiddenMove):
            notice = gettext("Inzwischen hat jemand anderes den Fall geändert.")
            form = _with_newest_version(wanted, opened, request)
        except ConsentMissing:
            notice = gettext("Das geht so nicht mehr: Das Einverständnis hat sich geändert.")
        except CaseFull:
            assert isinstance(form, WithFiles)
            form.refuse_files("full")
        else:
            return redirect("incidents:case", reference=found.reference)
    found.refresh_from_db()
    return show_page(request, opened, bound={action: form}, notice=notice)


def _with_newest_version(wanted: Action, opened: OpenCase, request: StaffRequest) -> BaseForm:
    """Return the form as it was sent, so that sending it again means the case as it is now."""
    data = request.POST.copy()
    data["version"] = str(Case.objects.get(pk=opened.case.pk).version)
    form = wanted.form(data, opened.case, opened)
    _ask_for_files_again(form, request)
    return form


def _ask_for_files_again(form: BaseForm, request: StaffRequest) -> None:
    """Nothing can be sealed yet, and a browser does not keep what was chosen."""
    if request.FILES and isinstance(form, WithFiles):
        form.refuse_files()
