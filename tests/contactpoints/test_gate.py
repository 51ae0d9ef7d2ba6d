"""The gate: what must be there before a lead can let somebody read, and what closes it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import services as accounts
from accounts.access import key_state, scope_of
from accounts.enums import KeyState, Role
from accounts.errors import GateClosedError
from accounts.models import Membership, User
from accounts.services import Activation
from ateams.audit.models import Entry
from contactpoints.enums import AttestationKind
from contactpoints.gate import gates_of, lacking_of
from contactpoints.services import attest, withdraw_attestation
from tests.factories.accounts import MembershipFactory
from tests.factories.contactpoints import attest_all, open_gate
from tests.factories.incidents import PASSPHRASE
from tests.factories.trainings import CohortFactory, attend
from tests.personas import Persona, give_key, unlock, unlocked_key
from trainings.topics import Topic

pytestmark = pytest.mark.django_db
DECLARATION, CONFIRMATION = AttestationKind.DECLARATION, AttestationKind.CONFIRMATION


def of(person: Persona) -> Membership:
    return person.user.memberships.select_related("user", "team").get()


def fresh(person: Persona) -> User:
    return User.objects.get(pk=person.user.pk)


def is_open(person: Persona) -> bool:
    return gates_of([of(person)])[of(person).pk].is_open


def activate(person: Persona, by: Persona) -> None:
    pair = fresh(person).key_pair
    assert pair
    wanted = Activation(pair.pk, scope_of(person.user) or "")
    accounts.activate_keys(activations=[wanted], by=by.user, key=unlocked_key(by))


def test_each_step_opens_it_a_little_and_activation_is_the_last(
    lead: Persona, counsellor: Persona, member: Persona
) -> None:
    give_key(lead)
    accounts.make_key_pair(person=member.user, passphrase=PASSPHRASE)
    assert lacking_of([member.user])[member.user.pk] == [
        "Ausbildung: in keinem Jahrgang",
        "Verschwiegenheitserklärung: fehlt",
        "Bestätigung der Beratungsstelle: fehlt",
    ]
    CohortFactory.create(people=[member.user])
    attend(member.user, {Topic.ANTISEMITISM: 180})
    assert lacking_of([member.user])[member.user.pk][0] == (
        "Ausbildung: 3 von 3,25 Stunden, Mehrfachdiskriminierung (Intersektionalität) fehlt"
    )
    attend(member.user, {Topic.INTERSECTIONALITY: 60})
    attest(membership=of(member), kind=DECLARATION, by=counsellor.user)
    with pytest.raises(GateClosedError):
        activate(member, by=lead)
    assert key_state(fresh(member)) == KeyState.WAITING
    attest(membership=of(member), kind=CONFIRMATION, by=counsellor.user)
    attest(membership=of(member), kind=CONFIRMATION, by=counsellor.user)  # a double click
    assert of(member).attestations.count() == 2
    activate(member, by=lead)
    assert key_state(fresh(member)) == KeyState.ACTIVE


def test_page_of_keys_says_what_is_lacking_and_offers_no_tick(
    lead: Persona, member: Persona, coordinator: Persona
) -> None:
    give_key(lead)
    unlock(lead)
    for person in (member, coordinator):
        accounts.make_key_pair(person=person.user, passphrase=PASSPHRASE)
    attest_all(of(coordinator))  # a coordinator has no programme
    answer = lead.client.get("/people/keys/")
    [(value, _label)] = answer.context["form"].fields["keys"].choices
    assert value.startswith(str(fresh(coordinator).key_pair_id))
    assert "Ausbildung: in keinem Jahrgang" in answer.content.decode()
    forged = f"{fresh(member).key_pair_id} {scope_of(member.user)}"
    assert lead.client.post("/people/keys/", {"keys": forged}).status_code == 200
    assert key_state(fresh(member)) == KeyState.WAITING
    assert "Eine Person hat einen Schlüssel angelegt" in lead.client.get("/").content.decode()


@pytest.mark.parametrize("kind", [DECLARATION, CONFIRMATION])
def test_what_is_withdrawn_closes_it_at_once(
    lead: Persona, counsellor: Persona, member: Persona, kind: AttestationKind
) -> None:
    give_key(lead, member)
    open_gate(member.user)
    unlock(member)
    withdraw_attestation(membership=of(member), kind=kind, by=counsellor.user)
    assert not withdraw_attestation(membership=of(member), kind=kind, by=counsellor.user)
    assert key_state(fresh(member)) == KeyState.WAITING
    assert not is_open(member)
    assert Entry.objects.latest("pk").action == "account.attestation_withdrawn"
    attest(membership=of(member), kind=kind, by=counsellor.user)
    assert key_state(fresh(member)) == KeyState.WAITING  # a lead activates anew
    activate(member, by=lead)
    assert key_state(fresh(member)) == KeyState.ACTIVE


def test_wrong_attendance_takes_nobodys_cases_away(lead: Persona, member: Persona) -> None:
    """Whoever marks attendance must not be able to shut a team out; activation is withdrawn."""
    give_key(member)
    open_gate(member.user)
    member.user.cohort_memberships.all().delete()
    assert not is_open(member)
    assert key_state(fresh(member)) == KeyState.ACTIVE


def test_another_term_wants_its_own_attestations(lead: Persona, member: Persona) -> None:
    open_gate(member.user)
    assert is_open(member)
    accounts.assign(
        person=member.user, role=Role.MEMBER, team=MembershipFactory.create().team, by=lead.user
    )
    assert lacking_of([member.user])[member.user.pk] == [
        "Verschwiegenheitserklärung: fehlt",
        "Bestätigung der Beratungsstelle: fehlt",
    ]


def test_term_that_is_over_closes_it(member: Persona) -> None:
    open_gate(member.user)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.update(term_ends_on=yesterday)
    assert not is_open(member)
    assert lacking_of([member.user])[member.user.pk] == ["Amtszeit: keine, die heute läuft"]


def test_nobody_attests_ahead_or_for_oneself(counsellor: Persona, coordinator: Persona) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        attest(membership=of(coordinator), kind=DECLARATION, by=counsellor.user, on=tomorrow)
    with pytest.raises(ValidationError):
        attest(membership=of(coordinator), kind=DECLARATION, by=coordinator.user)


def test_gate_takes_as_many_queries_for_one_as_for_three(
    django_assert_num_queries: DjangoAssertNumQueries, team: object
) -> None:
    memberships = MembershipFactory.create_batch(3, team=team)
    open_gate(*(one.user for one in memberships))
    for shown in (memberships[:1], memberships):
        with django_assert_num_queries(5):
            assert all(gate.is_open for gate in gates_of(shown).values())


def test_own_page_says_what_is_lacking(member: Persona) -> None:
    for address in ("/", "/vault/"):
        page = member.client.get(address).content.decode()
        assert "Bis du Fälle lesen darfst" in page
        assert "in keinem Jahrgang" in page
