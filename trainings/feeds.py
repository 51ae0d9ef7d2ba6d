"""A calendar feed: what calendar programs are given (RFC 5545).

They keep it on servers of others, so that it names nobody and no topic: kind, time and place, and a
link that asks to sign in. Whoever is no longer allowed to see a training gets it no longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import Calendar, Event

from trainings.enums import Feed, Kind, State
from trainings.models import CalendarFeed, DroppedSession, Session, Training
from trainings.models.training import TrainingQuerySet

_BACK = timedelta(days=92)
_REFRESH = timedelta(hours=1)
_STATUS: dict[str, str] = {State.PLANNED: "TENTATIVE", State.CANCELLED: "CANCELLED"}


def feed_ics(feed: CalendarFeed) -> bytes:
    """Return the calendar of a feed, in three queries however many trainings there are."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//trainings//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("A-Team-Termine"))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    since = timezone.localdate() - _BACK
    sessions = _shown(feed).filter(sessions__date__gte=since).distinct()
    for training in sessions.prefetch_related("sessions", "dropped_sessions").order_by("id"):
        for session in training.sessions.all():
            if session.date >= since:
                calendar.add_component(_event(training, session, _STATUS.get(training.state)))
        for dropped in training.dropped_sessions.all():
            if dropped.date >= since:
                calendar.add_component(_event(training, dropped, "CANCELLED"))
    content: bytes = calendar.to_ical()
    return content


def _shown(feed: CalendarFeed) -> TrainingQuerySet:
    visible = Training.objects.visible_to(feed.user)
    if feed.shows == Feed.TEAM:
        return visible
    coming = Q(sign_ups__user=feed.user, sign_ups__excused_at__isnull=True)
    return visible.filter(Q(trainers__user=feed.user) | coming)


def _event(training: Training, session: Session | DroppedSession, status: str | None) -> Event:
    event = Event()
    event.add("uid", str(session.id))
    event.add("sequence", training.sequence)
    event.add("dtstamp", (training.changed_at or training.logged_at).astimezone(UTC))
    event.add("summary", _title(training))
    event.add("status", status or "CONFIRMED")
    for name, value in _times(session):
        event.add(name, value)
    if training.place:
        event.add("location", training.place)
    event.add("url", f"{settings.BASE_URL}{reverse('trainings:detail', args=[training.id])}")
    return event


def _title(training: Training) -> str:
    """Say what it is in words that may stand on a locked screen."""
    if training.kind == Kind.COACHING:
        return gettext("A-Team-Treffen")
    return gettext("A-Team-Schulung")


def _times(session: Session | DroppedSession) -> Iterator[tuple[str, date]]:
    """Say from when to when: in UTC, or the whole day where nobody has said when it begins."""
    if session.starts_at is None:
        yield "dtstart", session.date
        yield "dtend", session.date + timedelta(days=1)
        return
    start = _utc(session.date, session.starts_at)
    yield "dtstart", start
    yield "dtend", start + timedelta(minutes=session.minutes)


def _utc(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at)).astimezone(UTC)
