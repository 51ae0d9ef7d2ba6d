"""What the follow-ups put on the start page and into the navigation."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import Role
from accounts.navigation import Place, add_place
from accounts.panels import Panel, add_institution_panel, add_start_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from followups.counting import waiting_for
from followups.institution_panel import mails_to


def due_now(request: StaffRequest) -> Panel | None:
    """Say how much waits for this person until today; what it is stands in the agenda."""
    if not has_right(request.user, Right.SEE_AGENDA):
        return None
    waiting = waiting_for(request.user, timezone.localdate())
    context = {"overdue": waiting.overdue, "today": waiting.today}
    if not any(context.values()):
        return None
    return Panel(_("Fällig"), "followups/_start_panel.html", context)


def register() -> None:
    """Hand all of it to the registries; called once, when the apps are ready."""
    add_start_panel("followups:due", due_now, order=15)
    add_institution_panel("followups:mails", mails_to, order=40)
    add_place(Place("followups:agenda", _("Agenda"), order=10, right=Right.SEE_AGENDA))
    add_place(
        Place("followups:rules", _("Erinnerungen"), order=83, right=Right.SEE_RULES, rare=True)
    )
    add_place(Place("followups:mails", _("Mails"), order=80, roles=frozenset({Role.ADMIN})))
    open_to_everybody("followups:answer")  # a link from a mail
    signing_in_is_enough("followups:agenda", "followups:revoke-links")
    signing_in_is_enough("followups:snooze", "followups:delegate", "followups:take-back")
