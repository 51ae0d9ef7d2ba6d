"""How long somebody took part and trained others, and how hours are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import ngettext

from trainings.enums import TOOK_PART, State
from trainings.models import Attendance, Session, Training


def hours_text(minutes: int) -> str:
    """Return a duration in hours, as a certificate says it: "12,5 Stunden"."""
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    number = number_format(hours)
    return ngettext("%(hours)s Stunde", "%(hours)s Stunden", 1 if hours == "1" else 2) % {
        "hours": number
    }


def attended_minutes(training: Training) -> dict[UUID, int]:
    """Return how long each account took part in a training, all its sessions together."""
    rows = Attendance.objects.filter(
        session__training=training, user__isnull=False, status__in=TOOK_PART
    )
    minutes: dict[UUID, int] = {}
    for user_id, own, whole in rows.values_list("user_id", "minutes", "session__minutes"):
        assert user_id is not None
        minutes[user_id] = minutes.get(user_id, 0) + (whole if own is None else own)
    return minutes


def worked_minutes(users: Iterable[UUID], first: date, last: date) -> dict[UUID, int]:
    """Return how long each worked in confirmed trainings: held and taken part in, each day once.

    A session counts once for a person, whether they held it or were ticked in it. Two queries.
    """
    ids = set(users)
    days = {"session__date__range": (first, last)}
    worked: dict[tuple[UUID, UUID], int] = {}
    held = Session.objects.filter(
        date__range=(first, last),
        training__state=State.CONFIRMED,
        training__trainers__user__in=ids,
    )
    for user_id, session_id, minutes in held.values_list(
        "training__trainers__user", "pk", "minutes"
    ):
        worked[user_id, session_id] = minutes
    there = Attendance.objects.filter(
        user__in=ids,
        status__in=TOOK_PART,
        session__training__state=State.CONFIRMED,
        **days,
    )
    for user_id, session_id, own, whole in there.values_list(
        "user_id", "session_id", "minutes", "session__minutes"
    ):
        assert user_id is not None
        worked.setdefault((user_id, session_id), whole if own is None else own)
    totals = dict.fromkeys(ids, 0)
    for (user_id, _session), minutes in worked.items():
        if user_id in totals:
            totals[user_id] += minutes
    return totals
