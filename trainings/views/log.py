"""We held a training."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Right, StaffRequest, require
from accounts.selectors import coordinators
from trainings.forms.log import LogForm
from trainings.models import Training
from trainings.services import log_training


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.LOG_TRAINING)
def log(request: StaffRequest) -> HttpResponse:
    """Write down a training that was held; the same form sent twice makes one."""
    form = LogForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        training = log_training(
            details=form.details(),
            heads=form.heads(),
            names=form.cleaned_data["names"],
            submission=form.cleaned_data["submission"],
            by=request.user,
        )
        return redirect("trainings:logged", training.id)
    return render(request, "trainings/log.html", {"form": form})


@require_safe
@require(Right.LOG_TRAINING)
def logged(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Say that a training is saved and who confirms it."""
    trainings = Training.objects.visible_to(request.user).with_details()
    training = get_object_or_404(trainings, pk=training_id)
    people = coordinators(training.institution).order_by("name")
    context = {"training": training, "coordinators": people}
    return render(request, "trainings/logged.html", context)
