"""Words and code are gone: a new key pair, and who gives the cases back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from pytest_django import DjangoAssertNumQueries

from accounts.access import scope_of
from accounts.enums import Role
from accounts.models import Team, User
from accounts.services import Activation, activate_keys, assign, make_key_pair
from ateams.audit.models import Entry
from incidents import lost_keys
from incidents.lost_keys import losses, own_loss
from incidents.models import Case
from incidents.services import sharing
from incidents.services.audience import narrow
from tests.factories.accounts import TeamFactory
from tests.factories.contactpoints import open_gate
from tests.factories.incidents import PASSPHRASE, make_case
from tests.personas import Persona, give_key, persona, unlock, unlocked_key
from vault.crypto import ungrant
from vault.errors import NotActive, NotGranted, Unopenable
from vault.models import Grant
from vault.services import make_recovery_key, open_envelope, remove_readers


@pytest.fixture
def office(lead: Persona, counsellor: Persona) -> None:
    """Give a lead and a counsellor active keys."""
    make_recovery_key()
    give_key(lead, counsellor)


def lose(person: Persona) -> None:
    """Lose words and code, and make a new key pair."""
    make_key_pair(person=person.user, passphrase=PASSPHRASE)


def activate(person: Persona, by: Persona) -> None:
    person.user = User.objects.get(pk=person.user.pk)
    pair = person.user.waiting_key_pair
    assert pair
    wanted = Activation(pair.id, scope_of(person.user) or "")
    open_gate(person.user)
    activate_keys(activations=[wanted], by=by.user, key=unlocked_key(by))
    person.user = User.objects.get(pk=person.user.pk)


def reads(person: Persona, case: Case) -> bool:
    """Whether the person opens the case's page, with the passphrase of today."""
    unlock(person)
    return person.client.get(f"/cases/{case.reference}/").status_code == 200


def counted(by: Persona) -> list[tuple[str, int, int, bool]]:
    found = losses(by=by.user)
    return [(one.person.name, one.lost, one.shareable, one.is_ready) for one in found]


@pytest.mark.usefixtures("office")
def test_counsellor_gets_the_cases_back(lead: Persona, counsellor: Persona) -> None:
    cases = [make_case(), make_case()]
    lose(counsellor)
    assert counted(lead) == [(counsellor.user.name, 2, 2, False)]
    activate(counsellor, by=lead)
    assert not reads(counsellor, cases[0])
    unlock(lead)
    lead.client.post(f"/cases/share-again/{counsellor.user.pk}/")
    assert [reads(counsellor, case) for case in cases] == [True, True]
    assert counted(lead) == []
    assert own_loss(counsellor.user) is None


@pytest.mark.usefixtures("office")
def test_grants_of_a_retired_key_pair_open_nothing(counsellor: Persona) -> None:
    case, key = make_case(), unlocked_key(counsellor)
    lose(counsellor)
    with pytest.raises(NotGranted):
        open_envelope(envelope_id=case.shared_envelope_id, key=key)
    for kept in Grant.objects.filter(key_pair=key.key_pair_id):
        assert bytes(kept.sealed_key) == b""
        with pytest.raises(Unopenable):
            ungrant(kept.sealed_key, envelope_id=kept.envelope_id, secret_key=key.secret_key)
    assert Grant.objects.usable().filter(key_pair=key.key_pair_id).count() == 0


@pytest.mark.usefixtures("office")
def test_new_key_pair_ends_every_unlocked_session(counsellor: Persona) -> None:
    unlock(counsellor)
    lose(counsellor)
    assert counsellor.client.get("/vault/").context["unlocked"] is False
    assert "vault" not in counsellor.client.session


@pytest.mark.usefixtures("office")
def test_nothing_is_shared_with_a_key_that_waits(lead: Persona, counsellor: Persona) -> None:
    make_case()
    lose(counsellor)
    with pytest.raises(NotActive):
        sharing.share_again(person=counsellor.user, by=lead.user, key=unlocked_key(lead))
    unlock(lead)
    answer = lead.client.post(f"/cases/share-again/{counsellor.user.pk}/")
    assert answer.headers["Location"] == "/cases/share-again/"
    assert Grant.objects.filter(key_pair=counsellor.user.key_pair_id).count() == 0


