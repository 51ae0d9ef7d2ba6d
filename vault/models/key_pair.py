"""The pair of keys with which one account reads."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class KeyPairQuerySet(models.QuerySet["KeyPair"]):
    """Conditions on key pairs."""

    def active(self, scope: str | None = None) -> KeyPairQuerySet:
        """Keep those that may receive grants and open envelopes, for one scope or for any."""
        active = self.filter(activated_at__isnull=False, retired_at__isnull=True)
        return active if scope is None else active.filter(activation_scope=scope)


class KeyPair(models.Model):
    """An X25519 key pair whose secret half only a passphrase or a recovery code can unwrap.

    It knows nobody: the account points at it. Raising `epoch` ends every session that has it
    unlocked. Once retired it has no secret half any more; its grants say what it used to open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    public_key = models.BinaryField(max_length=32)
    wrapped_secret = models.BinaryField(
        help_text="The secret half under the passphrase, Argon2id parameters and salt beside it."
    )
    wrapped_by_recovery_code = models.BinaryField(
        null=True, blank=True, help_text="The secret half under the holder's printed recovery code."
    )
    epoch = models.PositiveIntegerField(
        default=1, help_text="Unlocked sessions of an earlier epoch are over."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True)
    activated_by = models.UUIDField(
        null=True, blank=True, help_text="Key pair of who activated it; none for the very first."
    )
    activation_scope = models.CharField(
        max_length=100,
        blank=True,
        default="",
        help_text="What it was activated for, in the caller's words; opaque here.",
    )
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is replaced for good."
    )
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        help_text="Of a retired one: the key pair that took its place, however often since.",
    )
    failed_attempts = models.PositiveIntegerField(
        default=0, help_text="Passphrases and recovery codes tried since the last right one."
    )
    next_attempt_at = models.DateTimeField(
        null=True, blank=True, help_text="No passphrase is tried before."
    )

    objects = KeyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="key_pair_activation_complete",
                condition=(
                    Q(activated_at__isnull=False) & ~Q(activation_scope="")
                    | Q(
                        activated_at__isnull=True,
                        activated_by__isnull=True,
                        activation_scope="",
                    )
                ),
            ),
            models.CheckConstraint(
                name="key_pair_retired_is_not_active",
                condition=Q(retired_at__isnull=True) | Q(activated_at__isnull=True),
            ),
            models.CheckConstraint(
                name="key_pair_only_retired_has_successor",
                condition=Q(successor__isnull=True) | Q(retired_at__isnull=False),
            ),
            models.CheckConstraint(
                name="key_pair_retired_is_empty",
                condition=Q(retired_at__isnull=True)
                | Q(wrapped_secret=b"", wrapped_by_recovery_code__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
