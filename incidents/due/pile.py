"""The pile of reports that came in a flood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.due import DueItem, Part
from incidents.due.people import office_people
from incidents.models import Case

PILE = "pile"


class PileDue:
    """Reports that came in a flood wait to be looked through: one item for the whole pile."""

    kind = "case.pile"
    label = _("Stapel von Meldungen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the pile, due since its oldest report came in; done when it is empty."""
        if object_id not in {None, PILE}:
            return
        piled = Case.objects.filter(apart=True)
        if reader_id is not None:
            reader = User.objects.office().select_related("key_pair").filter(pk=reader_id).first()
            piled = Case.objects.piled_for(reader) if reader else piled.none()
        oldest = piled.order_by("received_at").first()
        if oldest is None or timezone.localdate(oldest.received_at) > until:
            return
        leads, office = office_people()
        yield DueItem(
            kind=self.kind,
            object_id=PILE,
            due_on=timezone.localdate(oldest.received_at),
            title=gettext("Meldungen auf dem Stapel ansehen"),
            url=reverse("incidents:pile"),
            people={Part.LEAD: leads, Part.OFFICE: office},
            urgent=piled.filter(urgent=True).exists(),
        )
