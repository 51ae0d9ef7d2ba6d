"""Further readers join with consent, exactly those who were named, until it is taken back."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from incidents.enums import ConsentState, Step
from incidents.further_readers import Group
from incidents.models import Case
from incidents.selectors import cases_of, open_case
from incidents.services import consent_answers, consents
from incidents.services.changing import StaleCase
from incidents.services.consents import Wish
from incidents.services.mailbox import Mailbox, find_mailbox, narrow_readers
from incidents.services.outward import NobodyToLetIn
from incidents.services.work import assign
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import (
    CODE,
    agreed_to,
    decide,
    letting_in,
    opened_by,
    refused_step,
    take,
)
from tests.personas import Persona, persona, unlocked_key

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


def test_team_reads_from_consent_until_it_is_taken_back(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    give_key(member.user)
    member.user.refresh_from_db()
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    assert not cases_of(member.user).exists()
    take(case, consent, counsellor, Step.READERS)
    opened = opened_by(member, case)
    assert opened.internal is None
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    assert not cases_of(member.user).exists()
    assert open_case(case, unlocked_key(member)) is None
    refused_step(case, consent, counsellor, Step.READERS)


def test_colleague_reads_everything_and_leaves_no_case_without_person(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    late = persona(Role.COUNSELLOR)
    give_key(late.user)
    late.user.refresh_from_db()
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.COLLEAGUE))
    take(case, consent, counsellor, Step.READERS)
    assert opened_by(late, case).internal
    Case.objects.update(responsible=late.user)
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    assert open_case(case, unlocked_key(late)) is None
    assert not case.internal_envelope.grants.filter(key_pair=late.user.key_pair).exists()
    case.refresh_from_db()
    assert case.responsible is None


def test_those_are_let_in_whom_the_question_named_and_no_others(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    give_key(member.user)
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    newcomer = persona(Role.MEMBER, team=member.team)
    give_key(newcomer.user)
    take(case, consent, counsellor, Step.READERS)
    newcomer.user.refresh_from_db()
    assert not cases_of(newcomer.user).exists()
    assert list(consent.readers.all()) == [member.user.key_pair]


def test_nobody_left_to_let_in_uses_up_nothing(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    pair = give_key(member.user)
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    pair.activated_at, pair.activation_scope = None, ""
    pair.save()
    with pytest.raises(NobodyToLetIn):
        take(case, consent, counsellor, Step.READERS)
    consent.refresh_from_db()
    assert consent.state == ConsentState.GIVEN


def test_whoever_was_let_in_twice_goes_with_the_second(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    give_key(member.user)
    member.user.refresh_from_db()
    wish = letting_in(case, Group.MEMBERS)
    both = [agreed_to(case, counsellor, mailbox, wish) for _ in range(2)]
    for consent in both:
        take(case, consent, counsellor, Step.READERS)
    for consent, reads in zip(both, (True, False), strict=True):
        consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
        assert cases_of(member.user).exists() == reads


def test_dropping_the_team_drops_whom_consent_let_in(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    give_key(member.user)
    member.user.refresh_from_db()
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, consent, counsellor, Step.READERS)
    narrow_readers(mailbox=mailbox, drop_members=False, drop_coordinator=True)
    assert cases_of(member.user).exists()
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=False)
    assert not cases_of(member.user).exists()
    consent.refresh_from_db()
    assert consent.state == ConsentState.TAKEN_BACK


def test_office_ends_an_opening_by_override(
    case: Case, counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    give_key(coordinator.user)
    coordinator.user.refresh_from_db()
    consent = decide(case, lead, letting_in(case, Group.COORDINATORS))
    take(case, consent, counsellor, Step.READERS)
    assert cases_of(coordinator.user).exists()
    for _ in range(2):
        consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
    assert not cases_of(coordinator.user).exists()


def test_whoever_is_sent_out_is_not_made_responsible_by_a_page_of_before(
    case: Case, counsellor: Persona, mailbox: Mailbox
) -> None:
    late = persona(Role.COUNSELLOR)
    give_key(late.user)
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.COLLEAGUE))
    shown = take(case, consent, counsellor, Step.READERS)
    consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
    with pytest.raises(StaleCase):
        assign(case=case, person=late.user, version=shown.version, by=counsellor.user)


def test_wish_names_readers_if_and_only_if_they_are_wanted() -> None:
    with pytest.raises(ValueError, match="Readers are named"):
        Wish(Step.READERS, "Wer?").payload()
