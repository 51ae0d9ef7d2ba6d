"""Planning, changing, cancelling."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Right, StaffRequest, require
from trainings.access import may_change
from trainings.forms.plan import TrainingForm
from trainings.models import Training
from trainings.services import cancel_training, change_training, plan_training


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.PLAN_TRAINING)
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a training; the same form sent twice makes one."""
    form = TrainingForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        training = plan_training(
            details=form.details(), submission=form.cleaned_data["submission"], by=request.user
        )
        messages.success(request, _("Die Schulung ist geplant."))
        return redirect("trainings:detail", training.id)
    return render(request, "trainings/form.html", {"form": form})


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


def _changeable(request: StaffRequest, training_id: UUID) -> Training:
    """Return a training that this person may change. Raises Http404 for any other."""
    visible = Training.objects.visible_to(request.user).select_related("institution", "team")
    training = visible.filter(pk=training_id).first()
    if training is None or not may_change(request.user, training):
        raise Http404
    return training
