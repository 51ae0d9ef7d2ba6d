"""The agenda as a calendar feed (RFC 5545): what is due for somebody, in words that tell nothing.

Calendar programs keep it on servers of others. About cases it says "Fallarbeit" and the day, once a
day however many they are; about everything else what kind of thing it is. Every link leads to the
agenda, which asks to sign in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext
from icalendar import Calendar, Event

from followups.agenda import Bundle, agenda_of
from followups.models import AgendaFeed, ToldDate
from followups.sources import SOURCES

CASE = "case"
_BACK, _AHEAD = timedelta(days=31), timedelta(days=92)
_TOLD_FOR = timedelta(days=31)  # how long a calendar is told that something is off
_MOST = 500
_REFRESH = timedelta(hours=1)
_LABELS: Mapping[str, str | Promise] = {source.kind: source.label for source in SOURCES}


@dataclass(frozen=True, slots=True)
class _Due:
    """One entry as it is now."""

    kind: str
    due_on: date


def agenda_ics(feed: AgendaFeed, now: datetime) -> bytes:
    """Return the calendar of a feed.

    What moved since it was last fetched has a higher sequence, and what is done or gone is told as
    cancelled for a month.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//agenda//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("A-Team-Agenda"))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for told in _tell(feed, _due_for(feed, timezone.localdate(now)), now):
        calendar.add_component(_event(told))
    content: bytes = calendar.to_ical()
    return content


def _due_for(feed: AgendaFeed, today: date) -> dict[str, _Due]:
    """Return what waits for the owner and is neither long past nor far off, the nearest first."""
    agenda = agenda_of(feed.user, today, today + _AHEAD)
    found: dict[str, _Due] = {}
    for bundle in agenda.mine():
        if bundle.due_on >= today - _BACK:
            kind = CASE if bundle.kind.startswith("case.") else bundle.kind
            found.setdefault(_uid(feed, bundle, kind), _Due(kind, bundle.due_on))
        if len(found) == _MOST:
            break
    return found


def _uid(feed: AgendaFeed, bundle: Bundle, kind: str) -> str:
    """Return the same id for the same thing each time, which leads back to nothing.

    Of cases there is one entry a day; so it is of kinds that are only counted.
    """
    about = bundle.item.object_id if bundle.item and kind != CASE else bundle.due_on.isoformat()
    return salted_hmac("followups.feed", f"{feed.user_id} {kind} {about}").hexdigest()


@transaction.atomic
def _tell(feed: AgendaFeed, due: dict[str, _Due], now: datetime) -> list[ToldDate]:
    """Compare what is due with what the calendar knows, and note what it is told now."""
    AgendaFeed.objects.select_for_update(no_key=True).get(pk=feed.pk)  # two may fetch at once
    oldest = now - _TOLD_FOR
    feed.told.filter(cancelled=True, changed_at__lt=oldest).delete()
    known = {told.uid: told for told in feed.told.all()}
    new = [
        ToldDate(feed=feed, uid=uid, kind=one.kind, due_on=one.due_on, changed_at=now)
        for uid, one in due.items()
        if uid not in known
    ]
    changed = [told for told in known.values() if _update(told, due.get(told.uid), now)]
    ToldDate.objects.bulk_create(new)
    ToldDate.objects.bulk_update(changed, ["due_on", "sequence", "changed_at", "cancelled"])
    return sorted([*known.values(), *new], key=lambda told: (told.due_on, told.uid))


def _update(told: ToldDate, one: _Due | None, now: datetime) -> bool:
    """Bring one up to date; return whether the calendar has to learn of it."""
    due_on = one.due_on if one else told.due_on
    if (told.due_on, told.cancelled) == (due_on, one is None):
        return False
    told.due_on, told.cancelled = due_on, one is None
    told.sequence, told.changed_at = told.sequence + 1, now
    return True


def _event(told: ToldDate) -> Event:
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.changed_at.astimezone(UTC))
    event.add("last-modified", told.changed_at.astimezone(UTC))
    event.add("summary", _title(told.kind))
    event.add("status", "CANCELLED" if told.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # it takes no time of the day
    event.add("dtstart", told.due_on)
    event.add("dtend", told.due_on + timedelta(days=1))
    event.add("url", f"{settings.BASE_URL}{reverse('followups:agenda')}")
    return event


def _title(kind: str) -> str:
    """Say what kind of thing it is, in words that may stand on a locked screen."""
    return gettext("Fallarbeit") if kind == CASE else str(_LABELS.get(kind, gettext("Agenda")))
