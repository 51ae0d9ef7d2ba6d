"""Receipts of withdrawn reports, for as long as the form that made them could be sent again."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WithdrawnReceiptQuerySet(models.QuerySet["WithdrawnReceipt"]):
    """Conditions on spent receipts."""

    def outlived(self, day: date) -> WithdrawnReceiptQuerySet:
        """Keep those of before the day: no form that could bring them back is valid any more."""
        return self.filter(withdrawn_on__lt=day)


class WithdrawnReceipt(models.Model):
    """A receipt that is spent: a form lying open somewhere must not bring the report back."""

    receipt = models.BinaryField(max_length=32, unique=True)
    replaced = models.BooleanField(
        default=False, help_text="The report is still there, under a new code."
    )
    withdrawn_on = models.DateField(default=timezone.localdate)

    objects = WithdrawnReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("zurückgezogener Code")
        verbose_name_plural = _("zurückgezogene Codes")

    def __str__(self) -> str:
        return f"{self.withdrawn_on}"
