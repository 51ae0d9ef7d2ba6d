"""What is counted of cases that are no more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MonthlyTally(models.Model):
    """The dates of erased cases, added up by the month and channel in which they came in.

    Sums alone: with the cases that still exist they say how many came, and how long answers took.
    A month with few cases says much about each of them; what is published keeps those back.
    """

    month = models.CharField(max_length=7, help_text="When they came in, such as 2026-11.")
    channel = models.CharField(max_length=20)
    received = models.PositiveIntegerField(default=0)
    replied = models.PositiveIntegerField(default=0)
    reply_days = models.PositiveIntegerField(
        default=0, help_text="Days to the first reply, summed."
    )
    closed = models.PositiveIntegerField(default=0)
    open_days = models.PositiveIntegerField(default=0, help_text="Days until closing, summed.")
    withdrawn = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Monatszahl")
        verbose_name_plural = _("Monatszahlen")
        ordering = ["month", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["month", "channel"], name="tally_month_once"),
            models.CheckConstraint(
                condition=models.Q(replied__lte=models.F("received"))
                & models.Q(closed__lte=models.F("received"))
                & models.Q(withdrawn__lte=models.F("received")),
                name="tally_parts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.channel}: {self.received}"
