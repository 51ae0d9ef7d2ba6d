"""Files that belong to a training: slides, worksheets, pictures."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 120
MEGABYTE = 1024 * 1024
MOST_MATERIAL_BYTES = 20 * MEGABYTE
MOST_MATERIALS = 20


class MaterialFile(models.Model):
    """A file beside a training. Its bytes lie in the storage under the id, see `stored_as`.

    They are not sealed: nothing about an incident belongs there. Whoever sees the training may
    have them, nobody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="material_files"
    )
    name = models.CharField(_("Name"), max_length=NAME_LENGTH)
    media_type = models.CharField(_("Dateiart"), max_length=100)
    size = models.PositiveIntegerField(
        _("Größe"), validators=[MinValueValidator(1), MaxValueValidator(MOST_MATERIAL_BYTES)]
    )
    digest = models.CharField(
        max_length=64, help_text="Of the file as it was sent: the same one again is no second one."
    )
    added_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("hinzugefügt"))

    class Meta:
        verbose_name = _("Datei einer Schulung")
        verbose_name_plural = _("Dateien einer Schulung")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "digest"], name="material_file_once"),
            models.CheckConstraint(
                condition=Q(size__range=(1, MOST_MATERIAL_BYTES)),
                name="material_file_size_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stored_as(self) -> str:
        """Where the bytes lie in the storage."""
        return stored_as(self.id)


FOLDER = "materials"


def stored_as(file_id: uuid.UUID) -> str:
    """Return where the bytes of a file lie in the storage."""
    return f"{FOLDER}/{file_id}"
