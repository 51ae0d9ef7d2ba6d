"""What cases show on the start page and in the navigation; counts count what one may open."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right
from accounts.enums import Role
from accounts.navigation import Action, Place, add_action, add_place
from accounts.panels import Panel, add_start_panel
from incidents.forms.queue import queue_order
from incidents.models.case import CaseQuerySet
from incidents.piled import pile_for
from incidents.selectors import cases_of

SHOWN = 5


def unread_count(request: StaffRequest) -> int:
    """Count for the office the cases with something that nobody there has read yet."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return 0
    return cases_of(request.user).open().filter(unread=True).count()


def unread_cases(request: StaffRequest) -> Panel | None:
    """Show the office the unread cases, urgent ones first."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return None
    return _panel(
        request,
        _("Neu und ungelesen"),
        queue_order(cases_of(request.user).open().filter(unread=True)),
    )


def pile(request: StaffRequest) -> Panel | None:
    """Show the office, in one line, what lies on the pile."""
    found = pile_for(request)
    return Panel(_("Stapel"), "incidents/_pile_line.html", {"pile": found}) if found else None


def unattended_cases(request: StaffRequest) -> Panel | None:
    """Show the office the open cases that lack a responsible person or a next date."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return None
    cases = queue_order(cases_of(request.user).unattended())
    return _panel(request, _("Ohne Zuständige oder Termin"), cases)


def opened_cases(request: StaffRequest) -> Panel | None:
    """Show a team's people the open cases that reporters opened to them."""
    if has_right(request.user, Right.WORK_ON_CASES):
        return None
    return _panel(request, _("Offene Fälle"), queue_order(cases_of(request.user).open()))


def own_cases(request: StaffRequest) -> Panel | None:
    """Show those for which the person is responsible, by what comes next."""
    cases = cases_of(request.user).open().filter(responsible=request.user)
    return _panel(request, _("Meine Fälle"), queue_order(cases))


def _panel(request: StaffRequest, title: object, cases: CaseQuerySet) -> Panel | None:
    if not has_right(request.user, Right.HOLD_KEY):
        return None
    total = cases.count()
    if not total:
        return None
    context = {
        "cases": cases[:SHOWN],
        "more": max(0, total - SHOWN),
        "today": timezone.localdate(),
    }
    return Panel(str(title), "incidents/_start_panel.html", context)


add_place(Place("incidents:cases", _("Fälle"), order=30, right=Right.HOLD_KEY, count=unread_count))
add_action(
    Action(
        "incidents:conversation-new",
        _("Gespräch notieren"),
        icon="edit",
        text=_("Ohne Namen, ohne Entsperren"),
        positions={Role.MEMBER: 2, Role.COUNSELLOR: 2},
    )
)
add_action(
    Action(
        "incidents:cases",
        _("Fälle öffnen"),
        icon="visibility",
        text=_("Neue und eigene"),
        positions={Role.COORDINATOR: 3, Role.COUNSELLOR: 1, Role.LEAD: 1},
    )
)
add_start_panel("incidents:unread", unread_cases, order=10)
add_start_panel("incidents:pile", pile, order=15)
add_start_panel("incidents:unattended", unattended_cases, order=20)
add_start_panel("incidents:opened", opened_cases, order=30)
add_start_panel("incidents:own", own_cases, order=30)
