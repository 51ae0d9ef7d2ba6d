"""Leaving: handing over first, the end of a membership, and the lock that does not wait."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import Right, StaffRequest, require
from accounts.forms.leaving import EndMembershipForm, HandOverForm, receivers_of
from accounts.leaving import duties_left
from accounts.models import User
from accounts.second_factor import freshly_confirmed
from accounts.views.outcome import told


@require_POST
@require(Right.MANAGE_PEOPLE)
def lock(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Shut somebody out at once; what they are responsible for is handed over later."""
    found = get_object_or_404(User, pk=person_id)
    with told(request, _("Das Konto ist gesperrt: keine Anmeldung, kein Schlüssel.")):
        services.lock_account(person=found, by=request.user)
    return redirect("accounts:person", person_id)


@require_POST
@require(Right.MANAGE_PEOPLE)
@require(Right.ASSIGN_CASES)
@freshly_confirmed
def hand_over(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Hand everything over to one person, as far as that person can open it."""
    found = get_object_or_404(User, pk=person_id)
    form = HandOverForm(request.POST, receivers=receivers_of(duties_left(found)))
    if form.is_valid():
        count = services.hand_over(person=found, to=form.cleaned_data["to"], by=request.user)
        messages.success(request, _handed_over(count))
    else:
        messages.error(request, _("Bitte auswählen, wer übernimmt."))
    return redirect("accounts:person", person_id)


@require_POST
@require(Right.MANAGE_PEOPLE)
@freshly_confirmed
def end_membership(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """End somebody's time in the team today."""
    found = get_object_or_404(User, pk=person_id)
    form = EndMembershipForm(request.POST)
    if form.is_valid():
        with told(request, _("Die Mitgliedschaft ist beendet.")):
            services.end_membership(
                person=found, reason=form.cleaned_data["reason"], by=request.user
            )
    return redirect("accounts:person", person_id)


def _handed_over(count: int) -> str:
    text = ngettext("%(count)d Fall ist übergeben.", "%(count)d Fälle sind übergeben.", count)
    return text % {"count": count}
