"""What is due in cases, derived from their plain dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from accounts.selectors import office_readers, recipient
from ateams.audit.models import Entry as AuditEntry
from ateams.due import DueItem, Part, Recipient, Source
from ateams.workdays import add_working_days
from incidents.enums import ConsentState
from incidents.models import Case, Consent
from incidents.models.case import CaseQuerySet
from incidents.retention import BACKUPS_KEPT, SPARE, WARNED_BEFORE, last_day
from vault.models import Grant

People = dict[Part, tuple[Recipient, ...]]
# A week is time enough to come back to the mailbox; what was allowed should not wait as long.
ANSWER_EXPECTED = timedelta(days=7)
STEP_WORKING_DAYS = 2
PILE = "pile"
OVERRIDE_TOLD_FOR = timedelta(days=30)


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


class ConsentWaiting:
    """A question that the reporter has not answered, or a step that is allowed and not taken."""

    kind = "case.consent"
    label = _("Einverständnis in einem Fall")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the pending consents; done when it is answered, taken or recalled."""
        for consent, case, people in _with_cases(Consent.objects.pending(), object_id, reader_id):
            asked = consent.state == ConsentState.ASKED
            day = _answer_expected(consent) if asked else _step_expected(consent)
            if day <= until:
                title = (
                    gettext("Frage noch ohne Antwort") if asked else gettext("Schritt ist erlaubt")
                )
                yield _item(self.kind, case, day, title, people, object_id=_key(consent))


class OverrideMade:
    """A lead has taken the reporter's place: the others who can look at it are told, by mail."""

    kind = "case.override"
    label = _("Entscheidung ohne Einverständnis")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the overrides of the last 30 days; done for whoever has opened the case since.

        Closing the case does not hide it.
        """
        since = timezone.now() - OVERRIDE_TOLD_FOR
        overrides = Consent.objects.overrides().filter(asked_at__gte=since)
        found = list(_with_cases(overrides, object_id, reader_id, closed=True))
        cases = {case.pk: case for _consent, case, _people in found}
        openings, able = _openings(cases), _able(cases.values())
        for consent, case, people in found:
            day = timezone.localdate(consent.asked_at)
            leads = (lead for lead in people[Part.LEAD] if (case.pk, lead.key) in able)
            unaware = _unaware(consent, leads, openings)
            if day <= until and unaware:
                title = gettext("Ohne Einverständnis entschieden: bitte ansehen")
                told = {Part.LEAD: unaware}
                item = _item(self.kind, case, day, title, told, object_id=_key(consent))
                yield replace(item, urgent=True)


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
        leads, office = _office()
        yield DueItem(
            kind=self.kind,
            object_id=PILE,
            due_on=timezone.localdate(oldest.received_at),
            title=gettext("Meldungen auf dem Stapel ansehen"),
            url=reverse("incidents:pile"),
            people={Part.LEAD: leads, Part.OFFICE: office},
            urgent=piled.filter(urgent=True).exists(),
        )


SOURCES: tuple[Source, ...] = (
    ReplyDue(),
    NextDateDue(),
    DateMissing(),
    ConsentWaiting(),
    OverrideMade(),
    PileDue(),
    ErasureAhead(),
)


def _cases(object_id: str | None, reader_id: UUID | None, *, closed: bool = False) -> CaseQuerySet:
    found = Case.objects.filter(apart=False) if closed else Case.objects.open()
    cases = found.select_related("responsible").order_by("received_at")
    if object_id is not None:
        cases = cases.filter(pk=object_id)
    if reader_id is not None:
        reader = User.objects.select_related("key_pair").filter(pk=reader_id).first()
        cases = cases.readable_by(reader) if reader else cases.none()
    return cases


def _with_cases(
    consents: QuerySet[Consent],
    object_id: str | None,
    reader_id: UUID | None,
    *,
    closed: bool = False,
) -> Iterator[tuple[Consent, Case, People]]:
    """Pair consents with their cases, the open ones or closed ones too, and who is reminded."""
    if object_id is not None:
        consents = consents.filter(case=UUID(object_id.partition(":")[0]))
    found = [
        consent for consent in consents.order_by("asked_at") if object_id in {None, _key(consent)}
    ]
    ids = {consent.case_id for consent in found}
    cases = _cases(None, reader_id, closed=closed).filter(pk__in=ids)
    known = {case.pk: (case, people) for case, people in _with_people(cases)}
    for consent in found:
        if consent.case_id in known:
            yield (consent, *known[consent.case_id])


def _key(consent: Consent) -> str:
    """Return an id of at most 60 characters; it begins with the case's, so that both go at once."""
    return f"{consent.case_id}:{consent.pk.hex[:20]}"


def _answer_expected(consent: Consent) -> date:
    return timezone.localdate(consent.asked_at + ANSWER_EXPECTED)


def _step_expected(consent: Consent) -> date:
    assert consent.answered_at
    return add_working_days(timezone.localdate(consent.answered_at), STEP_WORKING_DAYS)


def _openings(case_ids: Iterable[UUID]) -> list[tuple[str, str, datetime]]:
    """Return who opened these cases when, as the audit log has it, in one query."""
    opened = AuditEntry.objects.filter(
        action="case.opened", subject_kind="case", subject_id__in=[str(pk) for pk in case_ids]
    )
    return [
        (case, f"user:{actor}", at)
        for case, actor, at in opened.values_list("subject_id", "actor", "at")
    ]


def _able(cases: Iterable[Case]) -> set[tuple[UUID, str]]:
    """Return who of the office can open which of these cases, in two queries."""
    by_envelope = {case.shared_envelope_id: case.pk for case in cases}
    people = {person.key_pair_id: f"user:{person.pk}" for person in office_readers()}
    grants = Grant.objects.usable().filter(envelope__in=by_envelope, key_pair__in=people)
    return {
        (by_envelope[envelope], people[pair])
        for envelope, pair in grants.values_list("envelope", "key_pair")
    }


def _unaware(
    consent: Consent, leads: Iterable[Recipient], openings: list[tuple[str, str, datetime]]
) -> tuple[Recipient, ...]:
    """Return the leads who have neither decided nor opened the case since."""
    aware = {
        who for case, who, at in openings if case == str(consent.case_id) and at >= consent.asked_at
    }
    aware.add(f"user:{consent.asked_by_id}")
    return tuple(lead for lead in leads if lead.key not in aware)


def _with_people(cases: Iterable[Case]) -> Iterator[tuple[Case, People]]:
    """Pair cases with who is reminded: those of the office who can read, never a team."""
    leads, office = _office()
    readers = {person.key for person in office}
    for case in cases:
        person = recipient(case.responsible) if case.responsible else None
        mine = (person,) if person and person.key in readers else ()
        yield case, {Part.RESPONSIBLE: mine, Part.LEAD: leads, Part.OFFICE: office}


def _office() -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Return the leads and everybody of the office who can read."""
    staff = list(office_readers())
    leads = tuple(recipient(person) for person in staff if person.role == Role.LEAD)
    return leads, tuple(recipient(person) for person in staff)


def _item(
    kind: str, case: Case, day: date, title: str, people: People, *, object_id: str = ""
) -> DueItem:
    url = reverse("incidents:case", args=[case.reference])
    return DueItem(
        kind=kind,
        object_id=object_id or str(case.id),
        due_on=day,
        title=title,
        url=url,
        where=case.reference,
        people=people,
        urgent=case.urgent,
    )
