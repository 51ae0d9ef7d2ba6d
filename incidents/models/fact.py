"""Coded facts for statistics, which know no case."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class FactRow(models.Model):
    """What is counted of one incident: codes, quarter, kind and district of the institution.

    No date, no duration, no key to a case: nothing here leads back to a report.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quarter = models.CharField(max_length=7, help_text="Such as 2026-Q4.")
    channel = models.CharField(max_length=20)
    institution_type = models.CharField(max_length=20, blank=True)
    district = models.CharField(max_length=60, blank=True)
    codes = models.JSONField(help_text='Lists of codes by code list, such as {"ground": [...]}.')

    class Meta:
        verbose_name = _("Zählzeile")
        verbose_name_plural = _("Zählzeilen")
        indexes = [models.Index(fields=["quarter"], name="fact_quarter")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.channel}"
