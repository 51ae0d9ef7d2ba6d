"""The page of a team: who is in it, what each lacks, and what can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

import accounts.services
from accounts.access import Right, StaffRequest, current_membership, require
from accounts.enums import Role
from accounts.errors import RefusedError
from accounts.models import Invitation, Membership, Team
from accounts.second_factor import freshly_confirmed
from ateams.web.forms import BaseForm
from contactpoints import services
from contactpoints.access import managed_memberships, managed_teams, may_attest
from contactpoints.enums import AttestationKind
from contactpoints.forms.roster import AttestForm, EndForm, TermForm
from contactpoints.roster import RosterRow, roster
from contactpoints.strength import strengths, teams_seen_by


@dataclass(frozen=True)
class Wrong:
    """A form that was refused: whose, which, and what was typed."""

    membership: Membership
    name: str
    form: BaseForm


@require_safe
@require(Right.MANAGE_TEAM)
def overview(request: StaffRequest) -> HttpResponse:
    """Show the office how strong all teams are; lead a coordinator to the own one."""
    if request.user.works_in_team:
        membership = current_membership(request.user)
        assert membership  # else the right is not there
        return redirect("contactpoints:roster", membership.team_id)
    found = strengths(teams_seen_by(request.user))
    return render(request, "contactpoints/overview.html", {"strengths": found})


@require_safe
@require(Right.MANAGE_TEAM)
def team(request: StaffRequest, team_id: UUID) -> HttpResponse:
    """Show one team."""
    return _page(request, get_object_or_404(managed_teams(request.user), pk=team_id))


@require_safe
@require(Right.SEE_AGENDA)
def term(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """Lead whoever was told that a term ends to where they do something about it."""
    membership = get_object_or_404(Membership, pk=membership_id)
    if membership.user_id == request.user.pk:
        return redirect("contactpoints:leaving")
    get_object_or_404(managed_teams(request.user), pk=membership.team_id)
    return redirect("contactpoints:roster", membership.team_id)


@require_POST
@require(Right.MANAGE_TEAM)
def set_term(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """Set the last day of somebody's term."""
    membership = _managed(request, membership_id)
    form = TermForm(request.POST)
    if not form.is_valid():
        return _page(request, membership.team, Wrong(membership, "term", form))
    with _told(request, _("Die Amtszeit ist gespeichert.")):
        accounts.services.set_term(
            membership=membership, ends_on=form.cleaned_data["ends_on"], by=request.user
        )
    return redirect("contactpoints:roster", membership.team_id)


@require_POST
@require(Right.MANAGE_TEAM)
@freshly_confirmed
def end(request: StaffRequest, membership_id: UUID) -> HttpResponse:
    """End somebody's time in the team today.

    Whatever they read goes on with the office. Whoever ends it does not learn whether there was
    anything: a coordinator knows of no case that was not opened to them.
    """
    membership = _managed(request, membership_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, membership.team, Wrong(membership, "end", form))
    with _told(request, _("Die Mitgliedschaft ist beendet.")):
        accounts.services.end_membership(
            person=membership.user, reason=form.cleaned_data["reason"], by=request.user
        )
    return redirect("contactpoints:roster", membership.team_id)


@require_POST
@require(Right.MANAGE_COHORTS)
def attest(request: StaffRequest, membership_id: UUID, kind: str) -> HttpResponse:
    """Write down that the declaration was signed, or that the office confirms somebody."""
    membership = _managed(request, membership_id)
    form = AttestForm(request.POST)
    if not form.is_valid():
        return _page(request, membership.team, Wrong(membership, _kind(kind), form))
    try:
        services.attest(
            membership=membership, kind=_kind(kind), on=form.cleaned_data["on"], by=request.user
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Eingetragen."))
    return redirect("contactpoints:roster", membership.team_id)


@require_POST
@require(Right.MANAGE_COHORTS)
def withdraw(request: StaffRequest, membership_id: UUID, kind: str) -> HttpResponse:
    """Take back what was attested; the key opens nothing from now on."""
    membership = _managed(request, membership_id)
    if services.withdraw_attestation(membership=membership, kind=_kind(kind), by=request.user):
        messages.success(request, _("Zurückgenommen. Der Schlüssel öffnet ab jetzt nichts mehr."))
    return redirect("contactpoints:roster", membership.team_id)


@require_POST
@require(Right.MANAGE_TEAM)
def revoke(request: StaffRequest, team_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation into this team; coordinators invite members alone."""
    found = get_object_or_404(managed_teams(request.user), pk=team_id)
    invitations = Invitation.objects.filter(team=found, role=Role.MEMBER)
    invitation = get_object_or_404(invitations, pk=invitation_id)
    with _told(request, _("Die Einladung ist zurückgezogen.")):
        accounts.services.revoke(invitation=invitation, by=request.user)
    return redirect("contactpoints:roster", team_id)


def _managed(request: StaffRequest, membership_id: UUID) -> Membership:
    return get_object_or_404(managed_memberships(request.user), pk=membership_id)


def _kind(kind: str) -> AttestationKind:
    try:
        return AttestationKind(kind)
    except ValueError:
        raise Http404 from None


def _page(request: StaffRequest, found: Team, wrong: Wrong | None = None) -> HttpResponse:
    """Show a team; with a form that was refused, in its place and with what was typed."""
    page = roster(found)
    mine = set(managed_memberships(request.user).filter(team=found).values_list("pk", flat=True))
    context = {
        "page": page,
        "rows": [
            (row, _forms(row, wrong) if row.membership.pk in mine else None) for row in page.rows
        ],
        "may_attest": may_attest(request.user),
        "works_in_team": request.user.works_in_team,
    }
    return render(request, "contactpoints/roster.html", context)


def _forms(row: RosterRow, wrong: Wrong | None) -> dict[str, BaseForm]:
    """Return the forms of one person, each with ids of its own on the page."""
    pk = row.membership.pk
    forms: dict[str, BaseForm] = {
        "term": TermForm(initial={"ends_on": row.membership.term_ends_on}, auto_id=f"term-{pk}-%s"),
        "end": EndForm(auto_id=f"end-{pk}-%s"),
    }
    for kind in AttestationKind:
        forms[kind] = AttestForm(auto_id=f"{kind}-{pk}-%s")
    if wrong and wrong.membership.pk == pk:
        wrong.form.auto_id = f"{wrong.name}-{pk}-%s"
        forms[wrong.name] = wrong.form
    return forms


@contextmanager
def _told(request: StaffRequest, done: str) -> Iterator[None]:
    """Say on the next page that it is done, or why it was refused."""
    try:
        yield
    except RefusedError as refused:
        messages.error(request, str(refused.text))
    else:
        messages.success(request, done)
