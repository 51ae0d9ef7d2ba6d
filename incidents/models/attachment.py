"""Files that came with a message, an answer or a note."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vault.crypto import Place


def place_of_attachment(pk: uuid.UUID) -> Place:
    """Return where the payload of a file is stored, for reading many without their rows."""
    return Place("incidents_attachment", str(pk), "sealed")


class Attachment(models.Model):
    """One file of an entry. Its bytes lie in the storage, sealed, under the row's id.

    `sealed` holds its key, name, type and size, in the envelope of its entry. Plain are how many
    chunks it has and its number, by which people call it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="attachments")
    entry = models.ForeignKey(
        "incidents.Entry", on_delete=models.CASCADE, related_name="attachments"
    )
    internal = models.BooleanField(
        default=False, help_text="Sealed in the envelope that the office alone can open."
    )
    number = models.PositiveSmallIntegerField(help_text="Counted by case and envelope.")
    chunks = models.PositiveIntegerField(help_text="Of 64 KiB; the exact size is sealed.")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["case", "internal", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "internal", "number"], name="attachment_number_once"
            ),
            models.CheckConstraint(
                condition=Q(chunks__gte=1, number__gte=1), name="attachment_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def place(self) -> Place:
        """Where the payload is stored; it opens nowhere else."""
        return place_of_attachment(self.id)
