"""Proposals that the office has not decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.due import DueItem
from incidents.due.people import cases_for, item_of, with_people
from incidents.models import Proposal


class ProposalOpen:
    """A coordinator proposed a step, and the office has not decided."""

    kind = "case.proposal"
    label = _("Vorschlag in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cases with open proposals, due since the oldest; done when all are settled."""
        oldest = Proposal.objects.oldest_waiting()
        if not oldest:
            return
        cases = cases_for(object_id, reader_id).filter(pk__in=oldest)
        for case, people in with_people(cases):
            day = timezone.localdate(oldest[case.pk])
            if day <= until:
                title = gettext("Über einen Vorschlag entscheiden")
                item = item_of(self.kind, case, day, title, people)
                yield replace(item, url=reverse("incidents:case-proposals", args=[case.reference]))
