"""What participants think of a training. Nothing here says who, from where, or when."""

from __future__ import annotations

import uuid

from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trainings.enums import Moment

TEXT_LENGTH = 500
SCALE = (1, 2, 3, 4, 5)
RATINGS = ("useful", "understandable", "safe", "would_act")


class Feedback(models.Model):
    """One anonymous answer. No time, no address, no account; the id was drawn with the form.

    `shown` answers have been released, five at a time: see `trainings.feedback`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(
        "trainings.Training", on_delete=models.CASCADE, related_name="feedback"
    )
    moment = models.CharField(_("wann gefragt"), max_length=10, choices=Moment.choices)
    useful = models.PositiveSmallIntegerField(null=True, blank=True)
    understandable = models.PositiveSmallIntegerField(null=True, blank=True)
    safe = models.PositiveSmallIntegerField(null=True, blank=True)
    would_act = models.PositiveSmallIntegerField(null=True, blank=True)
    good = models.CharField(
        max_length=TEXT_LENGTH, blank=True, validators=[ProhibitNullCharactersValidator()]
    )
    better = models.CharField(
        max_length=TEXT_LENGTH, blank=True, validators=[ProhibitNullCharactersValidator()]
    )
    shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        ordering = ["id"]  # drawn at random: never the order of arrival
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__in=Moment.values), name="feedback_moment_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{rating}__isnull", True)) | Q((f"{rating}__in", SCALE)),
                    name=f"feedback_{rating}_on_scale",
                )
                for rating in RATINGS
            ),
        ]

    def __str__(self) -> str:
        return self.get_moment_display()
