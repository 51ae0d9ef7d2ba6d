"""Leaving a team oneself: each open case is passed on, then it is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import accounts.services
from accounts.access import Right, StaffRequest, current_membership, key_state, require
from accounts.enums import KeyState
from accounts.errors import RefusedError
from accounts.models import Membership
from contactpoints.forms.roster import LeaveForm, PassOnForm
from incidents.models import Case
from incidents.services.passing_on import NotPassedOn, pass_on
from incidents.team_cases import with_others


@require_safe
@require(Right.SEE_AGENDA)
def leaving(request: StaffRequest) -> HttpResponse:
    """List the open cases that have to be passed on, and ask for a reason once there is none."""
    membership = _own(request)
    context = {
        "membership": membership,
        "cases": with_others(request.user) if key_state(request.user) == KeyState.ACTIVE else [],
        "form": LeaveForm(),
    }
    return render(request, "contactpoints/leaving.html", context)


@require_POST
@require(Right.SEE_AGENDA)
def hand_on(request: StaffRequest, reference: str) -> HttpResponse:
    """Pass one case on, to somebody who reads it already or to the office."""
    _own(request)
    readable = Case.objects.readable_by(request.user).open()
    case = get_object_or_404(readable, reference=reference)
    form = PassOnForm(request.POST)
    others = next((one.others for one in with_others(request.user) if one.case == case), ())
    wanted = form.cleaned_data["to"] if form.is_valid() else "?"
    to = next((one for one in others if str(one.pk) == wanted), None)
    if wanted and to is None:
        messages.error(request, _("Bitte auswählen, wer weitermacht."))
        return redirect("contactpoints:leaving")
    try:
        pass_on(case=case, person=request.user, to=to, by=request.user)
    except NotPassedOn:
        messages.error(request, _("Das hat sich gerade geändert. Bitte noch einmal ansehen."))
    else:
        name = to.name if to else _("Beratungsstelle")
        told = {"case": case.reference, "name": name}
        messages.success(request, _("%(case)s: Es geht weiter mit %(name)s.") % told)
    return redirect("contactpoints:leaving")


@require_http_methods(["POST"])
@require(Right.SEE_AGENDA)
def leave(request: StaffRequest) -> HttpResponse:
    """End the own time in the team today, once nothing is left."""
    _own(request)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte einen Grund auswählen."))
        return redirect("contactpoints:leaving")
    try:
        accounts.services.leave_team(person=request.user, reason=form.cleaned_data["reason"])
    except RefusedError as refused:
        messages.error(request, str(refused.text))
        return redirect("contactpoints:leaving")
    messages.success(request, _("Deine Zeit im Team ist beendet. Danke für alles!"))
    return redirect("accounts:start")


def _own(request: StaffRequest) -> Membership:
    membership = current_membership(request.user) if request.user.works_in_team else None
    if membership is None:
        raise Http404
    return membership
