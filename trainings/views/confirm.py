"""Confirming what teams have logged."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from trainings.forms.confirm import ConfirmForm
from trainings.models import Training
from trainings.services import confirm_many


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.CONFIRM_TRAINING)
def confirm(request: StaffRequest) -> HttpResponse:
    """Show what waits, oldest first; confirm the ticked ones, correct counts in place."""
    waiting = (
        Training.objects.visible_to(request.user).waiting().with_details().order_by("logged_at")
    )
    form = ConfirmForm(waiting, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        confirmed = confirm_many(
            training_ids=form.chosen(), heads=form.corrections(), by=request.user
        )
        text = ngettext(
            "%(number)d Schulung bestätigt.", "%(number)d Schulungen bestätigt.", confirmed
        ) % {"number": confirmed}
        messages.success(request, text if confirmed else _("Die Zahlen sind gespeichert."))
        return redirect("trainings:confirm")
    return render(request, "trainings/confirm.html", {"form": form})
