"""People who are said to be in two sessions at the same time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

from accounts.models import User
from trainings.enums import TOOK_PART, State
from trainings.models import Session


@dataclass(frozen=True, slots=True)
class Overlap:
    """Somebody, and the other session that runs at the same time."""

    person: User
    session: Session

    def __str__(self) -> str:
        """Say it as a sentence."""
        return gettext("%(name)s war auch hier eingetragen: %(training)s, %(time)s.") % self._words

    @property
    def ahead(self) -> str:
        """Say it as a sentence about a day to come."""
        text = gettext("%(name)s ist dann auch hier eingetragen: %(training)s, %(day)s, %(time)s.")
        return text % {**self._words, "day": date_format(self.session.date, "SHORT_DATE_FORMAT")}

    @property
    def _words(self) -> dict[str, str]:
        return {
            "name": self.person.name,
            "training": self.session.training.title,
            "time": time_format(self.session.starts_at or "", "TIME_FORMAT"),
        }


def overlaps(session: Session, user_ids: Collection[UUID]) -> list[Overlap]:
    """Return who of these people holds or attended another session at the same time.

    Only where both have a beginning can it be told. A fixed number of queries.
    """
    return list(_overlaps([(session, user_ids)], Session.objects.exclude(pk=session.pk)))


def planned_overlaps(
    asked: Iterable[tuple[Session, Collection[UUID]]], *, training_id: UUID | None
) -> list[Overlap]:
    """Return the same for the sessions of one plan, each with the people who are to hold it.

    Its own sessions are no question. As many queries for a series as for one day.
    """
    return list(_overlaps(list(asked), Session.objects.exclude(training=training_id)))


def _overlaps(
    asked: Collection[tuple[Session, Collection[UUID]]], among: QuerySet[Session]
) -> Iterator[Overlap]:
    timed = [(session, ids) for session, ids in asked if session.starts_at is not None and ids]
    if not timed:
        return
    everybody = {user_id for _session, ids in timed for user_id in ids}
    others = (
        among.filter(date__in={session.date for session, _ids in timed}, starts_at__isnull=False)
        .exclude(training__state=State.CANCELLED)
        .filter(
            Q(attendances__user__in=everybody, attendances__status__in=TOOK_PART)
            | Q(training__trainers__user__in=everybody)
        )
        .distinct()
        .select_related("training")
        .prefetch_related("attendances__user", "training__trainers__user")
        .order_by("date", "starts_at", "pk")
    )
    for other in others:
        here = {user_id for session, ids in timed if _meet(session, other) for user_id in ids}
        there = [row.user for row in other.attendances.all() if row.status in TOOK_PART]
        there += [trainer.user for trainer in other.training.trainers.all()]
        people = {user.pk: user for user in there if user and user.pk in here}
        yield from (Overlap(person, other) for person in people.values())


def _meet(one: Session, other: Session) -> bool:
    first, last = _span(one)
    begins, ends = _span(other)
    return first < ends and begins < last


def _span(session: Session) -> tuple[datetime, datetime]:
    assert session.starts_at
    begins = datetime.combine(session.date, session.starts_at)
    return begins, begins + timedelta(minutes=session.minutes)
