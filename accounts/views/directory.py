"""What people publish of themselves and of their team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.access import Right, StaffRequest, current_membership, require, signed_in
from accounts.errors import ConsentIncompleteError
from accounts.forms.directory import ChannelsForm, PublicNameForm
from accounts.models import Membership, Team
from accounts.publishing import missing_consents


@require_http_methods(["GET", "HEAD", "POST"])
@require(Right.MANAGE_CHANNELS)
def channels(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Say how one reaches a team."""
    visible = Team.objects.visible_to(request.user).select_related("institution")
    team = get_object_or_404(visible, pk=team_id)
    form = ChannelsForm(request.POST or None, team=team)
    if form.is_valid():
        services.save_channels(team=team, channels=form.channels(), by=request.user)
        messages.success(request, _("Gespeichert."))
        return redirect("accounts:institution", team.institution_id)
    return render(request, "accounts/channels.html", {"form": form, "team": team})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def public_name(request: StaffRequest) -> HttpResponse:
    """Publish the own name, or take it back; only whoever belongs to a team."""
    membership = current_membership(request.user) if request.user.works_in_team else None
    if membership is None:
        raise Http404
    if request.method == "POST" and "withdraw" in request.POST:
        services.withdraw_name(person=request.user, by=request.user)
        messages.success(request, _("Dein Name steht nicht mehr im Verzeichnis."))
        return redirect("accounts:public-name")
    initial = {"name": membership.published_name or request.user.name.partition(" ")[0]}
    form = PublicNameForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.publish_name(person=request.user, name=form.cleaned_data["name"])
        except ConsentIncompleteError as error:
            for missing in error.missing:
                form.add_error(None, missing)
        else:
            messages.success(request, _("Dein Name steht jetzt im Verzeichnis der A-Teams."))
            return redirect("accounts:public-name")
    return render(request, "accounts/public_name.html", _public_name_context(form, membership))


def _public_name_context(form: PublicNameForm, membership: Membership) -> dict[str, object]:
    return {
        "form": form,
        "membership": membership,
        "missing": [] if form.is_bound else missing_consents(membership),
    }
