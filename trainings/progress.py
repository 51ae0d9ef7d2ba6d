"""How far people are in the curriculum of their cohort, derived from where they were.

A qualification that was confirmed counts. Its minutes are split evenly over its topics, and of
each topic no more counts than the curriculum gives it: decision 30.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from accounts.models import User
from trainings.enums import TOOK_PART, Kind, State
from trainings.models import Attendance, Cohort, CohortMember, CurriculumTopic, TrainingTopic

MINUTES_PER_HOUR = 60
_QUARTER = Decimal("0.25")
_NOTHING = Fraction(0)


@dataclass(frozen=True)
class Progress:
    """How much of the programme somebody has: hours to the quarter, and what nobody may miss.

    Without a cohort there is no programme, and it is not complete.
    """

    cohort: Cohort | None = None
    hours: Decimal = Decimal(0)
    hours_needed: Decimal = Decimal(0)
    missing: tuple[str, ...] = ()
    complete: bool = False

    def __str__(self) -> str:
        """Return it in a sentence: "9 von 12 Stunden, Mehrfachdiskriminierung fehlt"."""
        if self.cohort is None:
            return gettext("in keinem Jahrgang")
        if self.complete:
            return gettext("vollständig, %(hours)s Stunden") % {"hours": hours_text(self.hours)}
        told = gettext("%(hours)s von %(needed)s Stunden") % {
            "hours": hours_text(self.hours),
            "needed": hours_text(self.hours_needed),
        }
        if not self.missing:
            return told
        lacking = ngettext("%(topics)s fehlt", "%(topics)s fehlen", len(self.missing))
        return f"{told}, {lacking % {'topics': ', '.join(self.missing)}}"


@dataclass(frozen=True)
class Completion:
    """The programme that somebody has completed, and on which day."""

    cohort: Cohort
    day: date


@dataclass(frozen=True)
class _Part:
    """What somebody attended of one topic on one day."""

    user_id: UUID
    day: date
    code: str
    minutes: Fraction


def progress_of(users: Collection[User]) -> dict[UUID, Progress]:
    """Return how far each of these is, in four queries for one as for all."""
    ids = [user.pk for user in users]
    cohorts = _cohorts(ids)
    topics = _topics({cohort.curriculum_id for cohort in cohorts.values()})
    attended = _attended(list(cohorts)) if cohorts else {}
    return {
        user_id: _progress(
            cohorts[user_id], topics[cohorts[user_id].curriculum_id], attended.get(user_id, {})
        )
        if user_id in cohorts
        else Progress()
        for user_id in ids
    }


def completed_on(users: Collection[User]) -> dict[UUID, Completion]:
    """Return since when those of these who have completed their programme have it.

    In five queries for one as for all.
    """
    ids = [user.pk for user in users]
    cohorts = _cohorts(ids)
    topics = _topics({cohort.curriculum_id for cohort in cohorts.values()})
    attended: dict[UUID, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    found: dict[UUID, Completion] = {}
    for part in _parts(list(cohorts)) if cohorts else ():
        if part.user_id not in found:
            cohort, minutes = cohorts[part.user_id], attended[part.user_id]
            minutes[part.code] += part.minutes
            if _progress(cohort, topics[cohort.curriculum_id], minutes).complete:
                found[part.user_id] = Completion(cohort, part.day)
    return found


def hours_text(hours: Decimal) -> str:
    """Write hours as people do: "9" and "9,5"."""
    return number_format(hours.normalize() if hours % 1 else hours.to_integral_value())


def _cohorts(ids: Iterable[UUID]) -> dict[UUID, Cohort]:
    """Return the newest cohort of each: whoever starts again counts by the new curriculum."""
    rows = CohortMember.objects.filter(user__in=list(ids)).select_related("cohort__curriculum")
    ordered = rows.order_by("cohort__school_year", "added_at", "pk")
    return {row.user_id: row.cohort for row in ordered}


def _topics(curricula: Iterable[UUID]) -> dict[UUID, list[CurriculumTopic]]:
    topics: dict[UUID, list[CurriculumTopic]] = defaultdict(list)
    for topic in CurriculumTopic.objects.filter(curriculum__in=list(curricula)):
        topics[topic.curriculum_id].append(topic)
    return topics


def _attended(ids: list[UUID]) -> dict[UUID, dict[str, Fraction]]:
    """Return for each person how many minutes were about which topic."""
    attended: dict[UUID, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for part in _parts(ids):
        attended[part.user_id][part.code] += part.minutes
    return attended


def _parts(ids: list[UUID]) -> Iterator[_Part]:
    """Yield what these people attended, in order of the days."""
    rows = list(
        Attendance.objects.filter(
            user__in=ids,
            status__in=TOOK_PART,
            session__training__kind=Kind.QUALIFICATION,
            session__training__state=State.CONFIRMED,
        )
        .order_by("session__date")
        .values_list("user", "session__date", "minutes", "session__minutes", "session__training")
    )
    codes: dict[UUID, list[str]] = defaultdict(list)
    trainings = {training for *_rest, training in rows}
    found = TrainingTopic.objects.filter(training__in=trainings)
    for training, code in found.order_by().values_list("training", "code"):
        codes[training].append(code)
    for user, day, minutes, length, training in rows:
        assert user is not None
        there = length if minutes is None else min(minutes, length)
        for code in codes[training]:
            yield _Part(user, day, code, Fraction(there, len(codes[training])))


def _progress(
    cohort: Cohort, topics: list[CurriculumTopic], attended: dict[str, Fraction]
) -> Progress:
    percent = cohort.curriculum.percent
    total = sum(topic.minutes for topic in topics)
    counted = sum(
        (min(attended.get(topic.code, _NOTHING), Fraction(topic.minutes)) for topic in topics),
        _NOTHING,
    )
    missing = tuple(
        str(topic)
        for topic in topics
        if topic.mandatory
        and attended.get(topic.code, _NOTHING) * 100 < Fraction(topic.minutes * percent)
    )
    enough = counted * 100 >= total * percent
    hours = _quarters(counted, ROUND_FLOOR)
    needed = _quarters(Fraction(total * percent, 100), ROUND_CEILING)
    return Progress(
        cohort=cohort,
        hours=max(hours, needed) if enough else hours,  # rounding must not take back what is enough
        hours_needed=needed,
        missing=missing,
        complete=bool(total) and enough and not missing,
    )


def _quarters(minutes: Fraction, rounding: str) -> Decimal:
    quarters = minutes / 15
    whole = (Decimal(quarters.numerator) / Decimal(quarters.denominator)).to_integral_value(
        rounding=rounding
    )
    return whole * _QUARTER
