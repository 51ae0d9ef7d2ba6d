"""By when the office owes something, and from which day on that holds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.enums import Clock


class ClockRule(models.Model):
    """One value of one clock. The newest that is valid on the day a clock starts counts for it.

    What holds is never changed: another value is another row, from a later day on.
    """

    clock = models.CharField(_("Frist"), max_length=20, choices=Clock.choices)
    number = models.PositiveSmallIntegerField(_("Wert"))
    pauses = models.BooleanField(
        _("steht still, solange auf die Person gewartet wird"), default=False
    )
    valid_from = models.DateField(_("gilt ab"))

    class Meta:
        verbose_name = _("Frist")
        verbose_name_plural = _("Fristen")
        ordering = ["clock", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "valid_from"], name="clock_value_once_a_day"),
            models.CheckConstraint(condition=Q(number__gte=1), name="clock_value_is_a_span"),
            models.CheckConstraint(
                condition=Q(clock__in=sorted(Clock.values)), name="clock_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.number} ({self.valid_from})"
