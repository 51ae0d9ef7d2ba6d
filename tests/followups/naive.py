"""The follow-ups once more, as naively as possible: dictionaries and loops, a day at a time.

It shares nothing with the product: its own calendar, its own reading of rules, its own idea of what
is due. Where both agree on every mail of a year, neither has forgotten a case.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DAY = timedelta(days=1)
FOLLOW_UPS = (1, 3, 6, 12)
Row = dict[str, Any]
People = dict[str, list[str]]
# day, recipient, kind, object, due date, stage
Sent = tuple[date, str, str, str, date, str]


@dataclass
class Item:
    """Something that is due, and who plays which part."""

    kind: str
    id: str
    due: date
    people: People
    urgent: bool = False


@dataclass
class Days:
    """Which days are which, in Lower Saxony."""

    holidays_file: Path
    _off: set[date] = field(default_factory=set)
    _known: dict[int, set[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for first, last, _name in json.loads(self.holidays_file.read_text())["holidays"]:
            day = date.fromisoformat(first)
            while day <= date.fromisoformat(last):
                self._off.add(day)
                day += DAY

    def works(self, day: date) -> bool:
        if day.year not in self._known:
            self._known[day.year] = public_holidays(day.year)
        return day.weekday() not in {5, 6} and day not in self._known[day.year]

    def school(self, day: date) -> bool:
        return self.works(day) and day not in self._off


def public_holidays(year: int) -> set[date]:
    easter = easter_sunday(year)
    fixed = [(1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26)]
    moving = [-2, 1, 39, 50]  # Good Friday, Easter Monday, Ascension, Whit Monday
    return {date(year, *one) for one in fixed} | {easter + DAY * number for number in moving}


def easter_sunday(year: int) -> date:
    """Compute it by Spencer's rule."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Naive:
    """What stands in the books, and what it makes of it on a day."""

    def __init__(self, days: Days, rules: list[Row]) -> None:
        self.days = days
        self.rules = rules
        self.leads: list[str] = []
        self.office: list[str] = []
        self.cases: dict[str, Row] = {}
        self.institutions: dict[str, Row] = {}
        self.trainings: dict[str, Row] = {}
        self.answers: dict[str, Row] = {}
        self.sent: dict[tuple[str, str, date, str, str], date] = {}

    def run(self, today: date) -> set[Sent]:
        """Send what has to be sent on a day: to everybody once for each stage."""
        sent = set()
        for item in self.due():
            for stage, who, leaves in self.calls(item, today):
                key = (item.kind, item.id, item.due, stage, who)
                if leaves and key not in self.sent:
                    self.sent[key] = today
                    sent.add((today, who, item.kind, item.id, item.due, stage))
        return sent

    def calls(self, item: Item, today: date) -> list[tuple[str, str, bool]]:
        """Return stage and person of the newest stage alone, and whether mails leave today."""
        reached: list[tuple[date, str, Row]] = []
        for rule in self.rules:
            if rule["kind"] != item.kind or not rule["active"]:
                continue
            newest: tuple[date, str] | None = None
            for number, day in enumerate(self.comes(rule, item.due, today)):
                newest = day, rule["stage"] + (f"+{number}" if number else "")
            if newest:
                reached.append((*newest, rule))
        latest = max((day for day, _stage, _rule in reached), default=None)
        called: list[tuple[str, str, bool]] = []
        for day, stage, rule in reached:
            people = item.people.get(rule["who"]) or item.people.get(rule["otherwise"]) or []
            for who in people:
                if day == latest and who not in [one for _stage, one, _leaves in called]:
                    called.append((stage, who, self.leaves(rule, item, today)))
        return called

    def leaves(self, rule: Row, item: Item, today: date) -> bool:
        if item.urgent or rule["hours"] == "daytime":
            return True
        return self.days.school(today) if rule["hours"] == "school" else self.days.works(today)

    def comes(self, rule: Row, due: date, today: date) -> Iterator[date]:
        """Go through the days on which a rule has come: the first, and each repetition."""
        day = self.forward(rule, due)
        for _ in range(abs(rule["offset"])):
            day += DAY if rule["offset"] > 0 else -DAY
            while not self.counts(rule, day):
                day += DAY if rule["offset"] > 0 else -DAY
        first = day
        while day <= today:
            if rule["school_days"]:
                if self.forward(rule, day) > today:
                    return
                yield self.forward(rule, day)
            else:
                yield day
            if not rule["repeat_days"]:
                return
            day += DAY * rule["repeat_days"]
        assert first <= day

    def forward(self, rule: Row, day: date) -> date:
        while not self.counts(rule, day):
            day += DAY
        return day

    def counts(self, rule: Row, day: date) -> bool:
        if rule["school_days"]:
            return self.days.school(day)
        return not rule["working_days"] or self.days.works(day)

    # --- what is due

    def due(self) -> Iterator[Item]:
        for id_, case in self.cases.items():
            if not case["closed"]:
                yield from self.of_case(id_, case)
        missing: dict[str, date] = {}
        for id_, training in self.trainings.items():
            yield from self.of_training(id_, training, missing)
        for id_, day in missing.items():
            yield Item("training.contact_missing", id_, day, self.around(id_))
        for id_, answer in self.answers.items():
            if answer["answer"] in {"want_help", "contact_changed"} and not answer["handled"]:
                around = self.around(self.trainings[answer["training"]]["institution"])
                people = {**around, "responsible": self.office}
                yield Item("training.help_wanted", id_, answer["on"], people)
        for id_, institution in self.institutions.items():
            if institution["agreement_until"]:
                people = {**self.around(id_), "responsible": self.leads}
                day = institution["agreement_until"]
                yield Item("institution.agreement", id_, day, people)

    def of_case(self, id_: str, case: Row) -> Iterator[Item]:
        responsible = [case["responsible"]] if case["responsible"] else []
        people = {"responsible": responsible, "lead": self.leads, "office": self.office}
        if case["reply_due"]:
            yield Item("case.reply", id_, case["reply_due"], people, case["urgent"])
        if case["next_date"]:
            yield Item("case.next_date", id_, case["next_date"], people, case["urgent"])
        if not case["responsible"] or not case["next_date"]:
            yield Item("case.unattended", id_, case["received"], people, case["urgent"])

    def of_training(self, id_: str, training: Row, missing: dict[str, date]) -> Iterator[Item]:
        people = self.around(training["institution"])
        if training["state"] == "planned":
            if training["last_day"] < self.today:
                day = training["last_day"] + DAY
                yield Item("training.attendance_missing", id_, day, people)
            return
        if training["state"] == "held":
            yield Item("training.to_confirm", id_, training["logged"], people)
        given = {
            answer["months"]: answer["answer"]
            for answer in self.answers.values()
            if answer["training"] == id_
        } if training["answered"] else {}  # fmt: skip
        step = None if "stop" in given.values() else self.step(training["last_day"], given)
        if step is None:
            return
        day = months_later(training["last_day"], step)
        if people.get("contact"):
            yield Item("training.follow_up", f"{id_}:{step}", day, people)
        elif day <= self.today:
            where = training["institution"]
            missing[where] = min(missing.get(where, day), day)

    today: date

    def step(self, last_day: date, given: dict[int, str]) -> int | None:
        newest = max(given, default=0)
        reached = [one for one in FOLLOW_UPS if months_later(last_day, one) <= self.today]
        if reached and max(reached) > newest:
            return max(reached)
        return next((one for one in FOLLOW_UPS if one > newest), None)

    def around(self, institution_id: str) -> People:
        institution = self.institutions[institution_id]
        people = {"lead": self.leads, "office": self.office}
        if institution["coordinator"]:
            people["coordinator"] = [institution["coordinator"]]
        if institution["contact"]:
            people["contact"] = [institution["contact"]]
        people["responsible"] = people.get("coordinator") or self.office
        return people
