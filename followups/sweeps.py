"""What the periodic jobs do. Each may run at any time, late, twice or in several processes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from ateams.due import DueItem, Source
from ateams.outbox.enums import Hours
from followups.arrangements import Arrangements
from followups.bundling import hours_for
from followups.enums import ReminderState
from followups.models import Reminder, Rule, rules_by_kind
from followups.models.reminder import ReminderKey
from followups.services import write_mail
from followups.sources import SOURCES, derive, items
from followups.stages import Call, calls, horizon

logger = logging.getLogger(__name__)

_RETRY_AFTER = timedelta(hours=1)
_BATCH = 1000


class PlanningError(Exception):
    """Some kinds could not be planned; all others were."""


def plan_reminders(now: datetime) -> int:
    """Derive what is due and plan the reminders that are missing; return how many.

    A kind that fails keeps no other from being planned. Raises PlanningError in the end, with
    the kinds and the classes of their errors.
    """
    rules, arrangements = rules_by_kind(), Arrangements(timezone.localdate(now))
    planned, failed = 0, []
    for source in SOURCES:
        try:
            with transaction.atomic():
                planned += _plan(source, rules.get(source.kind, []), now, arrangements)
        except Exception as error:  # noqa: BLE001  named in the end; the others must go on
            failed.append(f"{source.kind}: {type(error).__name__}")
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
        claimed = Reminder.objects.sendable(now).select_for_update(skip_locked=True)
        reminder = claimed.first()
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
    """Plan one kind: insert what is missing, take up again what was dropped."""
    if not rules:
        return 0
    wanted = dict(_wanted(source, rules, now, arrangements))
    known = _known_states(source.kind, wanted)
    missing = [reminder for key, reminder in wanted.items() if key not in known]
    Reminder.objects.bulk_create(missing, batch_size=_BATCH, ignore_conflicts=True)
    again = [pk for pk, state in known.values() if state == ReminderState.DROPPED]
    for start in range(0, len(again), _BATCH):
        dropped = Reminder.objects.filter(
            pk__in=again[start : start + _BATCH], state=ReminderState.DROPPED
        )
        dropped.update(state=ReminderState.PLANNED, not_before=now, trouble="")
    _hurry(source.kind, wanted.values())
    return len(missing) + len(again)


def _wanted(
    source: Source, rules: Collection[Rule], now: datetime, arrangements: Arrangements
) -> Iterator[tuple[ReminderKey, Reminder]]:
    today = timezone.localdate(now)
    for item in items(source, until=horizon(rules, today), arrangements=arrangements):
        for call in calls(item, rules, today):
            hours = hours_for(item, call.recipient)
            key = ReminderKey(item.object_id, item.due_on, call.stage, call.recipient.key)
            yield (
                key,
                Reminder(
                    kind=item.kind, hours=hours, planned_at=now, not_before=now, **key._asdict()
                ),
            )


def _known_states(kind: str, wanted: Collection[ReminderKey]) -> dict[ReminderKey, tuple[int, str]]:
    """Return id and state of those wanted reminders that exist."""
    first = min((key.due_on for key in wanted), default=None)
    if first is None:
        return {}
    rows = Reminder.objects.filter(kind=kind, due_on__gte=first).values_list(
        "pk", "state", *ReminderKey._fields
    )
    known = {ReminderKey(*key): (pk, state) for pk, state, *key in rows.iterator()}
    return {key: known[key] for key in wanted if key in known}


def _hurry(kind: str, wanted: Collection[Reminder]) -> None:
    """Let what became urgent after it was planned leave in the longer hours."""
    urgent = {reminder.object_id for reminder in wanted if reminder.hours == Hours.DAYTIME}
    if urgent:
        waiting = Reminder.objects.filter(kind=kind, state=ReminderState.PLANNED)
        waiting.filter(object_id__in=urgent).update(hours=Hours.DAYTIME)


def _send(reminder: Reminder, now: datetime) -> None:
    item = derive(reminder.kind, reminder.object_id, reminder.due_on)
    call = _call(reminder, item, timezone.localdate(now)) if item else None
    reminder.state = ReminderState.DROPPED
    reminder.trouble = ""
    if item and call:
        if call.recipient.language != translation.get_language():
            item = _translated(item, call.recipient.language)
        hours = Hours(reminder.hours)
        reminder.mail = write_mail(item=item, call=call, hours=hours, at=now)
        reminder.state = ReminderState.QUEUED
    reminder.save(update_fields=["state", "mail", "trouble"])


def _call(reminder: Reminder, item: DueItem, today: date) -> Call | None:
    """Return the call if this person is still to be reminded of the item at this stage."""
    rules = list(Rule.objects.active().filter(kind=item.kind))
    wanted = (reminder.stage, reminder.recipient_key)
    return next(
        (call for call in calls(item, rules, today) if (call.stage, call.recipient.key) == wanted),
        None,
    )


def _translated(item: DueItem, language: str) -> DueItem:
    """Derive the item again: its title comes in the language that is active then."""
    with translation.override(language):
        return derive(item.kind, item.object_id, item.due_on) or item
