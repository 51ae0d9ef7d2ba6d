"""What the periodic jobs do. Each may run at any time, late, twice or in several processes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone, translation

from ateams.due import DueItem, Source
from ateams.outbox.enums import Hours
from followups.arrangements import Arrangements
from followups.bundling import hours_for
from followups.enums import ReminderState
from followups.models import Reminder, Rule, rules_by_kind
from followups.models.reminder import ReminderKey, ReminderQuerySet
from followups.recalls import call_of, recall_waiting, renew_digests
from followups.services import write_mail
from followups.sources import SOURCES, derive, items
from followups.stages import calls, horizon

logger = logging.getLogger(__name__)

_RETRY_AFTER = timedelta(hours=1)
_BATCH = 1000


class PlanningError(Exception):
    """Some kinds could not be planned; all others were."""


def plan_reminders(now: datetime) -> int:
    """Derive what is due and plan the reminders that are missing; return how many.

    What waits in the outbox and is over by now is taken back. A kind that fails keeps no other
    from being planned. Raises PlanningError in the end, with the kinds and the classes of their
    errors.
    """
    rules, arrangements = rules_by_kind(), Arrangements(timezone.localdate(now))
    planned, failed = 0, []
    for source in SOURCES:
        try:
            planned += _plan(source, rules.get(source.kind, []), now, arrangements)
        except Exception as error:  # noqa: BLE001  named in the end; the others must go on
            failed.append(f"{source.kind}: {type(error).__name__}")
    recall_waiting(timezone.localdate(now))
    renew_digests(now)
    if failed:
        raise PlanningError(", ".join(failed))
    return planned


def send_next_reminder(now: datetime) -> bool:
    """Turn one planned reminder into a mail in the outbox; return whether there was one.

    Claiming, deriving again, writing the mail and recording it are one transaction: killed at any
    moment, either all of it happened or nothing. What is no longer due is dropped. An error puts
    this one off for an hour and is recorded; the others go on.
    """
    with transaction.atomic():
        reminder = Reminder.objects.claim_next(now)
        if reminder is None:
            return False
        try:
            with transaction.atomic():
                _send(reminder, now)
        except Exception as error:  # noqa: BLE001  one broken item must not hold up all others
            logger.error("Reminder %s failed: %s", reminder.pk, type(error).__name__)  # noqa: TRY400  the text may name people
            Reminder.objects.filter(pk=reminder.pk).update(
                trouble=type(error).__name__[:100], not_before=now + _RETRY_AFTER
            )
    return True


def _plan(
    source: Source, rules: Collection[Rule], now: datetime, arrangements: Arrangements
) -> int:
    """Plan one kind, a slice at a time: twenty thousand items take no more memory than two."""
    if not rules:
        return 0
    wanted, planned = _wanted(source, rules, now, arrangements), 0
    while part := dict(islice(wanted, _BATCH)):
        planned += _store(source.kind, part, now)
    return planned


@transaction.atomic
def _store(kind: str, wanted: Mapping[ReminderKey, Reminder], now: datetime) -> int:
    """Insert what is missing, take up again what was dropped."""
    known = _known_states(kind, wanted)
    # In one order, whoever inserts: of two processes one waits for the other.
    missing = [wanted[key] for key in sorted(wanted) if key not in known]
    Reminder.objects.bulk_create(missing, ignore_conflicts=True)
    dropped = [pk for pk, state in known.values() if state == ReminderState.DROPPED]
    _locked(Reminder.objects.filter(pk__in=dropped, state=ReminderState.DROPPED)).update(
        state=ReminderState.PLANNED, not_before=now, trouble=""
    )
    _hurry(kind, wanted.values())
    return len(missing) + len(dropped)


def _wanted(
    source: Source, rules: Collection[Rule], now: datetime, arrangements: Arrangements
) -> Iterator[tuple[ReminderKey, Reminder]]:
    today = timezone.localdate(now)
    for item in items(source, until=horizon(rules, today), arrangements=arrangements):
        for call in calls(item, rules, today):
            hours = hours_for(item, call)
            key = ReminderKey(item.object_id, item.due_on, call.stage, call.recipient.key)
            yield (
                key,
                Reminder(
                    kind=item.kind,
                    hours=hours,
                    planned_at=now,
                    not_before=now,
                    **key._asdict(),
                ),
            )


def _known_states(kind: str, wanted: Collection[ReminderKey]) -> dict[ReminderKey, tuple[int, str]]:
    """Return id and state of those wanted reminders that exist."""
    objects = {key.object_id for key in wanted}
    first = min(key.due_on for key in wanted)
    rows = Reminder.objects.filter(kind=kind, object_id__in=objects, due_on__gte=first)
    known = {
        ReminderKey(*key): (pk, state)
        for pk, state, *key in rows.values_list("pk", "state", *ReminderKey._fields)
    }
    return {key: known[key] for key in wanted if key in known}


def _hurry(kind: str, wanted: Collection[Reminder]) -> None:
    """Let what became urgent after it was planned leave in the longer hours."""
    urgent = {reminder.object_id for reminder in wanted if reminder.hours == Hours.DAYTIME}
    if urgent:
        waiting = Reminder.objects.filter(kind=kind, state=ReminderState.PLANNED)
        slow = waiting.filter(object_id__in=urgent).exclude(hours=Hours.DAYTIME)
        _locked(slow).update(hours=Hours.DAYTIME)


def _locked(reminders: ReminderQuerySet) -> ReminderQuerySet:
    """Lock the rows in the order of their ids, so that two processes never wait for each other."""
    locked = reminders.order_by("pk").select_for_update(no_key=True)
    return Reminder.objects.filter(pk__in=list(locked.values_list("pk", flat=True)))


def _send(reminder: Reminder, now: datetime) -> None:
    item = derive(reminder.kind, reminder.object_id, reminder.due_on)
    rules = list(Rule.objects.active().filter(kind=reminder.kind))
    call = call_of(reminder, item, rules, timezone.localdate(now)) if item else None
    reminder.state = ReminderState.DROPPED
    reminder.trouble = ""
    if item and call:
        if call.recipient.language != translation.get_language():
            item = _translated(item, call.recipient.language)
        hours = Hours(reminder.hours)
        reminder.mail = write_mail(item=item, call=call, hours=hours, at=now)
        reminder.state = ReminderState.QUEUED
    reminder.save(update_fields=["state", "mail", "trouble"])


def _translated(item: DueItem, language: str) -> DueItem:
    """Derive the item again: its title comes in the language that is active then."""
    with translation.override(language):
        return derive(item.kind, item.object_id, item.due_on) or item
