"""What the office attests before somebody may staff a contact point."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contactpoints.enums import AttestationKind

if TYPE_CHECKING:
    from uuid import UUID


class AttestationQuerySet(models.QuerySet["Attestation"]):
    """Conditions on attestations."""

    def standing(self) -> AttestationQuerySet:
        """Keep what was not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Attestation(models.Model):
    """The declaration of confidentiality was signed, or the office confirms somebody.

    It is about one term in one team: another team, or another term, wants its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.CASCADE, related_name="attestations"
    )
    kind = models.CharField(_("Art"), max_length=20, choices=AttestationKind.choices)
    on = models.DateField(_("am"), help_text="When it was signed or confirmed.")
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("eingetragen"))
    withdrawn_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    membership_id: UUID

    objects = AttestationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachweis")
        verbose_name_plural = _("Nachweise")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="attestation_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AttestationKind.values), name="attestation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="attestation_withdrawer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"
