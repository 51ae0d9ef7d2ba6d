"""Sharing cases again: the page of whoever can open what others have lost."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import Right, StaffRequest, has_right, require
from accounts.unlocking import unlock_in_place
from incidents.lost_keys import losses
from incidents.selectors import unsealed_for_emergency
from incidents.services import sharing
from vault.errors import NotActive


@require_http_methods(["GET", "HEAD"])
@require(Right.WORK_ON_CASES)
def share_again(request: StaffRequest) -> HttpResponse:
    """List who lost a key, with how many cases could be shared again; nothing is named."""
    context = {
        "losses": losses(by=request.user),
        "unsealed": unsealed_for_emergency(request.user).count(),
        "may_activate": has_right(request.user, Right.ACTIVATE_KEYS),
    }
    return render(request, "incidents/share_again.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def share_again_with(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Share one step with one person at each sending, until nothing is left."""
    loss = next((one for one in losses(by=request.user) if one.person.pk == person_id), None)
    if loss is None:
        raise Http404
    unlocking = unlock_in_place(request)
    if request.method == "POST" and unlocking.key:
        try:
            count = sharing.share_again(person=loss.person, by=request.user, key=unlocking.key)
        except NotActive:
            messages.error(request, _("Der neue Schlüssel ist noch nicht freigeschaltet."))
            return redirect("incidents:share-again")
        messages.success(request, _told(count))
        if count and count < loss.shareable:
            return redirect("incidents:share-again-with", person_id=person_id)
        return redirect("incidents:share-again")
    context = {"loss": loss, "unlocking": unlocking}
    return render(request, "incidents/share_again_with.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.WORK_ON_CASES)
def seal_for_emergency(request: StaffRequest) -> HttpResponse:
    """Seal one step to the recovery key of today at each sending."""
    left = unsealed_for_emergency(request.user).count()
    unlocking = unlock_in_place(request)
    if request.method == "POST" and unlocking.key:
        sharing.seal_for_emergency(by=request.user, key=unlocking.key)
        if unsealed_for_emergency(request.user).exists():
            return redirect("incidents:seal-for-emergency")
        messages.success(request, _("Alles ist für den Notfall versiegelt."))
        return redirect("incidents:share-again")
    context = {"left": left, "unlocking": unlocking}
    return render(request, "incidents/seal_for_emergency.html", context)


def _told(count: int) -> str:
    text = ngettext(
        "%(count)d Fall ist wieder geteilt.", "%(count)d Fälle sind wieder geteilt.", count
    )
    return text % {"count": count}
