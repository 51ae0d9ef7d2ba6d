"""How much is due in trainings, without naming a single one: rows of a few columns, then counted.

Thousands of trainings cost as many queries as three, and no training is made of a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from accounts.selectors import people_by_institution, recipient
from ateams.due import DueGroup, DueItem, Part, Recipient, Source, current_day
from trainings.enums import Answer
from trainings.imported import brought_by_a_list
from trainings.models import FollowUpAnswer, Training
from trainings.models.training import TrainingQuerySet
from trainings.people_due import asked_later, later_day
from trainings.steps import asked_about, follow_up_day, open_step, over_when_imported

People = Mapping[Part, tuple[Recipient, ...]]
# An institution and a day, and how many are due there and then.
Places = Counter[tuple[UUID, date]]


@dataclass(frozen=True, slots=True)
class CountedTrainings:
    """Questions to institutions, and what waits to be confirmed, filled in, answered.

    The kinds are those of the sources in `trainings.due`, which derive exactly as many items.
    """

    follow_up: Source
    contact_missing: Source
    to_confirm: Source
    attendance_missing: Source
    help_wanted: Source
    feedback_later: Source

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are counted."""
        return frozenset(source.kind for source in self._sources)

    @property
    def _sources(self) -> tuple[Source, ...]:
        return (
            self.follow_up,
            self.contact_missing,
            self.to_confirm,
            self.attendance_missing,
            self.help_wanted,
            self.feedback_later,
        )

    def groups(
        self, *, until: date, reader_id: UUID, apart: Collection[str] = ()
    ) -> Iterator[DueGroup]:
        """Count what is due in the trainings that somebody sees, in ten queries.

        Where anything stands apart, all of it is left to `items`.
        """
        reader = User.objects.filter(pk=reader_id).first()
        if reader is None or apart:
            return
        trainings = Training.objects.visible_to(reader)
        asked = _questions(trainings, until)
        counted = {
            self.to_confirm.kind: _to_confirm(trainings),
            self.attendance_missing.kind: _unfilled(trainings, until),
            self.help_wanted.kind: _answers(trainings),
            self.feedback_later.kind: _later(trainings),
        }
        places = [asked, *counted.values()]
        around = people_by_institution({place for found in places for place, _day in found})
        reached, missed = _by_contact(asked, around)
        counted |= {self.follow_up.kind: reached, self.contact_missing.kind: missed}
        for kind, found in counted.items():
            by_the_office = kind == self.help_wanted.kind
            of_alike = _Alike(around, recipient(reader).key, by_the_office=by_the_office)
            alike: Counter[tuple[int, date]] = Counter()
            for (place, day), count in found.items():
                if day <= until:
                    alike[of_alike(place), day] += count
            for (number, day), count in alike.items():
                yield DueGroup(kind, day, of_alike.people[number], count)

    def items(
        self, *, kind: str, among: Collection[str], until: date, reader_id: UUID
    ) -> Iterable[DueItem]:
        """Derive one kind whole, whatever stands apart."""
        source = next(one for one in self._sources if one.kind == kind)
        return source.items(until=until, reader_id=reader_id) if among else ()

    def hidden_from(
        self, person_id: UUID, *, responsible_id: UUID, reader_id: UUID
    ) -> frozenset[str]:
        """Name everything if somebody sees less of the reader's trainings than whoever is away."""
        people = User.objects.in_bulk([person_id, responsible_id, reader_id])
        if len(people) < len({person_id, responsible_id, reader_id}):
            return frozenset()
        shown = [
            Training.objects.visible_to(people[pk]).order_by() for pk in (reader_id, responsible_id)
        ]
        seen = Training.objects.visible_to(people[person_id]).order_by()
        hidden = shown[0].filter(pk__in=shown[1].values("pk")).exclude(pk__in=seen.values("pk"))
        return frozenset({"everything"} if hidden.exists() else ())


