"""What members are trained in: topics with hours, in versions; a published one never changes."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trainings.topics import Topic

MOST_TOPIC_MINUTES = 200 * 60
MINUTES_PER_HOUR = 60


class CurriculumQuerySet(models.QuerySet["Curriculum"]):
    """Conditions on versions of the curriculum."""

    def published(self) -> CurriculumQuerySet:
        """Keep what cohorts can be trained by."""
        return self.filter(published_at__isnull=False)


class Curriculum(models.Model):
    """One version of the curriculum: a draft, or published and from then on unchanged.

    Whoever has `percent` of all hours and of those of every mandatory topic has completed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(_("Fassung"), unique=True)
    percent = models.PositiveSmallIntegerField(
        _("So viel Prozent der Stunden genügen"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    published_at = models.DateTimeField(_("veröffentlicht"), null=True, blank=True)
    published_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CurriculumQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lehrplan")
        verbose_name_plural = _("Lehrpläne")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__range=(1, 100)), name="curriculum_percent_in_range"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="curriculum_publisher_has_time",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Fassung %(version)d") % {"version": self.version}

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.published_at is None


class CurriculumTopic(models.Model):
    """A topic of one version, how long it takes, and whether nobody can do without."""

    curriculum = models.ForeignKey(Curriculum, on_delete=models.CASCADE, related_name="topics")
    code = models.CharField(_("Thema"), max_length=30, choices=Topic.choices)
    minutes = models.PositiveSmallIntegerField(
        _("Minuten"), validators=[MinValueValidator(1), MaxValueValidator(MOST_TOPIC_MINUTES)]
    )
    mandatory = models.BooleanField(_("Pflicht"), default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["curriculum", "code"], name="curriculum_topic_once"),
            models.CheckConstraint(
                condition=Q(code__in=Topic.values), name="curriculum_topic_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_TOPIC_MINUTES)),
                name="curriculum_topic_minutes_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def hours(self) -> Decimal:
        """How long it takes, in hours."""
        return Decimal(self.minutes) / MINUTES_PER_HOUR
