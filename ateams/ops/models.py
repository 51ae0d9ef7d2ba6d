"""What was erased, as numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ErasureReport(models.Model):
    """How much of one kind was erased on a day."""

    day = models.DateField(_("Tag"))
    kind = models.CharField(_("Art"), max_length=30)
    count = models.PositiveIntegerField(_("Anzahl"), default=0)

    class Meta:
        verbose_name = _("Löschbericht")
        verbose_name_plural = _("Löschberichte")
        ordering = ["-day", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["day", "kind"], name="erasure_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}: {self.count}"
