"""Who can read what: an envelope is one data key, a grant is that key sealed to one reader."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from vault.models.key_pair import KeyPair


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Conditions on envelopes."""

    def readable_by(self, key_pair_id: uuid.UUID) -> EnvelopeQuerySet:
        """Keep those that a key pair can open now; an inactive one reads nothing."""
        return self.filter(grants__in=Grant.objects.usable().filter(key_pair=key_pair_id))


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


class GrantQuerySet(models.QuerySet["Grant"]):
    """Conditions on grants."""

    def usable(self) -> GrantQuerySet:
        """Keep the grants that key pairs can use now: active, and for what they were given for."""
        return self.filter(
            key_pair__in=KeyPair.objects.active(), scope=F("key_pair__activation_scope")
        )


class Grant(models.Model):
    """The data key of an envelope, sealed to exactly one reader.

    A key pair uses it only while it is active for the same `scope` as when it was given: whoever
    changes the role or the team leaves behind what was read in it.
    """

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
    scope = models.CharField(
        max_length=100,
        blank=True,
        default="",
        help_text="What the key pair was active for when it received the grant; else empty.",
    )
    sealed_key = models.BinaryField()

    objects = GrantQuerySet.as_manager()

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
