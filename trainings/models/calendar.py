"""What calendars and people are still to be told of."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.enums import Feed


class CalendarFeed(models.Model):
    """An address under which a calendar program fetches somebody's dates.

    `key` is not the secret: the address is signed with it, so that who has a copy of the database
    can fetch nothing. A new key ends the old address.
    """

    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    shows = models.CharField(max_length=10, choices=Feed.choices)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(_("erzeugt"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "shows"], name="calendar_feed_once"),
            models.CheckConstraint(
                condition=Q(shows__in=Feed.values), name="calendar_feed_shows_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_shows_display()


class DroppedSession(models.Model):
    """A session that was taken out of a training: calendars that know it are told it is off."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="The id of the session.")
    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="dropped_sessions"
    )
    date = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}"


class ChangeNotice(models.Model):
    """A training was changed or cancelled, and those it concerns have not been told yet.

    `before` is what they know: see `trainings.services.notices`. Further changes leave it as it is,
    so that in the end one mail says all, and none is sent when all is as before.
    """

    training = models.OneToOneField(
        "trainings.Training", on_delete=models.CASCADE, related_name="change_notice"
    )
    before = models.JSONField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["changed_at", "pk"]

    def __str__(self) -> str:
        return str(self.training)
