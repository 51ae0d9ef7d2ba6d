"""What the follow-ups put on the start page and into the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import Role
from accounts.navigation import Place, add_place
from accounts.panels import Panel, add_institution_panel, add_start_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from followups.counts import roughly_waiting, waiting_count
from followups.institution_panel import mails_to


def due_now(request: StaffRequest) -> Panel | None:
    """Say how much waits for this person until today; what it is stands in the agenda."""
    if not has_right(request.user, Right.SEE_AGENDA):
        return None
    waiting = waiting_count(request)
    context = {"overdue": waiting.overdue, "today": waiting.today}
    if not any(context.values()):
        return None
    return Panel(_("Fällig"), "followups/_start_panel.html", context)


def pressing_count(request: StaffRequest) -> int:
    """Count what waits for this person since today or before; nothing that they may not open."""
    if not has_right(request.user, Right.SEE_AGENDA):
        return 0
    waiting = roughly_waiting(request)
    return waiting.overdue + waiting.today


def register() -> None:
    """Hand all of it to the registries; called once, when the apps are ready."""
    add_start_panel("followups:due", due_now, order=15)
    add_institution_panel("followups:mails", mails_to, order=40)
    add_place(
        Place(
            "followups:agenda",
            _("Agenda"),
            order=10,
            right=Right.SEE_AGENDA,
            count=pressing_count,
        )
    )
    add_place(
        Place("followups:rules", _("Erinnerungen"), order=83, right=Right.SEE_RULES, rare=True)
    )
    add_place(Place("followups:mails", _("Mails"), order=80, roles=frozenset({Role.ADMIN})))
    add_place(
        Place(
            "followups:health",
            _("Läuft alles?"),
            order=81,
            right=Right.SEE_MAIL_STATES,
            rare=True,
        )
    )
    open_to_everybody("followups:answer", "followups:feed")  # a link from a mail, a calendar
    signing_in_is_enough("followups:agenda", "followups:agenda-feed", "followups:revoke-links")
    signing_in_is_enough("followups:snooze", "followups:delegate", "followups:take-back")
