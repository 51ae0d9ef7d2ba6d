"""A list that somebody takes over into the system, from the upload to the result."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import ImportState
from vault.crypto import Place


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Conditions on imports."""

    def outlived(self, at: datetime) -> ImportRunQuerySet:
        """Keep those that were begun before a moment."""
        return self.filter(created_at__lt=at)


class ImportRun(models.Model):
    """One import. `sealed` holds the rows under a key of the server, and only until it is over.

    The file itself is never stored. What was counted stays a while for the page of the result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    person = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="import_runs"
    )
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    sealed = models.BinaryField(blank=True)
    skips_errors = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        indexes = [models.Index(fields=["created_at"], name="import_run_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ImportState.DRAFT, ImportState.WAITING]) | Q(sealed=b""),
                name="import_run_keeps_no_rows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def place(self) -> Place:
        """Where the rows are stored; they open nowhere else."""
        return Place("accounts_importrun", str(self.id), "sealed")
