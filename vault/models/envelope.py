"""Who can read what: an envelope is one data key, a grant is that key sealed to one reader."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from vault.models.key_pair import KeyPair


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Conditions on envelopes."""

    def readable_by(self, key_pair_id: uuid.UUID) -> EnvelopeQuerySet:
        """Keep those that an active key pair holds a grant for; an inactive one reads nothing."""
        active = KeyPair.objects.active().filter(pk=key_pair_id)
        return self.filter(grants__key_pair__in=active)


class Envelope(models.Model):
    """One random data key, which exists in its grants only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_on = models.DateField(
        default=timezone.localdate,
        editable=False,
        help_text="The day is enough; a time of day would tell more about who reported.",
    )

    objects = EnvelopeQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Grant(models.Model):
    """The data key of an envelope, sealed to exactly one reader."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="grants")
    key_pair = models.ForeignKey(
        "vault.KeyPair", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    recovery_key = models.ForeignKey(
        "vault.RecoveryKey", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    reporter = models.BooleanField(
        default=False, help_text="Sealed to the key pair that comes out of the receipt code."
    )
    sealed_key = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_exactly_one_reader",
                condition=(
                    Q(key_pair__isnull=False, recovery_key__isnull=True, reporter=False)
                    | Q(key_pair__isnull=True, recovery_key__isnull=False, reporter=False)
                    | Q(key_pair__isnull=True, recovery_key__isnull=True, reporter=True)
                ),
            ),
            models.UniqueConstraint(
                fields=["envelope", "key_pair"], name="grant_once_per_key_pair"
            ),
            models.UniqueConstraint(
                fields=["envelope", "recovery_key"], name="grant_once_per_recovery_key"
            ),
            models.UniqueConstraint(
                fields=["envelope"], name="grant_one_reporter", condition=Q(reporter=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id}"
