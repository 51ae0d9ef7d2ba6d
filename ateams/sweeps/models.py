"""When each periodic job ran: a dead scheduler must not stay invisible."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Heartbeat(models.Model):
    """The newest run of one sweep, written by `ateams.sweeps.services.heartbeat`."""

    name = models.CharField(primary_key=True, max_length=50, help_text="The Celery task's name.")
    last_started = models.DateTimeField()
    last_finished = models.DateTimeField(
        null=True, blank=True, help_text="The newest run that came to its end without an error."
    )
    last_error = models.CharField(
        max_length=100, blank=True, help_text="Class of the newest run's error; never its text."
    )

    class Meta:
        verbose_name = _("Lebenszeichen")
        verbose_name_plural = _("Lebenszeichen")

    def __str__(self) -> str:
        return self.name
