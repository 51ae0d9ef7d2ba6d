"""At which stage a due item is on a day, and who is reminded of it then. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ateams.due import DueGroup, DueItem, Part, Recipient
from ateams.workdays import add_working_days
from followups.models import Rule


@dataclass(frozen=True)
class Call:
    """Somebody is to be reminded of an item, in a part, at a stage."""

    stage: str
    recipient: Recipient
    part: Part


def calls(item: DueItem, rules: Collection[Rule], today: date) -> Iterator[Call]:
    """Return who is to be reminded of the item today: nobody twice, and the newest stage alone.

    After a standstill an item is thus mailed once and not once per stage that was missed.
    """
    reached = [newest for rule in rules if (newest := _newest(rule, item.due_on, today))]
    latest = max((day for day, _stage, _rule in reached), default=None)
    told: set[str] = set()
    for day, stage, rule in reached:
        part, people = _people(item, rule)
        for recipient in people if day == latest else ():
            if recipient.key not in told:
                told.add(recipient.key)
                yield Call(stage, recipient, part)


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

    Working days are counted from the due date or, where that is none, from the next one. School
    holidays will be skipped here, for institutions.
    """
    if rule.working_days:
        return add_working_days(add_working_days(due_on, 0), rule.offset)
    return due_on + timedelta(days=rule.offset)


def horizon(rules: Collection[Rule], today: date) -> date:
    """Return a due date after which no rule can have come today."""
    ahead = max((-rule.offset for rule in rules), default=0)
    return today + timedelta(days=max(ahead, 0) * 2 + 7)  # a working day costs at most that


def _newest(rule: Rule, due_on: date, today: date) -> tuple[date, str, Rule] | None:
    """Return the newest day up to today on which the rule came, and its stage."""
    day = first_day(rule, due_on)
    if day > today:
        return None
    if not rule.repeat_days or (times := (today - day).days // rule.repeat_days) == 0:
        return day, rule.stage, rule
    return day + timedelta(days=times * rule.repeat_days), f"{rule.stage}+{times}", rule


def _people(item: DueItem | DueGroup, rule: Rule) -> tuple[Part, tuple[Recipient, ...]]:
    for part in (Part(rule.who), Part(rule.otherwise)):
        if item.people.get(part):
            return part, item.people[part]
    return Part(rule.who), ()
