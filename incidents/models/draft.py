"""What somebody has typed into a form of a case and not sent yet."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.crypto import Place


class DraftQuerySet(models.QuerySet["Draft"]):
    """Conditions on drafts."""

    def outlived(self, day: date) -> DraftQuerySet:
        """Keep those that nobody has come back to since before the day."""
        return self.filter(saved_at__date__lt=day)


class Draft(models.Model):
    """A draft, sealed to its author's key alone; one per case, person and form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=20)
    saved_at = models.DateTimeField(default=timezone.now)
    sealed = models.BinaryField()
    sealed_key = models.BinaryField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entwurf")
        verbose_name_plural = _("Entwürfe")
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "form"], name="draft_one_per_form")
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return self.form

    @property
    def place(self) -> Place:
        """Where the payload is stored; it opens nowhere else."""
        return Place("incidents_draft", str(self.id), "sealed")
