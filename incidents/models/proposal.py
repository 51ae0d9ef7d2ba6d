"""A step that a coordinator proposes, and what the office made of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from incidents.enums import Outcome

if TYPE_CHECKING:
    from incidents.models.case import Case


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Conditions on proposals."""

    def waiting(self, case: Case) -> ProposalQuerySet:
        """Keep those of a case about which the office has not decided."""
        return self.filter(entry__case=case, outcome="")

    def oldest_waiting(self) -> dict[UUID, datetime]:
        """Return since when the oldest one waits, by case."""
        waiting = self.filter(outcome="").values("entry__case")
        return dict(waiting.annotate(oldest=Min("entry__at")).values_list("entry__case", "oldest"))


class Proposal(models.Model):
    """Whether an entry of the kind "proposal" waits, was taken up or dismissed.

    The words are sealed with the entry. Plain is whether somebody has to decide, so that the
    office is reminded.
    """

    entry = models.OneToOneField(
        "incidents.Entry", primary_key=True, on_delete=models.CASCADE, related_name="proposal"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vorschlag")
        verbose_name_plural = _("Vorschläge")
        ordering = ["entry"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="proposal_settled_has_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_outcome_display() or _("offen"))
