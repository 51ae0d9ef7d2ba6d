"""What is due in cases, derived from their plain dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import office_readers, recipient
from ateams.due import DueItem, Part, Recipient, Source
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from incidents.retention import BACKUPS_KEPT, SPARE, WARNED_BEFORE, last_day

People = dict[Part, tuple[Recipient, ...]]


class ReplyDue:
    """The reporter is owed an answer: the first one, or one to a later message."""

    kind = "case.reply"
    label = _("Antwort in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cases whose answer is due; done when somebody has answered."""
        cases = _cases(object_id, reader_id).filter(reply_due_on__lte=until)
        for case, people in _with_people(cases):
            if case.reply_due_on:
                yield _item(self.kind, case, case.reply_due_on, gettext("Antwort geben"), people)


class NextDateDue:
    """Somebody wanted to look at the case again on that day."""

    kind = "case.next_date"
    label = _("Termin in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cases whose next date has come; done when the date moves or the case ends."""
        cases = _cases(object_id, reader_id).filter(next_date__lte=until)
        for case, people in _with_people(cases):
            if case.next_date:
                yield _item(self.kind, case, case.next_date, gettext("Nächster Termin"), people)


class DateMissing:
    """An open case without responsible person or next date would be forgotten."""

    kind = "case.unattended"
    label = _("Fall ohne Zuständige oder Termin")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the unattended cases, due since they came in."""
        for case, people in _with_people(_cases(object_id, reader_id).unattended()):
            day = case.received_at.date()
            if day <= until:
                yield _item(self.kind, case, day, gettext("Person oder Termin fehlt"), people)


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
        cases = _cases(object_id, reader_id).filter(gone_by__lte=near)
        for case, people in _with_people(cases):
            erased = last_day(case.gone_by)
            title = gettext("Wird am %(day)s gelöscht") % {"day": date_format(erased)}
            yield _item(self.kind, case, erased - WARNED_BEFORE, title, people)


SOURCES: tuple[Source, ...] = (ReplyDue(), NextDateDue(), DateMissing(), ErasureAhead())


def _cases(object_id: str | None, reader_id: UUID | None) -> CaseQuerySet:
    cases = Case.objects.open().select_related("responsible").order_by("received_at")
    if object_id is not None:
        cases = cases.filter(pk=object_id)
    if reader_id is not None:
        reader = User.objects.select_related("key_pair").filter(pk=reader_id).first()
        cases = cases.readable_by(reader) if reader else cases.none()
    return cases


def _with_people(cases: Iterable[Case]) -> Iterator[tuple[Case, People]]:
    """Pair cases with who is reminded: those of the office who can read, never a team."""
    staff = list(office_readers())
    readers = {person.pk for person in staff}
    office = tuple(recipient(person) for person in staff)
    leads = tuple(recipient(person) for person in staff if person.role == Role.LEAD)
    for case in cases:
        person = case.responsible
        mine = (recipient(person),) if person and person.pk in readers else ()
        yield case, {Part.RESPONSIBLE: mine, Part.LEAD: leads, Part.OFFICE: office}


def _item(kind: str, case: Case, day: date, title: str, people: People) -> DueItem:
    url = reverse("incidents:case", args=[case.reference])
    return DueItem(
        kind=kind,
        object_id=str(case.id),
        due_on=day,
        title=title,
        url=url,
        where=case.reference,
        people=people,
        urgent=case.urgent,
    )
