"""Reminders: that somebody is told of a due item, once per stage."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import Hours
from ateams.outbox.hours import open_hours, open_in_turn
from followups.enums import ReminderState


class ReminderKey(NamedTuple):
    """What makes a reminder one and the same, within its kind."""

    object_id: str
    due_on: date
    stage: str
    recipient_key: str


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Conditions on reminders."""

    def sendable(self, at: datetime) -> ReminderQuerySet:
        """Keep what may become a mail at the moment `at`, the longest waiting first."""
        return self.filter(
            state=ReminderState.PLANNED, not_before__lte=at, hours__in=open_hours(at)
        ).order_by("not_before", "id")

    def claim_next(self, at: datetime) -> Reminder | None:
        """Lock the next reminder that no other process has; the pressing ones first.

        One query for each kind of hours finds it in the index, see `MailQuerySet.next_due`.
        """
        free = self.select_for_update(skip_locked=True).filter(
            state=ReminderState.PLANNED, not_before__lte=at
        )
        for hours in open_in_turn(at):
            if found := free.filter(hours=hours).order_by("not_before", "id").first():
                return found
        return None

    def troubled(self) -> ReminderQuerySet:
        """Keep what an error keeps from becoming a mail."""
        return self.filter(state=ReminderState.PLANNED).exclude(trouble="")


class Reminder(models.Model):
    """One person is reminded of one due item at one stage: planned, then queued or dropped.

    The due date is part of what makes it unique: an item that moves is reminded of anew.
    """

    kind = models.CharField(_("Anlass"), max_length=40)
    object_id = models.CharField(max_length=60)
    due_on = models.DateField(_("fällig"))
    stage = models.CharField(_("Stufe"), max_length=30)
    recipient_key = models.CharField(max_length=50)
    state = models.CharField(
        _("Stand"),
        max_length=10,
        choices=ReminderState.choices,
        default=ReminderState.PLANNED,
    )
    hours = models.CharField(max_length=10, choices=Hours.choices, default=Hours.OFFICE)
    planned_at = models.DateTimeField(_("geplant"))
    not_before = models.DateTimeField(help_text="The next attempt; later after trouble.")
    trouble = models.CharField(
        max_length=100, blank=True, help_text="Class of the error that kept the mail from writing."
    )
    mail = models.ForeignKey(
        "outbox.Mail", null=True, blank=True, on_delete=models.SET_NULL, related_name="reminders"
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Erinnerung")
        verbose_name_plural = _("Erinnerungen")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "due_on", "stage", "recipient_key"],
                name="reminder_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReminderState.values), name="reminder_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ReminderState.QUEUED) | Q(mail__isnull=True),
                name="reminder_mail_only_when_queued",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state=ReminderState.PLANNED),
                name="reminder_due",
            ),
            models.Index(
                fields=["hours", "not_before", "id"],
                condition=Q(state=ReminderState.PLANNED),
                name="reminder_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stage} {self.due_on}"
