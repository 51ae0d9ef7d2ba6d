"""People who are said to be in two sessions at the same time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.formats import time_format
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
        return gettext("%(name)s war auch hier eingetragen: %(training)s, %(time)s.") % {
            "name": self.person.name,
            "training": self.session.training.title,
            "time": time_format(self.session.starts_at or "", "TIME_FORMAT"),
        }


def overlaps(session: Session, user_ids: Collection[UUID]) -> list[Overlap]:
    """Return who of these people holds or attended another session at the same time.

    Only where both have a beginning can it be told. A fixed number of queries.
    """
    if session.starts_at is None or not user_ids:
        return []
    others = (
        Session.objects.filter(date=session.date, starts_at__isnull=False)
        .exclude(pk=session.pk)
        .exclude(training__state=State.CANCELLED)
        .filter(
            Q(attendances__user__in=user_ids, attendances__status__in=TOOK_PART)
            | Q(training__trainers__user__in=user_ids)
        )
        .distinct()
        .select_related("training")
        .prefetch_related("attendances__user", "training__trainers__user")
        .order_by("starts_at", "pk")
    )
    found = []
    for other in others:
        if _meet(session, other):
            there = [row.user for row in other.attendances.all() if row.status in TOOK_PART]
            there += [trainer.user for trainer in other.training.trainers.all()]
            people = {user.pk: user for user in there if user and user.pk in user_ids}
            found += [Overlap(person, other) for person in people.values()]
    return found


def _meet(one: Session, other: Session) -> bool:
    first, last = _span(one)
    begins, ends = _span(other)
    return first < ends and begins < last


def _span(session: Session) -> tuple[datetime, datetime]:
    assert session.starts_at
    begins = datetime.combine(session.date, session.starts_at)
    return begins, begins + timedelta(minutes=session.minutes)
