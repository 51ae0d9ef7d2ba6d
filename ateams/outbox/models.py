"""Mails on their way out, one row each."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import Hours, MailState
from ateams.outbox.hours import open_hours, open_in_turn


class MailQuerySet(models.QuerySet["Mail"]):
    """Conditions on mails."""

    def due(self, at: datetime) -> MailQuerySet:
        """Keep what may leave at the moment `at`, the longest waiting first."""
        return self.filter(
            state=MailState.QUEUED, not_before__lte=at, hours__in=open_hours(at)
        ).order_by("not_before", "id")

    def next_due(self, at: datetime, count: int) -> list[Mail]:
        """Return the next mails to leave at the moment `at`, the pressing ones first.

        One query for each kind of hours finds them in the index; all at once it would have to
        sort, or at night look at every mail that waits for the morning.
        """
        found: list[Mail] = []
        for hours in open_in_turn(at):
            if len(found) < count:
                due = self.filter(state=MailState.QUEUED, hours=hours, not_before__lte=at)
                found += due.order_by("not_before", "id")[: count - len(found)]
        return found

    def collecting(self, beyond: datetime) -> MailQuerySet:
        """Keep what nobody has tried to deliver, and nobody will before the moment `beyond`."""
        return self.filter(state=MailState.QUEUED, attempts=0, not_before__gt=beyond)

    def given_up(self, at: datetime, lease: timedelta) -> MailQuerySet:
        """Keep what has been "sending" for longer than `lease`: its process died."""
        return self.filter(state=MailState.SENDING, sending_at__lt=at - lease)


class Mail(models.Model):
    """One mail to one address, written in the transaction of what it tells.

    queued → sending → sent | refused | uncertain, or queued again; see `ateams.outbox.delivery`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Art"), max_length=40)
    recipient_key = models.CharField(
        max_length=50, blank=True, help_text='"user:<id>" or "contact:<id>"; empty for strangers.'
    )
    address = models.EmailField(_("Adresse"))
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Blanked once sent: it may carry a link.")
    html = models.TextField(blank=True, help_text="Blanked once sent.")
    hours = models.CharField(
        max_length=10, choices=Hours.choices, default=Hours.AT_ONCE, help_text="When it may leave."
    )
    firm = models.BooleanField(
        default=False, help_text="Leaves whatever becomes of the reminders attached to it."
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=MailState.choices, default=MailState.QUEUED
    )
    queued_at = models.DateTimeField(_("geschrieben"))
    not_before = models.DateTimeField(help_text="The next attempt; grows after each refusal.")
    sending_at = models.DateTimeField(null=True, blank=True, help_text="The newest attempt.")
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reply_code = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The server's newest answer that was no yes."
    )
    blames_address = models.BooleanField(
        default=False, help_text="That answer was about the address, not about this mail."
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mail")
        verbose_name_plural = _("Mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[MailState.QUEUED, MailState.SENDING], finished_at__isnull=True
                )
                | Q(
                    state__in=[
                        MailState.SENT,
                        MailState.REFUSED,
                        MailState.UNCERTAIN,
                        MailState.WITHDRAWN,
                    ],
                    finished_at__isnull=False,
                ),
                name="mail_state_has_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENDING)
                | Q(sending_at__isnull=False, attempts__gte=1),
                name="mail_sending_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state=MailState.QUEUED), name="mail_due"
            ),
            models.Index(
                fields=["hours", "not_before", "id"],
                condition=Q(state=MailState.QUEUED),
                name="mail_next",
            ),
            models.Index(
                fields=["sending_at"], condition=Q(state=MailState.SENDING), name="mail_sending"
            ),
            models.Index(fields=["recipient_key", "kind", "not_before"], name="mail_recipient"),
            models.Index(fields=["-queued_at"], name="mail_newest"),
            models.Index(
                fields=["recipient_key", "queued_at"],
                condition=Q(blames_address=True),
                name="mail_blames_address",
            ),
            models.Index(
                fields=["-queued_at"],
                condition=Q(state__in=[MailState.REFUSED, MailState.UNCERTAIN]),
                name="mail_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
