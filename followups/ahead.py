"""Everything that is due until a day, and who is called next if nobody does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from ateams.due import DueItem, as_of
from followups.default_rules import is_about_cases
from followups.models import rules_by_kind
from followups.rule_words import TO
from followups.sources import SOURCES, items
from followups.stages import Coming, next_call


@dataclass(frozen=True, slots=True)
class Ahead:
    """One due item, what its kind is called, and the next call of it, if there is to be one."""

    item: DueItem
    label: str | Promise
    coming: Coming | None

    @property
    def names(self) -> tuple[str, ...]:
        """Who is called by name; about cases the part has to do, wherever the list goes."""
        if self.coming is None or is_about_cases(self.item.kind):
            return ()
        return tuple(person.name for person in self.coming.people)

    @property
    def to(self) -> str:
        """Who is called next, by part, and by name where that is no secret."""
        if self.coming is None:
            return ""
        part = str(TO[self.coming.part.value])
        return f"{part}: {', '.join(self.names)}" if self.names else part


def due_until(day: date, *, reader_id: UUID | None = None) -> list[Ahead]:
    """Return what is due on or before a day, the oldest first: all, or what one account may see.

    What is due today and what would be due by then if nobody did anything: a question that a later
    one overtakes stands here as well as the later one.
    """
    today, rules = timezone.localdate(), rules_by_kind()
    found: dict[tuple[str, str, date], Ahead] = {}
    for looked_at in sorted({today, max(day, today)}):
        with as_of(looked_at):
            for source in SOURCES:
                for item in items(source, until=day, reader_id=reader_id, asleep=True):
                    key = (item.kind, item.object_id, item.due_on)
                    if key not in found:
                        of_kind = rules.get(item.kind, [])
                        coming = next_call(item, of_kind, today - timedelta(days=1))
                        found[key] = Ahead(item, source.label, coming)
    return sorted(found.values(), key=_order)


def _order(one: Ahead) -> tuple[date, str, str, str]:
    item = one.item
    return item.due_on, item.kind, item.where, item.object_id
