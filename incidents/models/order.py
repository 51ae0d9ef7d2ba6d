"""What was erased must stay erased: everywhere else, and after a backup has been restored."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ErasureOrderQuerySet(models.QuerySet["ErasureOrder"]):
    """Conditions on erasure orders."""

    def outlived(self, day: date) -> ErasureOrderQuerySet:
        """Keep those carried out that are older than the day: no backup holds their cases."""
        return self.filter(done_at__isnull=False, ordered_on__lt=day)


class ErasureOrder(models.Model):
    """A case was erased. Its random id is all that is left, and leads nowhere."""

    case_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ordered_on = models.DateField(default=timezone.localdate, editable=False)
    noted_at = models.DateTimeField(
        null=True, editable=False, help_text="Written into the list outside the database."
    )
    done_at = models.DateTimeField(
        null=True, editable=False, help_text="Carried out everywhere else."
    )

    objects = ErasureOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Löschauftrag")
        verbose_name_plural = _("Löschaufträge")
        indexes = [models.Index(fields=["ordered_on"], name="erasure_order_day")]

    def __str__(self) -> str:
        return str(self.case_id)
