"""Hours of voluntary work that somebody responsible has approved."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MOST_APPROVED_MINUTES = 60 * 1000


class ApprovedHours(models.Model):
    """How long somebody worked from one day to another, for the proof of voluntary work."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.CASCADE, related_name="approved_hours"
    )
    first_day = models.DateField(_("vom"))
    last_day = models.DateField(_("bis"))
    minutes = models.PositiveIntegerField(
        _("Minuten"), validators=[MinValueValidator(1), MaxValueValidator(MOST_APPROVED_MINUTES)]
    )
    approved_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_on = models.DateField(_("bestätigt am"))

    class Meta:
        verbose_name = _("Bestätigte Stunden")
        verbose_name_plural = _("Bestätigte Stunden")
        ordering = ["first_day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "first_day", "last_day"], name="approved_hours_period_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="approved_hours_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_APPROVED_MINUTES)),
                name="approved_hours_minutes_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"
