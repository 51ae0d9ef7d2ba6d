"""Saying who was there."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from trainings.access import may_mark
from trainings.forms.attendance import AttendanceForm, people_on_list
from trainings.models import Session, Training
from trainings.papers import attendance_paper
from trainings.services import mark_attendance
from trainings.views.pdf import pdf


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.LOG_TRAINING)
def attendance(
    request: StaffRequest, training_id: UUID, session_id: UUID | None = None
) -> HttpResponse:
    """Show a session's list for a phone: heads by group, and a status for each name."""
    training = _markable(request, training_id)
    sessions = list(training.sessions.all())
    session = _session(sessions, session_id)
    context = {"training": training, "session": session, "sessions": sessions}
    if session.date > timezone.localdate():
        return render(request, "trainings/attendance.html", context)
    session.training = training
    data = request.POST if request.method == "POST" else None
    form = AttendanceForm(data, session=session, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form, session)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return render(request, "trainings/attendance.html", context | {"form": form})


@require_safe
@require(Right.LOG_TRAINING)
def paper(request: StaffRequest, training_id: UUID, session_id: UUID) -> HttpResponse:
    """Hand out a list to sign, with the names that are known; also before the day."""
    training = _markable(request, training_id)
    session = _session(list(training.sessions.all()), session_id)
    session.training = training
    names = [person.name for person in people_on_list(session, request.user)]
    return pdf(lambda: attendance_paper(session, names), name=_("teilnahme.pdf"))


def _save(request: StaffRequest, form: AttendanceForm, session: Session) -> HttpResponseRedirect:
    mark_attendance(
        session_id=session.id, marks=form.marks(), heads=form.changed_heads(), by=request.user
    )
    messages.success(request, _("Anwesenheit gespeichert."))
    return redirect("trainings:detail", session.training_id)


def _markable(request: StaffRequest, training_id: UUID) -> Training:
    """Return a training whose attendance this person may mark. Raises Http404 for any other."""
    visible = Training.objects.visible_to(request.user).select_related("institution", "team")
    training = visible.filter(pk=training_id).first()
    if training is None or not may_mark(request.user, training):
        raise Http404
    return training


def _session(sessions: list[Session], session_id: UUID | None) -> Session:
    """Return the session asked for, or else the newest that has begun, or else the first."""
    if session_id is None:
        today: date = timezone.localdate()
        return next((s for s in reversed(sessions) if s.date <= today), sessions[0])
    chosen = next((session for session in sessions if session.id == session_id), None)
    if chosen is None:
        raise Http404
    return chosen
