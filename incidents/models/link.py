"""Two cases that belong together."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.crypto import Place


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    """Conditions on links."""

    def of(self, case_id: uuid.UUID) -> CaseLinkQuerySet:
        """Keep those that link a case to another."""
        return self.filter(Q(one=case_id) | Q(other=case_id))


class CaseLink(models.Model):
    """Two cases, the one with the smaller id first: so never twice, and never to itself.

    That they belong together is plain, so that whatever erases one takes the link with it. Why is
    sealed in the internal envelope of each; neither mailbox knows of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("incidents.Case", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sealed_one = models.BinaryField()
    sealed_other = models.BinaryField()

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("Verknüpfung")
        verbose_name_plural = _("Verknüpfungen")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="link_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def place(self, column: str) -> Place:
        """Return where one of the sealed columns is stored; it opens nowhere else."""
        return Place("incidents_caselink", str(self.id), column)
