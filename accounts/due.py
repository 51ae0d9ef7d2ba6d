"""What is due at institutions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from accounts.selectors import people_by_institution
from ateams.due import DueItem, Part, Source


class AgreementEnding:
    """The agreement with an institution ends; due on its last day. `object_id` is the institution.

    It is done when a later day is entered, when none is left, and when the institution no longer
    takes part.
    """

    kind = "institution.agreement"
    label = _("Vereinbarung läuft aus")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the agreements that end by a day; the office looks after them."""
        found = Institution.objects.filter(active=True, agreement_until__lte=until)
        if object_id is not None:
            found = found.filter(pk=object_id)
        if reader_id is not None:
            reader = User.objects.get_queryset().filter(pk=reader_id).first()
            found = found.visible_to(reader) if reader else found.none()
        rows = list(found.order_by("agreement_until", "name"))
        people = people_by_institution([one.pk for one in rows])
        for one in rows:
            assert one.agreement_until
            around = people[one.pk]
            yield DueItem(
                kind=self.kind,
                object_id=str(one.pk),
                due_on=one.agreement_until,
                title=gettext("Vereinbarung verlängern"),
                url=reverse("accounts:institution", args=[one.pk]),
                where=one.name,
                people={**around, Part.RESPONSIBLE: around.get(Part.LEAD, ())},
            )


SOURCES: tuple[Source, ...] = (AgreementEnding(),)
