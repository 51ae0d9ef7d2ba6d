"""The agenda in calendars of others: who may fetch it, and what they were told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgendaFeed(models.Model):
    """An address under which a calendar program fetches what is due for somebody.

    Only a digest of its token is stored: whoever has a copy of the database can fetch nothing.
    """

    user = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, related_name="agenda_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("erzeugt"))

    class Meta:
        verbose_name = _("Kalender-Adresse der Agenda")
        verbose_name_plural = _("Kalender-Adressen der Agenda")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class ToldDate(models.Model):
    """What a calendar was told of one entry: so that it learns when it moves or is done.

    What is due is derived and never remembered, but a calendar keeps what it got. `uid` tells
    nobody what it stands for, and `kind` is "case" for all that is about cases.
    """

    feed = models.ForeignKey(AgendaFeed, on_delete=models.CASCADE, related_name="told")
    uid = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    due_on = models.DateField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "uid"], name="told_date_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on:%d.%m.%Y}"
