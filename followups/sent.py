"""Which reminders went out lately, as far as somebody may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.models import Reminder
from followups.sources import SOURCES
from trainings.models import Training

LATELY = timedelta(days=14)
_MOST = 50
_LEFT = (MailState.SENT, MailState.UNCERTAIN, MailState.REFUSED)
_LABELS: dict[str, str | Promise] = {source.kind: source.label for source in SOURCES}
# Reminders whose object begins with a training's id; who sees the training may know of them.
_ABOUT_TRAININGS = (
    "training.follow_up",
    "training.to_confirm",
    "training.attendance_missing",
    "training.feedback_later",
)


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One mail that reminded somebody. About cases it says that something waited, and no more."""

    label: str | Promise
    to: str | Promise
    about: str
    url: str
    mail: Mail


def sent_lately(user: User, now: datetime) -> list[SentReminder]:
    """Return the newest reminders of the last 14 days that somebody may know of, in four queries.

    These are one's own, and those about trainings that one may see. Reminders about cases show to
    whom they were sent, once per mail, and name no case.
    """
    key = recipient(user).key
    seen = Q(recipient_key=key) | Q(kind__in=_ABOUT_TRAININGS)
    rows = _left_since(now - LATELY).filter(seen).order_by("-mail__queued_at", "pk")[: 4 * _MOST]
    reminders = list(rows)
    trainings = _trainings(reminders, user)
    names = _names(reminders)
    return list(_told(reminders, key, trainings, names))[:_MOST]


def _left_since(since: datetime) -> QuerySet[Reminder]:
    reminders = Reminder.objects.filter(mail__queued_at__gte=since, mail__state__in=_LEFT)
    return reminders.select_related("mail").defer("mail__subject", "mail__text", "mail__html")


def _told(
    reminders: Iterable[Reminder],
    key: str,
    trainings: dict[str, Training],
    names: dict[str, str],
) -> Iterator[SentReminder]:
    case_mails: set[UUID] = set()
    for reminder in reminders:
        mail, training = reminder.mail, trainings.get(_training_id(reminder))
        assert mail
        to = _("an dich") if reminder.recipient_key == key else names.get(reminder.recipient_key)
        if reminder.kind.startswith("case."):
            if mail.pk not in case_mails:
                case_mails.add(mail.pk)
                yield SentReminder(_("Hinweis verschickt"), _("an dich"), "", "", mail)
        elif training or reminder.recipient_key == key:
            yield SentReminder(
                _LABELS.get(reminder.kind, reminder.kind),
                to or _("an die Kontaktperson der Einrichtung"),
                f"{training} · {training.institution}" if training else "",
                reverse("trainings:detail", args=[training.pk]) if training else "",
                mail,
            )


def _trainings(reminders: Iterable[Reminder], user: User) -> dict[str, Training]:
    ids = {_training_id(reminder) for reminder in reminders} - {""}
    if not ids:
        return {}
    visible = Training.objects.visible_to(user).filter(pk__in=ids).select_related("institution")
    return {str(training.pk): training for training in visible}


def _training_id(reminder: Reminder) -> str:
    if reminder.kind not in _ABOUT_TRAININGS:
        return ""
    return reminder.object_id.partition(":")[0]


def _names(reminders: Iterable[Reminder]) -> dict[str, str]:
    """Return what people with an account are called; contacts of institutions stay unnamed."""
    keys = {reminder.recipient_key for reminder in reminders}
    ids = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
    people = User.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
    return {f"user:{pk}": name for pk, name in people}