@pytest.mark.usefixtures("office")
def test_team_gets_back_exactly_what_was_granted_in_the_same_role_and_team(
    lead: Persona, counsellor: Persona, member: Persona, team: Team
) -> None:
    give_key(member)
    mine, for_office, colleague = make_case(team=team), make_case(), persona(Role.MEMBER, team=team)
    give_key(colleague)
    lose(member)
    activate(member, by=lead)
    later = make_case(team=team)
    assert counted(counsellor) == [(member.user.name, 1, 1, True)]
    sharing.share_again(person=member.user, by=counsellor.user, key=unlocked_key(counsellor))
    assert [reads(member, case) for case in (mine, for_office, later)] == [True, False, True]
    assert not Grant.objects.filter(
        envelope=mine.internal_envelope, key_pair=member.user.key_pair_id
    ).exists()


@pytest.mark.usefixtures("office")
def test_whoever_changed_the_team_gets_nothing_back(
    lead: Persona, admin: Persona, member: Persona, team: Team
) -> None:
    give_key(member)
    make_case(team=team)
    lose(member)
    assign(person=member.user, role=Role.MEMBER, team=TeamFactory.create(), by=admin.user)
    activate(member, by=lead)
    assert counted(lead) == []
    assert sharing.share_again(person=member.user, by=lead.user, key=unlocked_key(lead)) == 0


@pytest.mark.usefixtures("office")
def test_counsellor_who_became_lead_gets_back_what_the_office_reads(
    lead: Persona, admin: Persona, counsellor: Persona
) -> None:
    case = make_case()
    lose(counsellor)
    assign(person=counsellor.user, role=Role.LEAD, team=None, by=admin.user)
    activate(counsellor, by=lead)
    sharing.share_again(person=counsellor.user, by=lead.user, key=unlocked_key(lead))
    assert reads(counsellor, case)


@pytest.mark.usefixtures("office")
def test_reporter_who_narrowed_the_readers_is_heard(
    lead: Persona, member: Persona, team: Team
) -> None:
    give_key(member)
    case, other = make_case(team=team), make_case(team=team)
    lose(member)
    activate(member, by=lead)
    narrow(case, members=False, coordinator=False)
    case.save()
    assert member.user.key_pair
    remove_readers(envelope_id=other.shared_envelope_id, key_pair_ids=[member.user.key_pair.pk])
    assert counted(lead) == []
    sharing.share_again(person=member.user, by=lead.user, key=unlocked_key(lead))
    assert [reads(member, one) for one in (case, other)] == [False, False]


@pytest.mark.usefixtures("office")
def test_key_lost_twice_remembers_everything(lead: Persona, counsellor: Persona) -> None:
    first = make_case()
    lose(counsellor)
    activate(counsellor, by=lead)
    second = make_case()
    lose(counsellor)
    activate(counsellor, by=lead)
    assert counted(lead) == [(counsellor.user.name, 2, 2, True)]
    sharing.share_again(person=counsellor.user, by=lead.user, key=unlocked_key(lead))
    assert [reads(counsellor, case) for case in (first, second)] == [True, True]


@pytest.mark.usefixtures("office")
def test_long_lists_are_shared_in_steps(
    lead: Persona, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "STEP", 2)
    for _ in range(3):
        make_case()
    lose(counsellor)
    activate(counsellor, by=lead)
    unlock(lead)
    address = f"/cases/share-again/{counsellor.user.pk}/"
    assert lead.client.post(address).headers["Location"] == address  # and again
    assert counted(lead) == [(counsellor.user.name, 1, 1, True)]
    assert lead.client.post(address).headers["Location"] == "/cases/share-again/"
    assert counted(lead) == []


@pytest.mark.usefixtures("office")
def test_every_shared_case_is_recorded(lead: Persona, counsellor: Persona) -> None:
    case = make_case()
    lose(counsellor)
    activate(counsellor, by=lead)
    sharing.share_again(person=counsellor.user, by=lead.user, key=unlocked_key(lead))
    recorded = Entry.objects.order_by("-pk").values_list("action", "subject_id", "actor")[:2]
    assert list(recorded) == [
        ("cases.shared_again", str(counsellor.user.pk), lead.user.pk),
        ("case.reader_added", str(case.pk), lead.user.pk),
    ]


@pytest.mark.usefixtures("office")
def test_holder_is_told_counts_and_names_and_no_reference(
    lead: Persona, counsellor: Persona
) -> None:
    late = persona(Role.COUNSELLOR, name="Später Gekommen")
    cases = [make_case(), make_case()]
    Grant.objects.filter(key_pair=lead.user.key_pair, envelope=cases[1].shared_envelope).delete()
    give_key(late)
    lose(counsellor)
    for address in ("/vault/", "/"):
        page = counsellor.client.get(address).content.decode()
        assert "2 Fälle waren mit dem alten Schlüssel zu öffnen" in page
        assert lead.user.name in page
        assert late.user.name not in page
        assert "Einen davon kann sonst niemand öffnen" in page
        assert not [case for case in cases if case.reference in page]


