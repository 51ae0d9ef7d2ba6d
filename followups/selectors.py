"""Reads shaped for the pages of this package."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueItem
from followups.arrangements import Arrangements, is_asleep
from followups.models import rules_by_kind
from followups.putting_off import may_arrange
from followups.sources import SOURCES, items
from followups.stages import called
from trainings.access import may_read_answers
from trainings.models import FollowUpAnswer, Training

AHEAD = timedelta(days=31)
ANSWERS = 5
# Nobody has set a date for these, or nobody looks after them.
_ADRIFT = frozenset({"case.unattended", "training.contact_missing"})


@dataclass(frozen=True)
class Entry:
    """One due item as somebody sees it."""

    item: DueItem
    is_mine: bool
    days_late: int
    may_arrange: bool = False


@dataclass(frozen=True)
class Group:
    """Items that are equally pressing."""

    title: str | Promise
    tone: str = ""
    entries: list[Entry] = field(default_factory=list)


def due_for(user: User, today: date) -> list[Entry]:
    """Derive what this person may see of what is due within a month, the oldest first."""
    rules, arrangements = rules_by_kind(), Arrangements(today)
    key = recipient(user).key
    entries = [
        Entry(
            item,
            key in called(item, rules.get(item.kind, []), today),
            max((today - item.due_on).days, 0),
            may_arrange(user, item),
        )
        for source in SOURCES
        for item in items(
            source,
            until=today + AHEAD,
            reader_id=user.pk,
            arrangements=arrangements,
            asleep=True,
        )
    ]
    return sorted(entries, key=lambda entry: (entry.item.due_on, entry.item.kind))


def grouped(entries: list[Entry], today: date) -> list[Group]:
    """Sort entries by how pressing they are; groups without any are left out."""
    groups = {
        "adrift": Group(_("Ohne Termin oder Zuständige"), "danger"),
        "overdue": Group(_("Überfällig"), "danger"),
        "today": Group(_("Heute"), "warning"),
        "week": Group(_("Diese Woche")),
        "later": Group(_("Später")),
        "asleep": Group(_("Verschoben")),
    }
    for entry in entries:
        groups[_group(entry.item, today)].entries.append(entry)
    return [group for group in groups.values() if group.entries]


def recent_answers(user: User) -> QuerySet[FollowUpAnswer]:
    """Return the newest answers of institutions that this person may read."""
    if not may_read_answers(user):
        return FollowUpAnswer.objects.none()
    answers = FollowUpAnswer.objects.current().filter(
        training__in=Training.objects.visible_to(user)
    )
    return answers.select_related("training__institution", "contact", "handled_by")[:ANSWERS]


def _group(item: DueItem, today: date) -> str:
    if is_asleep(item, today):
        return "asleep"
    if item.kind in _ADRIFT:
        return "adrift"
    if item.due_on < today:
        return "overdue"
    if item.due_on == today:
        return "today"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if item.due_on <= sunday else "later"
