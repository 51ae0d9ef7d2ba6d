"""Which links to answer pages still answer for a contact."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkGeneration(models.Model):
    """How often the links of one contact were declared void; no row means never.

    A link carries the number that held when it was made and answers only under the same, so that
    nothing is kept for the links themselves.
    """

    contact = models.OneToOneField(
        "accounts.Contact", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(_("ungültig gemacht"))

    class Meta:
        verbose_name = _("ungültig gemachte Antwort-Links")
        verbose_name_plural = _("ungültig gemachte Antwort-Links")

    def __str__(self) -> str:
        return str(self.number)


def generation_of(contact_id: UUID) -> int:
    """Return the number that links of this contact have to carry today."""
    numbers = LinkGeneration.objects.filter(pk=contact_id).values_list("number", flat=True)
    return numbers.first() or 0
