"""What people arrange about due items: put off for a while, or passed on to somebody.

Both name an item by kind, object and the day on which its package derives it. If that day moves or
the item is done they match nothing any more, and so have ended by themselves.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ateams.due import DueItem
from followups.enums import PutOffReason

NOTE_LENGTH = 120


class ItemKey(NamedTuple):
    """What makes a due item one and the same."""

    kind: str
    object_id: str
    due_on: date

    @classmethod
    def of(cls, item: DueItem) -> ItemKey:
        """Return the key of an item, whatever has been arranged about it."""
        return cls(item.kind, item.object_id, item.derived_on)


class Snooze(models.Model):
    """Nobody is reminded of an item before a day. `since` stays when it is put off again.

    Once the day has come, it counts as the due date: who is reminded when starts anew from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    due_on = models.DateField(help_text="As the package derives it.")
    until = models.DateField(_("Wieder vorlegen am"))
    reason = models.CharField(_("Grund"), max_length=10, choices=PutOffReason.choices)
    note = models.CharField(_("Ein Satz dazu"), max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    since = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = _("Verschobenes")
        verbose_name_plural = _("Verschobenes")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "due_on"], name="snooze_once"),
            models.CheckConstraint(
                condition=Q(reason__in=PutOffReason.values), name="snooze_reason_known"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="snooze_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.until}"

    @property
    def key(self) -> ItemKey:
        """The item that was put off."""
        return ItemKey(self.kind, self.object_id, self.due_on)


class Delegation(models.Model):
    """Somebody else does it: as long as they may see the item, they are reminded of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    due_on = models.DateField(help_text="As the package derives it.")
    to = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Abgegebenes")
        verbose_name_plural = _("Abgegebenes")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "due_on"], name="delegation_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_id}"

    @property
    def key(self) -> ItemKey:
        """The item that was passed on."""
        return ItemKey(self.kind, self.object_id, self.due_on)
