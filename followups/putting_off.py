"""Putting things off, passing them on, and taking that back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import recipient, stand_ins_for
from ateams.audit.services import record
from ateams.due import DueItem
from followups.arrangements import LEFT_ALONE, Arrangements, Sight
from followups.models import Delegation, ItemKey, Snooze
from followups.sources import BY_KIND, items

# Counted from the day on which it was put off first, so that nothing sleeps for ever.
LONGEST = timedelta(days=90)
LONGEST_URGENT = timedelta(days=3)
# Somebody who reported waits for these, and was told a day.
PROMISED = frozenset({"case.reply", "case.acknowledge", "case.feedback"})
_ABOUT_TRAININGS = frozenset(
    {
        "training.follow_up",
        "training.to_confirm",
        "training.attendance_missing",
        "training.feedback_later",
    }
)
_UUID_LENGTH = 36


def find_item(key: ItemKey, *, by: User) -> DueItem | None:
    """Return an item as arranged, if somebody may see it and it is due on that very day."""
    source = BY_KIND.get(key.kind)
    if source is None:
        return None
    found = items(source, until=key.due_on, object_id=key.object_id, reader_id=by.pk, asleep=True)
    return next((item for item in found if ItemKey.of(item) == key), None)


def may_arrange(user: User, item: DueItem) -> bool:
    """Whether somebody may put an item off or pass it on: whoever has a part in it, and leads."""
    if item.kind in LEFT_ALONE:
        return False
    key = recipient(user).key
    parts = {person.key for persons in item.people.values() for person in persons}
    return user.role == Role.LEAD or key in parts


def latest_day(item: DueItem, today: date) -> date | None:
    """Return the last day until which an item can be put off; none if it cannot at all."""
    row = Snooze.objects.filter(**ItemKey.of(item)._asdict()).first()
    since = row.since if row else today
    latest = since + (LONGEST_URGENT if item.urgent else LONGEST)
    if item.kind in PROMISED:
        latest = min(latest, item.derived_on)
    return latest if latest > today else None


def to_pass_on_to(user: User) -> list[User]:
    """Return whom somebody can pass things on to: themselves, and whoever could stand in."""
    return [user, *stand_ins_for(user)]


@transaction.atomic
def put_off(*, item: DueItem, until: date, reason: str, note: str, by: User) -> Snooze:
    """Let nobody be reminded of an item before a day; exactly the same again changes nothing.

    Raises ValidationError for a day that has come, or that lies beyond `latest_day`.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a double click is one
    today = timezone.localdate()
    latest = latest_day(item, today)
    if latest is None:
        raise ValidationError(_("Das lässt sich nicht weiter verschieben."))
    if not today < until <= latest:
        raise ValidationError({"until": _between(today, latest)})
    key = ItemKey.of(item)._asdict()
    values = {"until": until, "reason": reason, "note": note, "by": by}
    if same := Snooze.objects.filter(**key, **values).first():
        return same
    row, _made = Snooze.objects.update_or_create(
        **key, defaults=values, create_defaults={**values, "since": today}
    )
    row.full_clean()
    record(action="due.put_off", subject=_subject(item.kind, item.object_id), by=by.pk)
    return row


@transaction.atomic
def pass_on(*, item: DueItem, to: User, by: User) -> Delegation:
    """Let somebody else do it; the same again changes nothing.

    Raises ValidationError for somebody who may not see the item.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a double click is one
    key = ItemKey.of(item)
    day = timezone.localdate()
    sight = Sight(Arrangements(day), BY_KIND[key.kind], until=key.due_on, object_id=key.object_id)
    if not to.is_active or not sight.sees(item, to):
        refusal = _("%(name)s darf das nicht sehen. Bitte jemand anderen wählen.")
        raise ValidationError({"to": refusal % {"name": to.name}})
    if same := Delegation.objects.filter(**key._asdict(), to=to, by=by).first():
        return same
    row, _made = Delegation.objects.update_or_create(
        **key._asdict(), defaults={"to": to, "by": by, "at": timezone.now()}
    )
    record(
        action="due.passed_on",
        subject=_subject(item.kind, item.object_id),
        by=by.pk,
        about=to.pk,
    )
    return row


@transaction.atomic
def take_back(*, row: Snooze | Delegation, by: User) -> bool:
    """End what was arranged; return whether there was still something to end."""
    found = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk)
    if not found.exists():
        return False
    action = "due.put_off_ended" if isinstance(row, Snooze) else "due.passed_back"
    type(row).objects.filter(pk=row.pk).delete()
    record(action=action, subject=_subject(row.kind, row.object_id), by=by.pk)
    return True


def arrangement(what: str, row_id: UUID, *, by: User) -> Snooze | Delegation | None:
    """Return what was arranged, if this person may end it: who may arrange, and who did it."""
    found: Snooze | Delegation | None
    if what == "snooze":
        found = Snooze.objects.filter(pk=row_id).first()
    else:
        found = Delegation.objects.filter(pk=row_id).first()
    item = find_item(found.key, by=by) if found else None
    if found is None or item is None:
        return None
    return found if found.by_id == by.pk or may_arrange(by, item) else None


def _between(today: date, latest: date) -> str:
    first = date_format(today + timedelta(days=1), "SHORT_DATE_FORMAT")
    last = date_format(latest, "SHORT_DATE_FORMAT")
    words = _("Bitte einen Tag vom %(first)s bis zum %(last)s wählen.")
    return words % {"first": first, "last": last}


def _subject(kind: str, object_id: str) -> tuple[str, str]:
    """Name the case or training that an item is about, so that it stands in their history."""
    if kind.startswith("case.") and len(object_id) >= _UUID_LENGTH:
        return "case", object_id[:_UUID_LENGTH]
    if kind in _ABOUT_TRAININGS:
        return "training", object_id[:_UUID_LENGTH]
    return "due", object_id
