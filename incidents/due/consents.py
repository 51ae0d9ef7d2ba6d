"""What waits because of a consent, and decisions without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.selectors import office_readers
from ateams.audit.models import Entry as AuditEntry
from ateams.due import DueItem, Part, Recipient
from ateams.workdays import add_working_days
from incidents.due.people import People, cases_for, item_of, key_of, with_people
from incidents.enums import ConsentState
from incidents.models import Case, Consent
from vault.models import Grant

# A week is time enough to come back to the mailbox; what was allowed should not wait as long.
ANSWER_EXPECTED = timedelta(days=7)
STEP_WORKING_DAYS = 2
TOLD_WORKING_DAYS_BEFORE = 3
OVERRIDE_TOLD_FOR = timedelta(days=30)


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
                yield item_of(self.kind, case, day, title, people, object_id=_key(consent))


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
                item = item_of(self.kind, case, day, title, told, object_id=_key(consent))
                yield replace(item, urgent=True)


class OpeningEnds:
    """Somebody reads along for a time: three working days before it ends, somebody is told.

    Time enough to ask for longer; nothing has to be done for it to end.
    """

    kind = "case.opening_ends"
    label = _("Ende eines Mitlesens")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the openings that end soon; gone when they have ended."""
        openings = Consent.objects.opened().filter(last_day__isnull=False)
        for consent, case, people in _with_cases(openings, object_id, reader_id):
            assert consent.last_day
            day = add_working_days(consent.last_day, -TOLD_WORKING_DAYS_BEFORE)
            if day <= until:
                ends = {"day": date_format(consent.last_day, "SHORT_DATE_FORMAT")}
                title = gettext("Mitlesen endet am %(day)s") % ends
                yield item_of(self.kind, case, day, title, people, object_id=_key(consent))


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
    if not found:
        return
    ids = {consent.case_id for consent in found}
    cases = cases_for(None, reader_id, closed=closed).filter(pk__in=ids)
    known = {case.pk: (case, people) for case, people in with_people(cases)}
    for consent in found:
        if consent.case_id in known:
            yield (consent, *known[consent.case_id])


def _key(consent: Consent) -> str:
    return key_of(consent.case_id, consent.pk)


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
