"""Cohorts: who is trained together in a school year, and by which curriculum."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ateams.school_year import SchoolYear

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Cohort(models.Model):
    """A Jahrgang. Its period is a school year, its curriculum a published version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("Name"), max_length=80, unique=True)
    school_year = models.PositiveSmallIntegerField(
        _("Schuljahr"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text="The year in which it begins, in August.",
    )
    curriculum = models.ForeignKey(
        "trainings.Curriculum",
        on_delete=models.PROTECT,
        related_name="cohorts",
        verbose_name=_("Lehrplan"),
    )

    curriculum_id: UUID

    class Meta:
        verbose_name = _("Jahrgang")
        verbose_name_plural = _("Jahrgänge")
        ordering = ["-school_year", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(school_year__range=(FIRST_YEAR, LAST_YEAR)), name="cohort_year_in_range"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def year(self) -> SchoolYear:
        """The school year that is its period."""
        return SchoolYear(self.school_year)

    @property
    def first_day(self) -> date:
        """Where its period begins."""
        return self.year.first_day

    @property
    def last_day(self) -> date:
        """Where its period ends."""
        return self.year.last_day


class CohortMember(models.Model):
    """Somebody is trained with a cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="cohort_memberships"
    )
    added_at = models.DateTimeField(_("aufgenommen"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="cohort_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.cohort}"
