"""Key pairs: making one, and activating those of others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import services
from accounts.access import key_state, scope_of
from accounts.enums import KeyState, Role
from accounts.errors import KeyNotWaitingError
from accounts.models import Team, User
from accounts.selectors import office_readers, waiting_keys
from accounts.services import Activation
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from tests.factories.accounts import InvitationFactory, TeamFactory
from tests.factories.contactpoints import open_gate
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona, give_key, persona, unlock, unlocked_key
from vault.models import KeyPair
from vault.services import create_envelope, make_recovery_key


def make_key(person: Persona) -> Activation:
    """Make a key pair for somebody who lacks nothing, and return what a lead would see of it."""
    open_gate(person.user)
    pair = services.make_key_pair(person=person.user, passphrase=PASSPHRASE)
    return Activation(pair.id, scope_of(person.user) or "")


def test_key_pair_waits_for_a_lead(counsellor: Persona) -> None:
    make_key(counsellor)
    assert key_state(counsellor.user) == KeyState.WAITING
    assert list(waiting_keys()) == [counsellor.user]


def test_lead_invited_from_the_terminal_has_the_first_key(db: None) -> None:
    invited = services.invite(email="l@x.example", role=Role.LEAD, by=None, from_terminal=True)
    token = invited.link.split("/")[-2]
    user = services.accept(token=token, name="L", password="sieben Zwerge", language="de")
    services.make_key_pair(person=user, passphrase=PASSPHRASE)
    assert list(office_readers()) == [user]


def test_lead_invited_by_an_administrator_waits(admin: Persona) -> None:
    invited = services.invite(email="l@x.example", role=Role.LEAD, by=admin.user)
    token = invited.link.split("/")[-2]
    user = services.accept(token=token, name="L", password="sieben Zwerge", language="de")
    services.make_key_pair(person=user, passphrase=PASSPHRASE)
    assert key_state(user) == KeyState.WAITING


def test_first_lead_waits_too_once_a_key_is_active(lead: Persona) -> None:
    give_key(lead)
    invited = services.invite(email="l@x.example", role=Role.LEAD, by=None, from_terminal=True)
    token = invited.link.split("/")[-2]
    user = services.accept(token=token, name="L", password="sieben Zwerge", language="de")
    services.make_key_pair(person=user, passphrase=PASSPHRASE)
    assert list(office_readers()) == [lead.user]


def test_first_lead_waits_too_once_anything_was_sealed(lead: Persona) -> None:
    make_recovery_key()
    give_key(lead)
    assert lead.user.key_pair
    create_envelope(readers=[lead.user.key_pair])
    services.make_key_pair(person=lead.user, passphrase=PASSPHRASE)
    assert not KeyPair.objects.active().exists()
    invited = services.invite(email="l@x.example", role=Role.LEAD, by=None, from_terminal=True)
    token = invited.link.split("/")[-2]
    user = services.accept(token=token, name="L", password="sieben Zwerge", language="de")
    services.make_key_pair(person=user, passphrase=PASSPHRASE)
    assert not KeyPair.objects.active().exists()


def test_activated_key_reads_for_its_role(lead: Persona, counsellor: Persona) -> None:
    give_key(lead)
    wanted = make_key(counsellor)
    services.activate_keys(activations=[wanted], by=lead.user, key=unlocked_key(lead))
    assert set(office_readers()) == {lead.user, counsellor.user}
    assert Entry.objects.latest("pk").action == "account.key_activated"


def test_every_lead_is_told(lead: Persona, counsellor: Persona) -> None:
    other = persona(Role.LEAD, name="Zweite Leitung")
    give_key(lead)
    wanted = make_key(counsellor)
    Mail.objects.all().delete()
    services.activate_keys(activations=[wanted], by=lead.user, key=unlocked_key(lead))
    mails = Mail.objects.order_by("address")
    assert sorted(mail.address for mail in mails) == sorted([lead.user.email, other.user.email])
    assert {mail.subject for mail in mails} == {"Ein Schlüssel wurde freigeschaltet"}


def test_role_changed_since_the_page_was_shown_activates_nothing(
    lead: Persona, admin: Persona, counsellor: Persona, member: Persona
) -> None:
    give_key(lead)
    shown = [make_key(member), make_key(counsellor)]
    services.assign(person=member.user, role=Role.MEMBER, team=TeamFactory.create(), by=admin.user)
    with pytest.raises(KeyNotWaitingError):
        services.activate_keys(activations=shown, by=lead.user, key=unlocked_key(lead))
    assert KeyPair.objects.active().count() == 1


def test_key_replaced_since_the_page_was_shown_activates_nothing(
    lead: Persona, counsellor: Persona
) -> None:
    give_key(lead)
    shown = make_key(counsellor)
    make_key(counsellor)
    with pytest.raises(KeyNotWaitingError):
        services.activate_keys(activations=[shown], by=lead.user, key=unlocked_key(lead))


def test_active_key_is_not_activated_again(lead: Persona, counsellor: Persona) -> None:
    give_key(lead)
    shown = make_key(counsellor)
    services.activate_keys(activations=[shown], by=lead.user, key=unlocked_key(lead))
    with pytest.raises(KeyNotWaitingError):
        services.activate_keys(activations=[shown], by=lead.user, key=unlocked_key(lead))


def test_counsellor_activates_nothing(lead: Persona, counsellor: Persona, member: Persona) -> None:
    give_key(lead, counsellor)
    shown = make_key(member)
    with pytest.raises(PermissionDenied):
        services.activate_keys(
            activations=[shown], by=counsellor.user, key=unlocked_key(counsellor)
        )


def test_key_of_another_activates_nothing(lead: Persona, counsellor: Persona) -> None:
    second = persona(Role.LEAD)
    give_key(lead)
    shown = make_key(counsellor)
    with pytest.raises(PermissionDenied):
        services.activate_keys(activations=[shown], by=second.user, key=unlocked_key(lead))


def test_new_key_pair_retires_the_earlier_one(lead: Persona) -> None:
    give_key(lead)
    earlier = lead.user.key_pair
    assert earlier
    services.make_key_pair(person=lead.user, passphrase=PASSPHRASE)
    earlier.refresh_from_db()
    assert earlier.retired_at
    assert key_state(lead.user) == KeyState.WAITING


def test_page_activates_what_was_ticked(
    lead: Persona, counsellor: Persona, member: Persona
) -> None:
    give_key(lead)
    unlock(lead)
    ticked, left = make_key(counsellor), make_key(member)
    answer = lead.client.post("/people/keys/", {"keys": [f"{ticked.key_pair_id} {ticked.scope}"]})
    assert answer.headers["Location"] == "/people/keys/"
    assert KeyPair.objects.active().filter(pk=ticked.key_pair_id).exists()
    assert not KeyPair.objects.active().filter(pk=left.key_pair_id).exists()


def make_namesakes(team: Team, by: User) -> list[Persona]:
    """Make two people with one name, one of them invited."""
    namesakes = [persona(Role.MEMBER, team=team, name="Ada") for _ in range(2)]
    for one in namesakes:
        make_key(one)
    InvitationFactory.create(
        account=namesakes[0].user,
        invited_by=by,
        created_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
        accepted_at=timezone.now(),
    )
    return namesakes


def test_page_tells_namesakes_apart(lead: Persona, admin: Persona, team: Team) -> None:
    give_key(lead)
    first, second = make_namesakes(team, admin.user)
    shown = dict(lead.client.get("/people/keys/").context["form"].fields["keys"].choices)
    where = f"A-Team-Mitglied · A-Team, {team.institution}"
    assert set(shown.values()) == {
        f"Ada · {first.user.email} · {where} · am 03.11.2026 eingeladen von {admin.user.name}",
        f"Ada · {second.user.email} · {where}",
    }


def test_mail_to_leads_tells_namesakes_apart(lead: Persona, admin: Persona, team: Team) -> None:
    give_key(lead)
    first, _second = make_namesakes(team, admin.user)
    assert first.user.key_pair
    shown = Activation(first.user.key_pair.id, scope_of(first.user) or "")
    Mail.objects.all().delete()
    services.activate_keys(activations=[shown], by=lead.user, key=unlocked_key(lead))
    told = (
        f"- Ada · {first.user.email} · A-Team-Mitglied · A-Team, {team.institution}"
        f" · am 03.11.2026 eingeladen von {admin.user.name}\n"
    )
    assert told in Mail.objects.get().text


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_as_many_queries_for_three_as_for_one(
    lead: Persona, team: Team, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give_key(lead)
    for _ in range(rows):
        make_key(persona(Role.MEMBER, team=team))
    with django_assert_num_queries(11):
        lead.client.get("/people/keys/")


def test_page_unlocks_in_place(lead: Persona, counsellor: Persona) -> None:
    give_key(lead)
    shown = make_key(counsellor)
    tick = {"keys": [f"{shown.key_pair_id} {shown.scope}"]}
    locked = lead.client.post("/people/keys/", tick)
    assert locked.context["form"].is_valid()
    assert b"checked" in locked.content
    lead.client.post("/people/keys/", tick | {"passphrase": PASSPHRASE})
    assert KeyPair.objects.active().count() == 2


def test_page_keeps_the_tick_when_the_words_are_wrong(lead: Persona, counsellor: Persona) -> None:
    give_key(lead)
    shown = make_key(counsellor)
    tick = {"keys": [f"{shown.key_pair_id} {shown.scope}"], "passphrase": "falsche wörter"}
    answer = lead.client.post("/people/keys/", tick)
    assert "Das sind nicht die richtigen Wörter." in answer.content.decode()
    assert b"checked" in answer.content
    assert KeyPair.objects.active().count() == 1


@pytest.mark.parametrize("keys", [[], ["x"], ["00000000-0000-0000-0000-000000000000 lead"]])
def test_page_answers_nonsense(lead: Persona, counsellor: Persona, keys: list[str]) -> None:
    give_key(lead)
    unlock(lead)
    make_key(counsellor)
    answer = lead.client.post("/people/keys/", {"keys": keys, "sent": "1"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["keys"]


def test_second_self_of_an_administrator_gets_no_key(admin: Persona, lead: Persona) -> None:
    give_key(lead)
    invited = services.invite(email="zwei@x.example", role=Role.COUNSELLOR, by=admin.user)
    token = invited.link.split("/")[-2]
    second = services.accept(token=token, name="Z", password="sieben Zwerge", language="de")
    services.make_key_pair(person=second, passphrase=PASSPHRASE)
    assert list(office_readers()) == [lead.user]
    assert admin.client.get("/people/keys/").status_code == 404
    assert not User.objects.get(pk=second.pk).key_pair.activated_at  # type: ignore[union-attr]
