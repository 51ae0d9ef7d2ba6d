"""Inviting people, and what happens to invitations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.access import Right, StaffRequest, require
from accounts.errors import RefusedError
from accounts.forms.invitations import InviteForm, InviteManyForm, RoleAndTeamForm
from accounts.models import Invitation
from accounts.second_factor import ALWAYS_ASKED, ask_to_confirm
from accounts.views.outcome import told


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_PEOPLE)
def invite(request: StaffRequest) -> HttpResponse:
    """Invite one person."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        _confirm_if_powerful(request, form)
        try:
            services.invite(by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error("email", str(refused.text))
        else:
            messages.success(request, _("Die Einladung ist unterwegs."))
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_PEOPLE)
def invite_many(request: StaffRequest) -> HttpResponse:
    """Invite everybody on a pasted list, or nobody."""
    form = InviteManyForm(request.POST or None)
    if form.is_valid():
        _confirm_if_powerful(request, form)
        try:
            invited = services.invite_many(by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error("people", str(refused.text))
        else:
            sent = ngettext(
                "%(count)d Einladung ist unterwegs.",
                "%(count)d Einladungen sind unterwegs.",
                len(invited),
            )
            messages.success(request, sent % {"count": len(invited)})
            return redirect("accounts:people")
    return render(request, "accounts/invite_many.html", {"form": form})


@require_POST
@require(Right.MANAGE_PEOPLE)
def resend(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """Mail an invitation again, with a new link."""
    found = get_object_or_404(Invitation, pk=invitation_id)
    with told(request, _("Die Einladung ist noch einmal unterwegs.")):
        services.resend(invitation=found, by=request.user)
    return redirect("accounts:people")


@require_POST
@require(Right.MANAGE_PEOPLE)
def revoke(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    found = get_object_or_404(Invitation, pk=invitation_id)
    with told(request, _("Die Einladung ist zurückgezogen.")):
        services.revoke(invitation=found, by=request.user)
    return redirect("accounts:people")


def _confirm_if_powerful(request: StaffRequest, form: RoleAndTeamForm) -> None:
    """Ask again who it is before somebody is invited who could give rights to others."""
    if form.cleaned_data["role"] in ALWAYS_ASKED:
        ask_to_confirm(request)
