"""What the pages about rules show: kinds by area, and mails that would go out, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.due import DueItem
from followups.enums import Who
from followups.models import Rule
from followups.preview import DAYS, Foreseen, visible_to
from followups.rule_words import AREAS, Area, KindRules, sentence
from followups.sources import SOURCES

SHOWN = 60


@dataclass(frozen=True)
class Line:
    """One mail of the preview: to whom, and about what, as far as the viewer may know."""

    name: str
    part: str | Promise
    about: str | Promise
    where: str
    url: str

    @classmethod
    def of(cls, mail: Foreseen, seen: set[str]) -> Line:
        """Name the thing only to those who see it anyway; whom it concerns is no secret here."""
        item: DueItem = mail.item
        part = Who(mail.part.value).label
        if item.object_id in seen:
            return cls(mail.recipient.name, part, item.title, item.where, item.url)
        return cls("", part, _("etwas, das du nicht sehen darfst"), "", "")


@dataclass(frozen=True)
class Preview:
    """Mails that would go out in the days to come, the first ones by day."""

    total: int
    people: int
    by_day: list[tuple[date, list[Line]]] = field(default_factory=list)

    @classmethod
    def of(cls, mails: list[Foreseen], rule: Rule, viewer: User, today: date) -> Preview:
        """Shape what is foreseen for somebody."""
        last = max((mail.item.due_on for mail in mails), default=today)
        seen = visible_to(rule.kind, viewer.pk, max(last, today + timedelta(days=DAYS)))
        people = len({mail.recipient.key for mail in mails})
        by_day = groupby(mails[:SHOWN], key=lambda mail: mail.day)
        lines = [(day, [Line.of(mail, seen) for mail in of_day]) for day, of_day in by_day]
        return cls(len(mails), people, lines)

    @property
    def left_out(self) -> int:
        """How many are not shown one by one."""
        return max(self.total - SHOWN, 0)


def label_of(kind: str) -> str:
    """Return what a kind is called on pages."""
    return next((str(source.label) for source in SOURCES if source.kind == kind), kind)


def areas() -> list[Area]:
    """Return all kinds with their rules, in one query, in the order of the sources."""
    rules: dict[str, list[Rule]] = {}
    for rule in Rule.objects.all():
        rules.setdefault(rule.kind, []).append(rule)
    known = [KindRules(one.kind, one.label, _told(rules.get(one.kind, []))) for one in SOURCES]
    return [
        Area(code, title, [kind for kind in known if kind.kind.partition(".")[0] == code])
        for code, title in AREAS.items()
    ]


def _told(rules: Iterable[Rule]) -> list[tuple[Rule, str]]:
    return [(rule, sentence(rule)) for rule in rules]
