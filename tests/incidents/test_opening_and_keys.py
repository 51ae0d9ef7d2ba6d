"""Whom consent lets in stays the same person whatever becomes of the key, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import scope_of
from accounts.enums import Role
from accounts.models import User
from accounts.services import Activation, activate_keys, assign, key_change, make_key_pair
from ateams.audit.models import Entry
from incidents.enums import ConsentState, Step
from incidents.further_readers import Group
from incidents.models import Case, Consent
from incidents.selectors import cases_of
from incidents.services import consent_answers, consents
from incidents.services.mailbox import Mailbox, find_mailbox, narrow_readers
from incidents.services.outward import NobodyToLetIn
from incidents.services.sharing import share_again
from tests.factories.contactpoints import open_gate
from tests.factories.incidents import PASSPHRASE, make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, letting_in, take
from tests.personas import Persona, give_key, unlocked_key
from vault.erasure import ERASERS
from vault.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(counsellor: Persona, lead: Persona, member: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    counsellor.user.refresh_from_db()
    lead.user.refresh_from_db()
    give_key(member)
    return make_case(code=CODE)


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


@pytest.fixture
def consent(case: Case, counsellor: Persona, mailbox: Mailbox) -> Consent:
    """Let the member in by consent."""
    found = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, found, counsellor, Step.READERS)
    return found


def again(person: Persona) -> User:
    person.user = User.objects.get(pk=person.user.pk)
    return person.user


def activate(person: Persona, by: Persona) -> None:
    pair = again(person).waiting_key_pair
    assert pair
    wanted = Activation(pair.pk, scope_of(person.user) or "")
    open_gate(person.user)
    activate_keys(activations=[wanted], by=by.user, key=unlocked_key(by))
    again(person)


def draw_next(person: Persona, by: Persona) -> None:
    key_change.make_next_key_pair(person=person.user, passphrase=PASSPHRASE)
    activate(person, by)


def change_key(person: Persona, by: Persona) -> None:
    draw_next(person, by)
    assert key_change.carry_over(person=person.user, key=unlocked_key(person)) == 0
    again(person)


def lose_and_get_back(person: Persona, by: Persona) -> None:
    make_key_pair(person=person.user, passphrase=PASSPHRASE)
    activate(person, by)
    share_again(person=person.user, by=by.user, key=unlocked_key(by))


def in_step(person: Persona, by: Persona) -> None:
    """Leave the key change in the middle: the new key pair holds grants and is not in use yet."""
    make_case(team=person.team)
    draw_next(person, by)
    key_change.STEP, step = 1, key_change.STEP
    try:
        while not Grant.objects.filter(
            key_pair=person.user.next_key_pair,
            envelope=Case.objects.earliest("received_at").shared_envelope,
        ).exists():
            assert key_change.carry_over(person=person.user, key=unlocked_key(person))
    finally:
        key_change.STEP = step


@pytest.mark.parametrize("change", [change_key, lose_and_get_back, in_step])
def test_whoever_has_a_new_key_goes_when_consent_is_taken_back(
    case: Case,
    consent: Consent,
    mailbox: Mailbox,
    member: Persona,
    lead: Persona,
    change: Callable[[Persona, Persona], None],
) -> None:
    change(member, lead)
    assert case in cases_of(again(member))
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    assert case not in cases_of(again(member))
    theirs = Grant.objects.filter(envelope=case.shared_envelope_id, scope__startswith="member:")
    assert not theirs.exists()
    removed = Entry.objects.concerning("case", case.id).filter(action="case.reader_removed")
    assert [entry.about for entry in removed] == [member.user.pk]


def test_consent_still_ends_when_the_replaced_key_would_have_been_erased(
    case: Case, consent: Consent, mailbox: Mailbox, member: Persona, lead: Persona
) -> None:
    change_key(member, lead)
    (eraser,) = [found for found in ERASERS if found.kind == "retired_key"]
    day = timezone.localdate() + timedelta(days=1000)
    eraser.erase(list(eraser.due(day).values_list("pk", flat=True)))
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    assert case not in cases_of(member.user)
    mailbox.case.consents.all().delete()
    assert eraser.erase(list(eraser.due(day).values_list("pk", flat=True))) == 1


def test_dropping_the_team_ends_the_consent_of_whoever_has_a_new_key(
    case: Case, consent: Consent, mailbox: Mailbox, member: Persona, lead: Persona
) -> None:
    change_key(member, lead)
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=False)
    assert case not in cases_of(member.user)
    consent.refresh_from_db()
    assert consent.state == ConsentState.TAKEN_BACK


def test_two_consents_let_in_two_keys_of_one_person(
    case: Case,
    consent: Consent,
    counsellor: Persona,
    mailbox: Mailbox,
    member: Persona,
    lead: Persona,
) -> None:
    Grant.objects.filter(envelope=case.shared_envelope_id, key_pair=member.user.key_pair).delete()
    second = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    change_key(member, lead)
    take(case, second, counsellor, Step.READERS)
    consent_answers.take_back(mailbox=mailbox, consent_id=second.pk)
    assert case in cases_of(member.user)
    consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
    assert case not in cases_of(member.user)


def test_whoever_has_a_new_key_since_the_question_is_let_in(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona, lead: Persona
) -> None:
    asked = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    change_key(member, lead)
    take(case, asked, counsellor, Step.READERS)
    assert case in cases_of(member.user)


def test_whoever_is_something_else_since_the_question_is_not_let_in(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona, lead: Persona
) -> None:
    """The reporter said yes to the team's members, and not to a teacher."""
    asked = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    assign(person=member.user, role=Role.COORDINATOR, team=member.team, by=lead.user)
    activate(member, lead)
    with pytest.raises(NobodyToLetIn):
        take(case, asked, counsellor, Step.READERS)
    assert case not in cases_of(again(member))
