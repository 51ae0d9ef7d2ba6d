"""Sharing the cases that nobody else can open, before leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, require
from accounts.unlocking import unlock_in_place
from incidents.forms.handing_over import ShareForm
from incidents.selectors import only_open_to
from incidents.services.handing_over import STEP, share_before_leaving
from vault.errors import NotActive


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def hand_over(request: StaffRequest) -> HttpResponse:
    """Say how many cases only this person opens, and share one step of them at each sending."""
    mine = only_open_to(request.user)
    form = ShareForm(request.POST or None, me=request.user)
    unlocking = unlock_in_place(request)
    if request.method == "POST" and unlocking.key and form.is_valid():
        cases = list(mine.order_by("pk")[:STEP])
        to = form.cleaned_data["to"]
        try:
            done = share_before_leaving(cases=cases, to=to, by=request.user, key=unlocking.key)
        except NotActive:
            form.add_error("to", _("Diese Person kann gerade keine Fälle lesen."))
        else:
            if done or not cases:
                messages.success(request, _("Geteilt mit %(name)s.") % {"name": to.name})
                return redirect("incidents:hand-over")
            form.add_error("to", _("Mit dieser Person geht es nicht. Wähl bitte jemand anderen."))
    context = {"form": form, "count": mine.count(), "unlocking": unlocking}
    return render(request, "incidents/hand_over.html", context)
