"""What was agreed with an institution."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Conditions on agreements."""

    def unchecked(self) -> AgreementQuerySet:
        """Keep those of which nobody has seen yet whether they were kept."""
        return self.filter(checked_at__isnull=True)


class Agreement(models.Model):
    """A promise of an institution. With whom, what and whether it was kept is sealed.

    Plain is by when, and when somebody looked: somebody is reminded.
    """

    entry = models.OneToOneField(
        "incidents.Entry", primary_key=True, on_delete=models.CASCADE, related_name="agreement"
    )
    due_on = models.DateField(_("bis wann"))
    checked_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vereinbarung")
        verbose_name_plural = _("Vereinbarungen")
        ordering = ["due_on", "entry"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(checked_at__isnull=True), name="agreement_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
