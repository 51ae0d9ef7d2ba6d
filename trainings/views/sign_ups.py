"""What people with an account do about signing up."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import Right, StaffRequest, require
from trainings.access import may_open_sign_up, may_see_sign_ups
from trainings.forms.sign_up import ComingForm, OpenForm
from trainings.models import SignUp, Training
from trainings.services import SignUpClosed, close_sign_up, excuse, open_sign_up, sign_up


@require_POST
@require(Right.LOG_TRAINING)
def come(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Sign the own account up, or excuse it: one tap each."""
    training = get_object_or_404(Training.objects.visible_to(request.user), pk=training_id)
    form = ComingForm(request.POST)
    if form.is_valid():
        try:
            _come(request, training, comes=form.cleaned_data["coming"] == "yes")
        except SignUpClosed:
            messages.error(request, _("Zu spät: Die Schulung ist vorbei oder abgesagt."))
    return redirect("trainings:detail", training.id)


@require_POST
@require(Right.PLAN_TRAINING)
def sign_up_link(request: StaffRequest, training_id: UUID) -> HttpResponse:
    """Open the sign-up by link, or close it."""
    training = get_object_or_404(Training.objects.visible_to(request.user), pk=training_id)
    form = OpenForm(request.POST)
    if not may_open_sign_up(request.user, training):
        raise Http404
    if form.is_valid() and form.cleaned_data["open"] == "yes":
        open_sign_up(training_id=training.id, by=request.user)
        messages.success(request, _("Die Anmeldung ist offen: Der Link kann weitergegeben werden."))
    elif form.is_valid():
        close_sign_up(training_id=training.id, by=request.user)
        messages.success(request, _("Der Link gilt nicht mehr. Wer angemeldet ist, bleibt es."))
    return redirect("trainings:detail", training.id)


@require_POST
@require(Right.LOG_TRAINING)
def excuse_other(request: StaffRequest, sign_up_id: UUID) -> HttpResponse:
    """Excuse somebody who has called or written."""
    trainings = Training.objects.visible_to(request.user)
    found = get_object_or_404(SignUp.objects.filter(training__in=trainings), pk=sign_up_id)
    if not may_see_sign_ups(request.user, found.training):
        raise Http404
    try:
        excuse(sign_up_id=found.id, by=request.user)
    except SignUpClosed:
        messages.error(request, _("Zu spät: Die Schulung ist vorbei oder abgesagt."))
    else:
        messages.success(request, _("Abgemeldet."))
    return redirect("trainings:detail", found.training_id)


def _come(request: StaffRequest, training: Training, *, comes: bool) -> None:
    if comes:
        sign_up(training_id=training.id, by=request.user)
        messages.success(request, _("Angemeldet."))
        return
    own = SignUp.objects.filter(training=training, user=request.user).first()
    if own:
        excuse(sign_up_id=own.id, by=request.user)
    messages.success(request, _("Abgemeldet."))
