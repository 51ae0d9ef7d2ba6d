"""Dates of a case itself: an answer owed, the next date, none at all, and erasure ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.due import DueItem
from incidents.due.people import cases_for, item_of, with_people
from incidents.models.case import CaseQuerySet
from incidents.retention import BACKUPS_KEPT, SPARE, WARNED_BEFORE, last_day


class ReplyDue:
    """The reporter is owed an answer: the first one, or one to a later message."""

    kind = "case.reply"
    label = _("Antwort in einem Fall")
    title = _("Antwort geben")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cases whose answer is due; done when somebody has answered."""
        return self.due_in(cases_for(object_id, reader_id), until)

    def due_in(self, cases: CaseQuerySet, until: date) -> Iterator[DueItem]:
        """Derive it in some cases alone."""
        for case, people in with_people(cases.filter(reply_due_on__lte=until)):
            if case.reply_due_on:
                yield item_of(self.kind, case, case.reply_due_on, str(self.title), people)


class NextDateDue:
    """Somebody wanted to look at the case again on that day."""

    kind = "case.next_date"
    label = _("Termin in einem Fall")
    title = _("Nächster Termin")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cases whose next date has come; done when the date moves or the case ends."""
        return self.due_in(cases_for(object_id, reader_id), until)

    def due_in(self, cases: CaseQuerySet, until: date) -> Iterator[DueItem]:
        """Derive it in some cases alone."""
        for case, people in with_people(cases.filter(next_date__lte=until)):
            if case.next_date:
                yield item_of(self.kind, case, case.next_date, str(self.title), people)


class DateMissing:
    """An open case without responsible person or next date would be forgotten."""

    kind = "case.unattended"
    label = _("Fall ohne Zuständige oder Termin")
    title = _("Person oder Termin fehlt")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the unattended cases, due since they came in."""
        return self.due_in(cases_for(object_id, reader_id), until)

    def due_in(self, cases: CaseQuerySet, until: date) -> Iterator[DueItem]:
        """Derive it in some cases alone."""
        for case, people in with_people(cases.unattended()):
            day = case.received_at.date()
            if day <= until:
                yield item_of(self.kind, case, day, str(self.title), people)


class ErasureAhead:
    """A case that is still open will be erased, because nothing is kept for more than three years.

    Due 60 days before: time to close it, and to tell the person.
    """

    kind = "case.erasure"
    label = _("Löschung eines offenen Falls")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the open cases that are near their end; done when they are closed or gone."""
        near = until + WARNED_BEFORE + SPARE + BACKUPS_KEPT
        cases = cases_for(object_id, reader_id).filter(gone_by__lte=near)
        for case, people in with_people(cases):
            erased = last_day(case.gone_by)
            title = gettext("Wird am %(day)s gelöscht") % {"day": date_format(erased)}
            yield item_of(self.kind, case, erased - WARNED_BEFORE, title, people)