@pytest.mark.usefixtures("office")
def test_office_finds_the_way_from_the_start_page(lead: Persona, counsellor: Persona) -> None:
    case = make_case()
    lose(counsellor)
    assert "/cases/share-again/" in lead.client.get("/").content.decode()
    page = lead.client.get("/cases/share-again/").content.decode()
    assert "Erst freischalten" in page
    activate(counsellor, by=lead)
    page = lead.client.get("/cases/share-again/").content.decode()
    assert f"/cases/share-again/{counsellor.user.pk}/" in page
    assert case.reference not in page


@pytest.mark.usefixtures("office")
def test_who_cannot_open_a_case_is_told_so(lead: Persona, counsellor: Persona) -> None:
    late = persona(Role.COUNSELLOR)
    make_case()
    give_key(late)
    lose(counsellor)
    activate(counsellor, by=lead)
    assert counted(late) == [(counsellor.user.name, 1, 0, True)]
    unlock(late)
    late.client.post(f"/cases/share-again/{counsellor.user.pk}/")
    assert counted(lead) == [(counsellor.user.name, 1, 1, True)]


@pytest.mark.usefixtures("office")
def test_sharing_asks_for_the_words_in_place(lead: Persona, counsellor: Persona) -> None:
    make_case()
    lose(counsellor)
    activate(counsellor, by=lead)
    address = f"/cases/share-again/{counsellor.user.pk}/"
    assert lead.client.post(address).status_code == 200
    assert counted(lead) == [(counsellor.user.name, 1, 1, True)]
    assert lead.client.post(address, {"passphrase": PASSPHRASE}).status_code == 302
    assert counted(lead) == []


@pytest.mark.parametrize("lost", [1, 3])
@pytest.mark.usefixtures("office")
def test_list_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, lost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [persona(Role.COUNSELLOR) for _ in range(lost)]
    give_key(*people)
    make_case()
    for person in people:
        lose(person)
    with django_assert_num_queries(3):
        assert len(losses(by=lead.user)) == lost


@pytest.mark.usefixtures("office")
def test_list_is_bounded(lead: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [persona(Role.COUNSELLOR) for _ in range(2)]
    give_key(*people)
    make_case()
    for person in people:
        lose(person)
    monkeypatch.setattr(lost_keys, "LONGEST_LIST", 1)
    assert len(losses(by=lead.user)) == 1


@pytest.mark.usefixtures("office")
def test_erased_case_is_lost_for_good(lead: Persona, counsellor: Persona) -> None:
    case = make_case()
    lose(counsellor)
    Grant.objects.filter(envelope=case.shared_envelope).delete()
    case.delete()
    with pytest.raises(ObjectDoesNotExist):
        case.refresh_from_db()
    assert counted(lead) == []
    assert own_loss(counsellor.user) is None


# --- the recovery key was made anew, and the earlier sheets are gone -----------------------------


@pytest.mark.usefixtures("office")
def test_office_seals_to_a_new_recovery_key(lead: Persona) -> None:
    case = make_case()
    make_recovery_key()
    assert "/cases/for-emergency/" in lead.client.get("/").content.decode()
    unlock(lead)
    answer = lead.client.post("/cases/for-emergency/")
    assert answer.headers["Location"] == "/cases/share-again/"
    sealed = Grant.objects.filter(recovery_key__isnull=False).values_list(
        "envelope", "recovery_key__retired_at"
    )
    assert set(sealed) == {(case.shared_envelope_id, None), (case.internal_envelope_id, None)}
    assert "/cases/for-emergency/" not in lead.client.get("/").content.decode()


@pytest.mark.usefixtures("office")
def test_what_lies_on_the_pile_is_shared_again_too(lead: Persona, counsellor: Persona) -> None:
    case = make_case()
    Case.objects.update(apart=True)
    lose(counsellor)
    activate(counsellor, by=lead)
    assert sharing.share_again(person=counsellor.user, by=lead.user, key=unlocked_key(lead)) == 1
    assert list(Case.objects.piled_for(counsellor.user)) == [case]
    assert not losses(by=lead.user)
