"""Planning, changing, cancelling."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, require
from trainings.access import may_answer_requests, may_change, may_fix
from trainings.forms.origin import OriginForm
from trainings.forms.plan import TrainingForm
from trainings.models import Training, TrainingRequest
from trainings.services import (
    answer_with_training,
    cancel_training,
    change_training,
    fix_training,
    plan_training,
)
from trainings.transitions import ForbiddenMove


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.PLAN_TRAINING)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a training; the same form sent twice makes one.

    It can begin with another training, or with what an institution asked for.
    """
    origin = OriginForm(request.GET)
    like, asked = _like(request, origin), _asked(request, origin)
    data = request.POST if request.method == "POST" else None
    form = TrainingForm(data, user=request.user, like=like, request=asked)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, asked)
    return render(request, "trainings/form.html", {"form": form, "like": like, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.LOG_TRAINING)
def change(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Change what is known about a training."""
    training = _changeable(request, training_id)
    form = TrainingForm(
        request.POST if request.method == "POST" else None, user=request.user, training=training
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_training(training_id=training.id, details=form.details(), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("trainings:detail", training.id)
    return render(request, "trainings/form.html", {"form": form, "training": training})


@require_POST
@require(Right.LOG_TRAINING)
def cancel(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Cancel a training; nothing about it is due any longer."""
    training = _changeable(request, training_id)
    cancel_training(training_id=training.id, by=request.user)
    messages.success(request, _("Die Schulung ist abgesagt."))
    return redirect("trainings:detail", training.id)


@require_POST
@require(Right.PLAN_TRAINING)
def fix(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Say that a planned training will take place as planned."""
    training = _changeable(request, training_id)
    if not may_fix(request.user, training):
        raise Http404
    try:
        fix_training(training_id=training.id, by=request.user)
    except ForbiddenMove:
        messages.error(request, _("Der Stand der Schulung hat sich inzwischen geändert."))
    else:
        messages.success(request, _("Die Schulung steht fest."))
    return redirect("trainings:detail", training.id)


def _save(request: StaffRequest, form: TrainingForm, asked: TrainingRequest | None) -> HttpResponse:
    with transaction.atomic():
        training = plan_training(
            details=form.details(), submission=form.cleaned_data["submission"], by=request.user
        )
        if asked:
            answer_with_training(request_id=asked.id, training=training, by=request.user)
    messages.success(request, _("Die Schulung ist geplant."))
    if form.found and (number := len(form.found.left_out)):
        text = ngettext(
            "%(number)d Tag ist ausgelassen, weil Ferien sind oder ein Feiertag.",
            "%(number)d Tage sind ausgelassen, weil Ferien sind oder ein Feiertag.",
            number,
        )
        messages.info(request, text % {"number": number})
    return redirect("trainings:detail", training.id)


def _like(request: StaffRequest, origin: OriginForm) -> Training | None:
    """Return the training that a new one is to be like, if this person may see it."""
    if (pk := origin.value("like")) is None:
        return None
    visible = Training.objects.visible_to(request.user)
    return visible.filter(pk=pk, sessions__isnull=False).first()


def _asked(request: StaffRequest, origin: OriginForm) -> TrainingRequest | None:
    """Return the open request that is to be answered."""
    pk = origin.value("request")
    if pk is None or not may_answer_requests(request.user):
        return None
    return TrainingRequest.objects.unanswered().filter(pk=pk).first()


def _changeable(request: StaffRequest, training_id: UUID) -> Training:
    """Return a training that this person may change. Raises Http404 for any other."""
    visible = Training.objects.visible_to(request.user).select_related("institution", "team")
    training = visible.filter(pk=training_id).first()
    if training is None or not may_change(request.user, training):
        raise Http404
    return training
