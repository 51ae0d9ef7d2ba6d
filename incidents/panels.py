"""What cases show on the start page and in the navigation; counts count what one may open."""

from __future__ import annotations

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, StaffRequest, has_right, key_state
from accounts.enums import KeyState, Role
from accounts.models import User
from accounts.navigation import Action, Place, add_action, add_place
from accounts.panels import Panel, add_key_panel, add_start_panel
from accounts.second_factor import open_to_everybody, signing_in_is_enough
from incidents.counts import case_counts
from incidents.lost_keys import losses, own_loss
from incidents.models.case import CaseQuerySet
from incidents.piled import pile_for
from incidents.queue import queue_order
from incidents.selectors import cases_of, only_open_to, unsealed_for_emergency

SHOWN = 5
_COLUMNS = ("reference", "urgent", "reply_due_on", "next_date", "state")


def unread_count(request: StaffRequest) -> int:
    """Count for the office the cases with something that nobody there has read yet."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return 0
    return case_counts(request).unread


def unread_cases(request: StaffRequest) -> Panel | None:
    """Show the office the unread cases, urgent ones first."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return None
    cases = cases_of(request.user).open().filter(unread=True)
    return _panel(_("Neu und ungelesen"), cases, case_counts(request).unread)


def pile(request: StaffRequest) -> Panel | None:
    """Show the office, in one line, what lies on the pile."""
    found = pile_for(request)
    return Panel(_("Stapel"), "incidents/_pile_line.html", {"pile": found}) if found else None


def unattended_cases(request: StaffRequest) -> Panel | None:
    """Show the office the open cases that lack a responsible person or a next date."""
    if not has_right(request.user, Right.WORK_ON_CASES):
        return None
    title, total = _("Ohne Zuständige oder Termin"), case_counts(request).unattended
    return _panel(title, cases_of(request.user).unattended(), total)


def opened_cases(request: StaffRequest) -> Panel | None:
    """Show a team's people the open cases that reporters opened to them."""
    if has_right(request.user, Right.WORK_ON_CASES) or not _holds_key(request):
        return None
    total = case_counts(request).open
    return _panel(_("Offene Fälle"), cases_of(request.user).open(), total)


def own_cases(request: StaffRequest) -> Panel | None:
    """Show those for which the person is responsible, by what comes next."""
    if not _holds_key(request):
        return None
    cases = cases_of(request.user).open().filter(responsible=request.user)
    return _panel(_("Meine Fälle"), cases, case_counts(request).own)


def lost_keys(request: StaffRequest) -> Panel | None:
    """Tell the office that people lost their keys and could have their cases back."""
    if reads_as_office(request.user) and (found := losses(by=request.user)):
        return Panel(_("Schlüssel verloren"), "incidents/_lost_panel.html", {"losses": found})
    return None


def own_lost_cases(request: StaffRequest) -> Panel | None:
    """Tell the holder of a new key how many cases others could open again, and who."""
    if not has_right(request.user, Right.HOLD_KEY) or not (loss := own_loss(request.user)):
        return None
    return Panel(_("Fälle des alten Schlüssels"), "incidents/_own_loss_panel.html", {"loss": loss})


def for_emergency(request: StaffRequest) -> Panel | None:
    """Tell the office that the sheets in the safes would not open everything."""
    if not reads_as_office(request.user):
        return None
    count = unsealed_for_emergency(request.user).count()
    title = _("Neuer Notfallschlüssel")
    return Panel(title, "incidents/_emergency_panel.html", {"count": count}) if count else None


def only_mine(request: StaffRequest) -> Panel | None:
    """Tell the holder on the key's page how many cases hang on this one key."""
    if not reads_as_office(request.user):
        return None
    count = only_open_to(request.user).count()
    title = _("Fälle, die nur dieser Schlüssel öffnet")
    return Panel(title, "incidents/_only_mine_panel.html", {"count": count}) if count else None


def reads_as_office(user: User) -> bool:
    """Whether somebody of the office has an active key."""
    return has_right(user, Right.WORK_ON_CASES) and key_state(user) == KeyState.ACTIVE


def _holds_key(request: StaffRequest) -> bool:
    return has_right(request.user, Right.HOLD_KEY)


def _panel(title: str | Promise, cases: CaseQuerySet, total: int) -> Panel | None:
    if not total:
        return None
    # Ten thousand are sorted for five lines: along come only the columns that these show.
    narrow = cases.select_related(None).only(*_COLUMNS)
    context = {
        "cases": queue_order(narrow)[:SHOWN],
        "more": max(0, total - SHOWN),
        "today": timezone.localdate(),
    }
    return Panel(title, "incidents/_start_panel.html", context)


add_place(Place("incidents:cases", _("Fälle"), order=30, right=Right.HOLD_KEY, count=unread_count))
add_place(Place("incidents:load", _("Auslastung"), order=31, right=Right.SEE_LOAD, rare=True))
add_place(
    Place("incidents:templates", _("Textvorlagen"), order=80, right=Right.WORK_ON_CASES, rare=True)
)
add_place(
    Place(
        "incidents:referral-bodies",
        _("Verweisstellen"),
        order=83,
        right=Right.WORK_ON_CASES,
        rare=True,
    )
)
add_place(Place("incidents:clocks", _("Fristen"), order=84, right=Right.SET_CLOCKS, rare=True))
add_action(
    Action(
        "incidents:conversation-new",
        _("Gespräch notieren"),
        icon="edit",
        text=_("Ohne Namen, ohne Entsperren"),
        positions={Role.MEMBER: 2},
    )
)
add_action(
    Action(
        "incidents:intake",
        _("Fall aufnehmen"),
        icon="edit",
        text=_("Anruf, Besuch, Brief oder Mail"),
        positions={Role.COUNSELLOR: 2, Role.LEAD: 2},
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
add_start_panel("incidents:lost-keys", lost_keys, order=15)
add_start_panel("incidents:for-emergency", for_emergency, order=16)
add_start_panel("incidents:own-loss", own_lost_cases, order=12)
add_key_panel("incidents:own-loss", own_lost_cases, order=10)
add_key_panel("incidents:only-mine", only_mine, order=20)

# Reporters' pages, whoever looks at them; and noting what was told, which seals and opens nothing.
open_to_everybody("public:*")
signing_in_is_enough("incidents:conversations", "incidents:conversation-*", "incidents:intake")
