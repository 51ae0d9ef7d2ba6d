"""What contact points put on start pages, institutions, the own key and into the navigation."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, current_membership, has_right, key_state
from accounts.enums import KeyState, Role
from accounts.models import Institution, User
from accounts.navigation import Place, add_place
from accounts.panels import Panel, add_institution_panel, add_key_panel, add_start_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from contactpoints.gate import gates_of
from contactpoints.strength import gaps, strengths, teams_seen_by

SHOWN = 5
# So many days before the term ends the start page leads to passing cases on.
WARNED_DAYS = 21


def own_gate(request: StaffRequest) -> Panel | None:
    """Show somebody of a team what they still lack before they may read."""
    if not request.user.works_in_team or key_state(request.user) == KeyState.ACTIVE:
        return None
    membership = current_membership(request.user)
    if membership is None:
        return None
    gate = gates_of([membership])[membership.pk]
    title = _("Bis du Fälle lesen darfst")
    return Panel(title, "contactpoints/_own_gate.html", {"gate": gate}, waits=False)


def own_term(request: StaffRequest) -> Panel | None:
    """Tell a member that the term ends soon, and lead to where cases are passed on."""
    if request.user.role != Role.MEMBER:
        return None
    membership = current_membership(request.user)
    if membership is None or membership.term_ends_on is None:
        return None
    days = (membership.term_ends_on - timezone.localdate()).days
    if days > WARNED_DAYS:
        return None
    context = {"membership": membership, "days": days}
    return Panel(_("Deine Amtszeit endet"), "contactpoints/_own_term.html", context)


def own_team(request: StaffRequest) -> Panel | None:
    """Show a coordinator how strong the team is, today and after the summer."""
    if not request.user.works_in_team or not has_right(request.user, Right.MANAGE_TEAM):
        return None
    membership = current_membership(request.user)
    assert membership  # else the right is not there
    [strength] = strengths([membership.team])
    context = {"strength": strength}
    return Panel(_("Mein Team"), "contactpoints/_own_team.html", context, waits=strength.presses)


def succession(request: StaffRequest) -> Panel | None:
    """Show leads which teams will be too small after the summer; it waits from spring on."""
    if request.user.role != Role.LEAD:
        return None
    found = gaps(teams_seen_by(request.user))
    if not found:
        return None
    context = {"gaps": found[:SHOWN], "more": max(0, len(found) - SHOWN)}
    title = _("Wer macht nach dem Sommer weiter?")
    return Panel(title, "contactpoints/_gaps.html", context, waits=found[0].presses)


def print_panel(institution: Institution, _user: User) -> Panel | None:
    """Lead to posters and cards, and to what the public sees."""
    teams = list(institution.teams.all())
    if not teams:
        return None
    return Panel(_("Plakate und Verzeichnis"), "contactpoints/_panel.html", {"teams": teams})


def register() -> None:
    """Hand all of it to the registries; called once, when the apps are ready."""
    add_start_panel("contactpoints:term", own_term, order=11)
    add_start_panel("contactpoints:gate", own_gate, order=13)
    add_start_panel("contactpoints:team", own_team, order=24)
    add_start_panel("contactpoints:succession", succession, order=40)
    add_institution_panel("contactpoints:print", print_panel, order=40)
    add_key_panel("contactpoints:gate", own_gate, order=5)
    add_place(Place("contactpoints:overview", _("Teams"), order=61, right=Right.MANAGE_COHORTS))
    open_to_everybody("contactpoints:qr-code", "directory:*")
    # Nothing about a case stands there; attesting and passing on ask for more.
    signing_in_is_enough(
        "contactpoints:poster*",
        "contactpoints:overview",
        "contactpoints:roster",
        "contactpoints:cards",
        "contactpoints:card-revoke",
        "contactpoints:set-term",
        "contactpoints:end",
        "contactpoints:term",
    )
