"""The organisation's emergency key."""

from __future__ import annotations

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone


class RecoveryKeyQuerySet(models.QuerySet["RecoveryKey"]):
    """Conditions on recovery keys."""

    def current(self) -> RecoveryKeyQuerySet:
        """Keep the one that new envelopes are sealed to, if there is one."""
        return self.filter(retired_at__isnull=True)


class RecoveryKey(models.Model):
    """The public half of a recovery key; the secret half exists on paper only, in two safes."""

    public_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a later recovery key has taken its place."
    )

    objects = RecoveryKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                ExpressionWrapper(Q(retired_at__isnull=True), output_field=BooleanField()),
                name="recovery_key_one_current",
                condition=Q(retired_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
