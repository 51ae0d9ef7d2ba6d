"""At which stage a due item is on a day, and who is reminded of it then. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ateams.due import DueGroup, DueItem, Part, Recipient
from ateams.outbox.enums import Hours
from followups.days import counted_from
from followups.enums import Counting
from followups.models import Rule


@dataclass(frozen=True)
class Call:
    """Somebody is to be reminded of an item, in a part, at a stage, in these hours."""

    stage: str
    recipient: Recipient
    part: Part
    hours: Hours = Hours.OFFICE


@dataclass(frozen=True)
class Coming:
    """The next stage of an item, and who is called then."""

    day: date
    stage: str
    part: Part
    people: tuple[Recipient, ...]


def calls(item: DueItem, rules: Collection[Rule], today: date) -> Iterator[Call]:
    """Return who is to be reminded of the item today: nobody twice, and the newest stage alone.

    After a standstill an item is thus mailed once and not once per stage that was missed.
    """
    reached = [newest for rule in rules if (newest := _newest(rule, item.due_on, today))]
    latest = max((day for day, _stage, _rule in reached), default=None)
    told: set[str] = set()
    for day, stage, rule in reached:
        part, people = _people(item, rule)
        hours = Hours.DAYTIME if item.urgent else Hours(rule.hours)
        for recipient in people if day == latest else ():
            if recipient.key not in told:
                told.add(recipient.key)
                yield Call(stage, recipient, part, hours)


def called(item: DueItem | DueGroup, rules: Collection[Rule], today: date) -> set[str]:
    """Return the keys of all whom the item waits for: whoever was called, else who will be first.

    Where no rule speaks of the kind, it waits for whoever is responsible.
    """
    days = [(first_day(rule, item.due_on), rule) for rule in rules]
    first = min((day for day, _rule in days), default=today)
    groups = [_people(item, rule)[1] for day, rule in days if day <= max(today, first)]
    groups = groups or [item.people.get(Part.RESPONSIBLE, ())]
    return {recipient.key for group in groups for recipient in group}


def first_day(rule: Rule, due_on: date) -> date:
    """Return the day on which a rule comes for the first time for what is due on `due_on`.

    Working days and school days are counted from the due date or, where that does not count, from
    the next day that does. All stages of a chain that counts school days thus wait for the end of
    the holidays together, and keep their order and distance.
    """
    start = counted_from(due_on, 0, rule.counting)
    return counted_from(start, rule.offset, rule.counting)


def next_call(item: DueItem, rules: Collection[Rule], after: date) -> Coming | None:
    """Return the first stage to come after a day, if nobody does anything until then."""
    coming = []
    for rule in rules:
        day, stage = _next(rule, item.due_on, after)
        part, people = _people(item, rule)
        if day > after and people:
            coming.append(Coming(day, stage, part, people))
    return min(coming, key=lambda one: one.day, default=None)


def horizon(rules: Collection[Rule], today: date) -> date:
    """Return a due date after which no rule can have come today."""
    return max(
        (counted_from(today, -min(rule.offset, 0), rule.counting) for rule in rules), default=today
    )


def all_reached(rules: Collection[Rule], today: date) -> date:
    """Return a due date such that every rule has come today for what was due by then."""
    return min(
        (counted_from(today, -max(rule.offset, 0) - 1, rule.counting) for rule in rules),
        default=today,
    )


def _newest(rule: Rule, due_on: date, today: date) -> tuple[date, str, Rule] | None:
    """Return the newest day up to today on which the rule came, and its stage."""
    day = first_day(rule, due_on)
    if day > today:
        return None
    times = (today - day).days // rule.repeat_days if rule.repeat_days else 0
    while (repeated := _repeated(rule, day, times)) > today:
        times -= 1  # it waits for the end of the holidays
    return repeated, _stage(rule, times), rule


def _next(rule: Rule, due_on: date, after: date) -> tuple[date, str]:
    """Return the first day after a day on which the rule comes, and its stage, or a day before."""
    day = first_day(rule, due_on)
    if day > after or not rule.repeat_days:
        return day, rule.stage
    times = (after - day).days // rule.repeat_days + 1
    while times > 1 and _repeated(rule, day, times - 1) > after:
        times -= 1  # it has waited for the end of the holidays
    coming = _repeated(rule, day, times)
    newest = _newest(rule, due_on, coming)
    return coming, newest[1] if newest else rule.stage


def _repeated(rule: Rule, first: date, times: int) -> date:
    """Return the day of a repetition; to schools it goes on school days alone."""
    day = first + timedelta(days=times * (rule.repeat_days or 0))
    return counted_from(day, 0, rule.counting) if rule.counting == Counting.SCHOOL_DAYS else day


def _stage(rule: Rule, times: int) -> str:
    return f"{rule.stage}+{times}" if times else rule.stage


def _people(item: DueItem | DueGroup, rule: Rule) -> tuple[Part, tuple[Recipient, ...]]:
    for part in (Part(rule.who), Part(rule.otherwise)):
        if item.people.get(part):
            return part, item.people[part]
    return Part(rule.who), ()
