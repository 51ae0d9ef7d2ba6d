"""What this package adds to the navigation and to the start page."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import OFFICE_ROLES, TEAM_ROLES, Role
from accounts.finding import register as register_searches
from accounts.gates import lacking
from accounts.imports.institutions import INSTITUTIONS
from accounts.imports.kinds import add_kind
from accounts.imports.members import MEMBERS
from accounts.navigation import Action, Place, add_action, add_place
from accounts.own_lists import register as register_lists
from accounts.panels import Panel, add_start_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from accounts.selectors import away_soon, waiting_keys


def keys_panel(request: StaffRequest) -> Panel | None:
    """Tell leads that key pairs wait for them; not of those that cannot be activated yet."""
    if not has_right(request.user, Right.ACTIVATE_KEYS):
        return None
    waiting = list(waiting_keys())
    count = len(waiting) - len(lacking(waiting))
    if not count:
        return None
    return Panel(_("Schlüssel freischalten"), "accounts/_keys_panel.html", {"count": count})


def away_panel(request: StaffRequest) -> Panel | None:
    """Show who of those around is away now or soon, and who stands in."""
    today = timezone.localdate()
    absences = away_soon(request.user, today)
    if not absences:
        return None
    context = {
        "absences": absences,
        "today": today,
        "may_enter": has_right(request.user, Right.MANAGE_PEOPLE),
    }
    return Panel(_("Wer nicht da ist"), "accounts/_away_panel.html", context, waits=False)


add_place(Place("accounts:start", _("Start"), order=0))
add_place(
    Place("accounts:institutions", _("Einrichtungen"), order=60, right=Right.SEE_ALL_INSTITUTIONS)
)
add_place(Place("accounts:institutions", _("Mein Team"), order=60, roles=TEAM_ROLES))
add_place(Place("accounts:people", _("Personen"), order=70, right=Right.MANAGE_PEOPLE))
add_place(
    Place(
        "accounts:search",
        _("Suche"),
        order=80,
        roles=frozenset(Role) - {Role.MEMBER},
        rare=True,  # the bar is full; whoever searches often has it on the pages of lists, too
    )
)
add_place(
    Place(
        "accounts:imports",
        _("Listen übernehmen"),
        order=90,
        right=Right.CONFIRM_TRAINING,
        roles=OFFICE_ROLES,
        rare=True,
    )
)
add_place(
    Place(
        "accounts:imports",
        _("Listen übernehmen"),
        order=90,
        roles=frozenset({Role.ADMIN}),
        rare=True,
    )
)
add_kind(INSTITUTIONS, order=10)
add_kind(MEMBERS, order=20)
register_searches()
register_lists()

add_action(
    Action(
        "accounts:invite-many",
        _("Mehrere Personen einladen"),
        icon="mail",
        text=_("Liste einfügen, Rolle und Team wählen, fertig."),
        positions={Role.ADMIN: 1},
    )
)
add_action(
    Action(
        "accounts:institutions",
        _("Einrichtungen pflegen"),
        icon="edit",
        text=_("Teams und Kontaktpersonen auf dem neuesten Stand halten."),
        positions={Role.ADMIN: 2},
    )
)
add_action(
    Action(
        "accounts:people",
        _("Personen"),
        icon="account-circle",
        text=_("Rollen ändern, Einladungen noch einmal schicken, Konten deaktivieren."),
        positions={Role.ADMIN: 3},
    )
)

add_start_panel("accounts:keys", keys_panel, order=10)
add_start_panel("accounts:away", away_panel, order=35)

# The own account, the sign-in, the way to a second factor, and the way out.
open_to_everybody(
    "account_*",
    "mfa_*",
    "openid_connect_*",
    "accounts:account",
    "accounts:language",
    "accounts:second-factor",
    "accounts:confirm-address",
    "accounts:sessions",
    "accounts:session-*",
    "accounts:invitation",
    "accounts:invitation-*",
    "accounts:lock",
    "accounts:still-active",
    "exit",
    "leave",
)
signing_in_is_enough(
    "accounts:start",
    "accounts:public-name",
    "accounts:absences",
    "accounts:absence-end",
    "accounts:institution*",
    "accounts:team-*",
    "accounts:contact-*",
    "accounts:search",
)
