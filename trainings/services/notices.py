"""Noting that people know something that is no longer so, and telling them once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.utils import timezone

from accounts.models import User
from trainings.changes import Change, When
from trainings.enums import State
from trainings.models import ChangeNotice, Training


def facts_of(training: Training) -> dict[str, Any]:
    """Return what people and calendars know of a training, as it stands in the database."""
    sessions = training.sessions.order_by("date", "starts_at", "id")
    return {
        "title": training.title,
        "place": training.place,
        "link": training.link,
        "cancelled": training.state == State.CANCELLED,
        "sessions": {
            str(one.id): [
                one.date.isoformat(),
                one.starts_at.isoformat() if one.starts_at else None,
                one.minutes,
            ]
            for one in sessions
        },
    }


def note_change(training: Training, *, before: dict[str, Any], by: User) -> None:
    """Let calendars see that a locked training is another one, and note down what people knew.

    Does nothing where all is as before. What lies behind is told to nobody.
    """
    now = facts_of(training)
    if now == before:
        return
    training.sequence += 1
    training.changed_at = timezone.now()
    training.save(update_fields=["sequence", "changed_at"])
    if not _is_ahead(before, now) or training.took_place:
        return
    # Waits for the sweep, if it is just telling people: what it has told is then gone.
    notice = ChangeNotice.objects.select_for_update().filter(training=training).first()
    if notice is None:
        notice = ChangeNotice(training=training, before=before, by=by)
    elif notice.by != by:
        notice.by = None
    notice.changed_at = training.changed_at
    notice.save()


def change_of(notice: ChangeNotice) -> Change:
    """Compare what people know with what is so."""
    before, now = notice.before, facts_of(notice.training)
    if now["cancelled"]:
        return Change(notice.training)
    old, new = _sessions(before), _sessions(now)
    both = [(old[key], new[key]) for key in old if key in new]
    return Change(
        notice.training,
        moved=tuple((was, is_now) for was, is_now in both if was != is_now),
        dropped=_in_order(old[key] for key in old if key not in new),
        added=_in_order(new[key] for key in new if key not in old),
        place=now["place"] if now["place"] != before["place"] else None,
        link=now["link"] if now["link"] != before["link"] else None,
    )


def _sessions(facts: dict[str, Any]) -> dict[str, When]:
    return {
        key: When(
            date.fromisoformat(day), time.fromisoformat(starts_at) if starts_at else None, minutes
        )
        for key, (day, starts_at, minutes) in facts["sessions"].items()
    }


def _in_order(sessions: Iterable[When]) -> tuple[When, ...]:
    return tuple(sorted(sessions, key=lambda one: (one.date, one.starts_at or time.min)))


def _is_ahead(before: dict[str, Any], now: dict[str, Any]) -> bool:
    today = timezone.localdate().isoformat()
    days = (day for facts in (before, now) for day, _start, _length in facts["sessions"].values())
    return any(day >= today for day in days)