class _Alike:
    """Takes institutions together where the same parts are played, and the reader plays the same.

    Whose name it is that is not the reader's does not matter to what waits for the reader.
    """

    def __init__(self, around: Mapping[UUID, People], reader: str, *, by_the_office: bool) -> None:
        self.people: list[People] = []
        self._around, self._reader, self._by_the_office = around, reader, by_the_office
        self._known: dict[UUID, int] = {}
        self._numbers: dict[frozenset[tuple[Part, bool]], int] = {}

    def __call__(self, place: UUID) -> int:
        """Return under which number of `people` those of an institution are."""
        if place not in self._known:
            people = self._people_of(place)
            parts = frozenset(
                (part, any(one.key == self._reader for one in playing))
                for part, playing in people.items()
                if playing
            )
            if parts not in self._numbers:
                self._numbers[parts] = len(self.people)
                self.people.append(people)
            self._known[place] = self._numbers[parts]
        return self._known[place]

    def _people_of(self, place: UUID) -> People:
        """Return who is around: responsible are the coordinators, or else the office."""
        people = self._around[place]
        coordinators = () if self._by_the_office else people.get(Part.COORDINATOR, ())
        return {**people, Part.RESPONSIBLE: coordinators or people.get(Part.OFFICE, ())}


def _questions(trainings: TrainingQuerySet, until: date) -> Places:
    """Count the open questions; which one is open depends on two days and the newest answer."""
    newest = (
        FollowUpAnswer.objects.current()
        .filter(training=OuterRef("pk"))
        .order_by()
        .values("training")
        .annotate(newest=Max("months"))
        .values("newest")
    )
    rows: Any = asked_about(trainings, until).annotate(newest=Subquery(newest)).order_by()
    today = current_day()

    @cache
    def day_of(last_day: date, answered: int, brought: date | None) -> date | None:
        over = over_when_imported(last_day, brought) if brought else []
        months = open_step(last_day, [answered, *over], today)
        return follow_up_day(last_day, months) if months else None

    found: Places = Counter()
    columns = rows.values_list("institution", "last_on", "newest", "submission", "logged_at")
    for place, last_on, answered, submission, logged_at in columns:
        brought = timezone.localdate(logged_at) if brought_by_a_list(submission) else None
        if (day := day_of(last_on, answered or 0, brought)) and day <= until:
            found[place, day] += 1
    return found


def _by_contact(asked: Places, around: Mapping[UUID, People]) -> tuple[Places, Places]:
    """Part the questions: where somebody can be asked all, elsewhere the earliest alone."""
    reached: Places = Counter()
    earliest: dict[UUID, date] = {}
    for (place, day), count in asked.items():
        if around[place].get(Part.CONTACT):
            reached[place, day] = count
        else:
            earliest[place] = min(day, earliest.get(place, day))
    return reached, Counter(dict.fromkeys(earliest.items(), 1))


def _to_confirm(trainings: TrainingQuerySet) -> Places:
    rows = trainings.waiting().order_by().values_list("institution", TruncDate("logged_at"))
    return Counter(rows)


def _unfilled(trainings: TrainingQuerySet, until: date) -> Places:
    """Count what is planned and over; who was there is asked on the day after."""
    yesterday = min(until, current_day()) - timedelta(days=1)
    rows: Any = trainings.to_come().ended_by(yesterday)
    rows = rows.values_list("institution", "last_on")
    return Counter((place, last_on + timedelta(days=1)) for place, last_on in rows)


def _answers(trainings: TrainingQuerySet) -> Places:
    answers = FollowUpAnswer.objects.unhandled().filter(
        training__in=trainings, answer=Answer.WANT_HELP
    )
    rows = answers.order_by().values_list("training__institution", "at")
    return Counter((place, timezone.localdate(at)) for place, at in rows)


def _later(trainings: TrainingQuerySet) -> Places:
    today = current_day()
    rows: Any = asked_later(trainings, today)
    rows = rows.values_list("institution", "last_on")
    days = ((place, later_day(last_on, today)) for place, last_on in rows)
    return Counter((place, day) for place, day in days if day)
