"""Absences, and things that can be put off or passed on; for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar

from accounts.models import Absence, User
from accounts.services import set_absence
from ateams.due import DueItem
from followups.agenda import Pressing, agenda_of
from followups.arrangements import is_asleep
from followups.counting import Waiting, waiting_for
from followups.feed import agenda_ics
from followups.models import AgendaFeed, rules_by_kind
from followups.sources import BY_KIND, SOURCES, items
from followups.stages import called
from incidents.models import Case
from tests.factories.incidents import make_case
from tests.personas import Persona


def away(who: User, stand_in: User | None = None, days: int = 7) -> Absence:
    last_day = timezone.localdate() + timedelta(days=days)
    first_day = timezone.localdate()
    return set_absence(
        person=who, first_day=first_day, last_day=last_day, stand_in=stand_in, by=who
    )


def dated_case(who: User | None, **fields: object) -> Case:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(
        **{"responsible": who, "next_date": timezone.localdate(), "reply_due_on": None, **fields}
    )
    case.refresh_from_db()
    return case


def found(who: Persona, case: Case, kind: str = "case.next_date") -> DueItem:
    """Return the one item of a kind that a case has, as somebody sees it."""
    far = timezone.localdate() + timedelta(days=400)
    (item,) = items(
        BY_KIND[kind], until=far, object_id=str(case.pk), reader_id=who.user.pk, asleep=True
    )
    return item


def page(who: Persona) -> str:
    return who.client.get("/agenda/").content.decode()


def checked(person: Persona) -> Waiting:
    """Hold count, agenda and feed of somebody against what is derived one by one."""
    today = timezone.localdate()
    key, rules, until = f"user:{person.user.pk}", rules_by_kind(), today + timedelta(days=92)
    derived = [
        (item.due_on, item.kind, key in called(item, rules.get(item.kind, []), today), item)
        for source in SOURCES
        for item in items(source, until=until, reader_id=person.user.pk, asleep=True)
    ]
    agenda = agenda_of(person.user, today, until)
    parts = agenda.sorted_by_pressure(agenda.bundles)
    shown = [
        (entry.item.due_on, entry.item.kind, entry.is_mine, entry.item, part)
        for part, entries in zip(parts, agenda.entries(*parts.values()), strict=True)
        for entry in entries
    ]
    assert sorted(map(as_told, shown), key=str) == sorted(map(as_told, derived), key=str)
    for *_rest, item, part in shown:
        assert (part == Pressing.ASLEEP) == is_asleep(item, today)

    days = [day for day, _kind, is_mine, _item in derived if is_mine]
    waiting = Waiting(sum(day < today for day in days), days.count(today))
    assert waiting_for(person.user, today) == agenda.waiting() == waiting
    feed, _made = AgendaFeed.objects.get_or_create(
        user=person.user, defaults={"digest": str(person.user.pk), "made_at": timezone.now()}
    )
    events = Calendar.from_ical(agenda_ics(feed, timezone.now())).walk("VEVENT")
    told = [event.decoded("dtstart") for event in events if event["status"] == "CONFIRMED"]
    assert sorted(told) == sorted(set(days))  # of cases, one a day
    return waiting


def as_told(row: tuple[Any, ...]) -> tuple[object, ...]:
    """Return what matters of an item to whoever reads of it."""
    day, kind, is_mine, item = row[:4]
    people = {part: [one.key for one in playing] for part, playing in item.people.items()}
    arranged = (item.put_off, item.passed_on, dict(item.instead_of), item.derived_on)
    return day, kind, is_mine, item.object_id, item.title, item.url, people, *arranged
