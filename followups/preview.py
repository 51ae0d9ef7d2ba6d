"""Which mails a rule would send in the days to come, as far as today can say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from ateams.due import DueItem, Part, Recipient, Source, as_of
from ateams.outbox.hours import open_hours
from followups.enums import ReminderState
from followups.models import Reminder, Rule
from followups.models.reminder import ReminderKey
from followups.sources import SOURCES, items
from followups.stages import calls, horizon

DAYS = 30
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A mail that would go out on a day, at a stage, to somebody, about something."""

    day: date
    stage: str
    part: Part
    recipient: Recipient
    item: DueItem


def foresee(
    rules: Collection[Rule],
    items_on: Callable[[date], Iterable[DueItem]],
    days: Iterable[date],
    told: Container[ReminderKey] = frozenset(),
) -> Iterator[Foreseen]:
    """Go through the days as the sweeps will: nobody is told twice, and only when mails leave.

    A pure function: `items_on` says what is due as of a day, `told` what was sent before.
    """
    seen: set[ReminderKey] = set()
    for day in days:
        noon = timezone.make_aware(datetime.combine(day, _NOON))
        leaving = open_hours(noon)
        for item in items_on(day):
            for call in calls(item, rules, day):
                key = ReminderKey(item.object_id, item.due_on, call.stage, call.recipient.key)
                if call.hours in leaving and key not in seen and key not in told:
                    seen.add(key)
                    yield Foreseen(day, call.stage, call.part, call.recipient, item)


def foresee_rule(rule: Rule, today: date) -> list[Foreseen]:
    """Return what a rule would send in the next 30 days if it held instead of the stored one.

    It knows what stands there today: neither what comes in nor what will be done by then.
    """
    stored = Rule.objects.active().filter(kind=rule.kind).exclude(stage=rule.stage)
    rules = [*stored, *([rule] if rule.active else [])]
    source = next(source for source in SOURCES if source.kind == rule.kind)
    days = [today + timedelta(days=number) for number in range(DAYS)]
    sent = Reminder.objects.filter(kind=rule.kind, state=ReminderState.QUEUED)
    told = {ReminderKey(*key) for key in sent.values_list(*ReminderKey._fields)}
    return [
        mail
        for mail in foresee(rules, _items_on(source, rules, days[-1]), days, told)
        if mail.stage.partition("+")[0] == rule.stage
    ]


def visible_to(source_kind: str, reader_id: UUID, until: date) -> set[str]:
    """Return the ids of what somebody may know of a kind: all else is only counted for them."""
    source = next(source for source in SOURCES if source.kind == source_kind)
    with as_of(until):
        return {item.object_id for item in items(source, until=until, reader_id=reader_id)}


def _items_on(
    source: Source, rules: Collection[Rule], last: date
) -> Callable[[date], Iterable[DueItem]]:
    """Return how to derive as of a day; of cases, of which there may be thousands, only once.

    A date in a case stays until somebody moves it, so that the last day knows them all.
    """
    if source.kind.startswith("case."):
        found = list(_derive(source, rules, last))
        return lambda _day: found
    return lambda day: _derive(source, rules, day)


def _derive(source: Source, rules: Collection[Rule], day: date) -> list[DueItem]:
    with as_of(day):
        return list(items(source, until=horizon(rules, day)))
