"""Consent per step: nobody acts outside without it, and the reporter sees everything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import ConsentState, ConsentWay, EntryKind, Step
from incidents.further_readers import Group
from incidents.models import Case, Consent
from incidents.selectors import consents_of
from incidents.services import consent_answers, consents, outward
from incidents.services.consents import ConsentMissing, NotEntitled
from incidents.services.mailbox import Mailbox, find_mailbox, withdraw
from incidents.timeline import timeline
from incidents.transitions import CONSENT_MOVES, ForbiddenMove, check_consent_move
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import (
    CODE,
    POLICE,
    agreed_to,
    ask,
    decide,
    letting_in,
    opened_by,
    refused_step,
    take,
)
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE)


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


def test_step_needs_a_given_consent(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    consent = ask(case, counsellor)
    refused_step(case, consent, counsellor)
    consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=True)
    take(case, consent, counsellor, note="Anzeige bei der PI Mitte.")
    consent.refresh_from_db()
    assert consent.state == ConsentState.DONE
    last = timeline(opened_by(counsellor, case))[-1]
    assert last.title.startswith("Schritt nach außen am ")
    assert last.body == "Die Polizei einschalten\nAnzeige bei der PI Mitte."
    assert AuditEntry.objects.latest("id").action == "case.step_taken"


def test_consent_allows_one_step_once(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    take(case, consent, counsellor)
    refused_step(case, consent, counsellor)


@pytest.mark.parametrize(
    "other", [step for step in Step if step not in {Step.POLICE, Step.READERS}]
)
def test_consent_allows_no_other_step(
    case: Case, counsellor: Persona, mailbox: Mailbox, other: Step
) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    refused_step(case, consent, counsellor, other)
    refused_step(case, consent, counsellor, Step.READERS)
    consent.refresh_from_db()
    assert consent.state == ConsentState.GIVEN


def test_consent_of_another_case_allows_nothing(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    refused_step(make_case(), agreed_to(case, counsellor, mailbox), counsellor)


def test_step_before_the_consent_is_refused(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    with pytest.raises(ConsentMissing):
        take(case, consent, counsellor, on=timezone.localdate() - timedelta(days=1))
    consent.refresh_from_db()
    assert consent.state == ConsentState.GIVEN


def test_refused_and_taken_back_consents_allow_nothing(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    refused, taken_back, recalled = (ask(case, counsellor) for _ in range(3))
    consent_answers.answer(mailbox=mailbox, consent_id=refused.pk, agreed=False)
    for consent in (taken_back, recalled):
        consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=True)
    consent_answers.take_back(mailbox=mailbox, consent_id=taken_back.pk)
    consents.recall(case=case, consent_id=recalled.pk, by=counsellor.user)
    for consent in (refused, taken_back, recalled):
        refused_step(case, consent, counsellor)


def test_what_was_done_cannot_be_taken_back(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    take(case, consent, counsellor)
    with pytest.raises(ForbiddenMove):
        consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    with pytest.raises(ForbiddenMove):
        consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=False)
    with pytest.raises(ForbiddenMove):
        consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)


def test_double_clicks_count_once(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    once, twice = uuid4(), uuid4()
    first, second = (ask(case, counsellor, once=once) for _ in range(2))
    assert first == second
    for _ in range(2):
        consent_answers.answer(mailbox=mailbox, consent_id=first.pk, agreed=True)
    for _ in range(2):
        take(case, first, counsellor, once=twice)
    assert case.entries.filter(kind=EntryKind.STEP).count() == 1
    assert AuditEntry.objects.filter(action__startswith="case.consent_").count() == 2


def test_no_after_yes_takes_it_back(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    consent = consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=False)
    assert consent.state == ConsentState.TAKEN_BACK
    with pytest.raises(ForbiddenMove):
        consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=True)


def test_answer_tells_the_office(case: Case, counsellor: Persona, mailbox: Mailbox) -> None:
    Case.objects.update(unread=False)
    consent = ask(case, counsellor)
    case.refresh_from_db()
    assert (case.unread, case.unread_by_reporter) == (False, True)
    consent_answers.answer(mailbox=mailbox, consent_id=consent.pk, agreed=True, text="Bitte bald.")
    case.refresh_from_db()
    assert (case.unread, case.version) == (True, 2)
    (told,) = consents_of(case, mailbox.shared)
    assert (told.what, told.answer) == (POLICE.what, "Bitte bald.")


def test_what_is_asked_is_sealed_for_reporter_and_readers(case: Case, counsellor: Persona) -> None:
    ask(case, counsellor)
    decide_text = Consent.objects.values_list("sealed", flat=True).get()
    assert b"Polizei" not in bytes(decide_text)
    assert b"police" not in bytes(decide_text)


def test_talk_is_recorded_with_day_and_person(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    opened, day = opened_by(counsellor, case), timezone.localdate() - timedelta(days=2)
    consent = consents.record_talk(
        case=case,
        wish=POLICE,
        talk_on=day,
        how="phone",
        once=uuid4(),
        by=counsellor.user,
        shared=opened.shared,
    )
    assert (consent.state, consent.way, consent.talk_on, consent.asked_by) == (
        ConsentState.GIVEN,
        ConsentWay.TALK,
        day,
        counsellor.user,
    )
    take(case, consent, counsellor, on=day)
    assert AuditEntry.objects.filter(action="case.consent_recorded").count() == 1


def test_override_is_the_leads_alone(case: Case, counsellor: Persona, lead: Persona) -> None:
    with pytest.raises(NotEntitled):
        decide(case, counsellor)
    consent = decide(case, lead)
    take(case, consent, counsellor)
    entry = AuditEntry.objects.get(action="case.consent_overridden")
    assert (entry.actor, entry.subject_id) == (lead.user.pk, str(case.pk))


def test_reason_of_an_override_is_the_offices_alone(
    case: Case, lead: Persona, counsellor: Persona, mailbox: Mailbox
) -> None:
    consent = decide(case, lead)
    office = opened_by(counsellor, case)
    (theirs,) = consents_of(case, office.shared, office.internal)
    (reporters,) = consents_of(case, mailbox.shared)
    assert (theirs.reason, reporters.reason) == ("Angekündigter Suizid.", "")
    with pytest.raises(ForbiddenMove):
        consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_teams_neither_ask_nor_act_for_the_office(
    counsellor: Persona, lead: Persona, role: Role
) -> None:
    open_office(counsellor.user, lead.user)
    person = persona(role)
    give_key(person.user)
    person.user.refresh_from_db()
    case = make_case(team=person.team, with_coordinator=True, code=CODE)
    with pytest.raises(NotEntitled):
        ask(case, person)
    opened = opened_by(counsellor, case)
    assert opened.internal
    consent = decide(case, lead)
    with pytest.raises(NotEntitled):
        outward.take_step(
            case=case,
            step=Step.POLICE,
            consent_id=consent.pk,
            on=timezone.localdate(),
            note="",
            once=uuid4(),
            by=person.user,
            shared=opened.shared,
            internal=opened.internal,
        )
    with pytest.raises(NotEntitled):
        consents.recall(case=case, consent_id=consent.pk, by=person.user)


def test_step_of_the_office_is_no_news_for_the_team(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    give_key(member.user)
    member.user.refresh_from_db()
    case = make_case(team=member.team, code=CODE)
    take(case, decide(case, lead), counsellor, note="Nur für uns.")
    assert [line.title for line in timeline(opened_by(member, case))] == ["Meldung"]


def test_withdrawal_takes_consents_along(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    give_key(member.user)
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, consent, counsellor, Step.READERS)
    withdraw(mailbox=mailbox)
    assert not Consent.objects.exists()
    with pytest.raises(Case.DoesNotExist):
        consents.ask(
            case=case, wish=POLICE, once=uuid4(), by=counsellor.user, shared=mailbox.shared
        )


@pytest.mark.parametrize("before", ConsentState)
@pytest.mark.parametrize("after", ConsentState)
@pytest.mark.parametrize("opening", [False, True])
def test_consents_move_by_the_table(
    before: ConsentState, after: ConsentState, *, opening: bool
) -> None:
    ends = {ConsentState.TAKEN_BACK, ConsentState.RECALLED}
    if after in CONSENT_MOVES[before] or (
        opening and before == ConsentState.DONE and after in ends
    ):
        check_consent_move(before, after, opening=opening)
    else:
        with pytest.raises(ForbiddenMove):
            check_consent_move(before, after, opening=opening)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": ConsentState.GIVEN}, "consent_answer_has_date"),
        ({"state": ConsentState.DONE, "answered_at": timezone.now()}, "consent_done_has_date"),
        ({"way": ConsentWay.TALK}, "consent_talk_has_date"),
        ({"way": ConsentWay.OVERRIDE}, "consent_override_has_reason"),
    ],
)
def test_consent_invariants_live_in_the_database(
    case: Case, counsellor: Persona, change: dict[str, Any], name: str
) -> None:
    ask(case, counsellor)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Consent.objects.update(**change)
