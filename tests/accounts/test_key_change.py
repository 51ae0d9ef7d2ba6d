"""A new key pair on own wish: nothing is lost on the way, and the old one is gone at the end."""

from __future__ import annotations

import pytest

from accounts import services
from accounts.access import key_state, scope_of
from accounts.enums import KeyState, Role
from accounts.errors import CannotUnlockError, NoNextKeyError
from accounts.models import User
from accounts.selectors import waiting_keys
from accounts.services import Activation, key_change
from ateams.audit.models import Entry
from tests.accounts.test_words import draw
from tests.factories.incidents import PASSPHRASE, make_case
from tests.personas import Persona, give_key, persona, show_second_factor, unlock, unlocked_key
from vault.models import Grant, KeyPair
from vault.services import make_recovery_key


@pytest.fixture
def office(lead: Persona, counsellor: Persona) -> None:
    make_recovery_key()
    give_key(lead, counsellor)


def draw_next(person: Persona) -> str:
    """Make a second key pair on its pages; return its words."""
    words, signed = draw(person, "/vault/next/new/")
    answer = person.client.post("/vault/next/type/", {"words": signed, "typed": words})
    assert answer.headers["Location"] == "/vault/next/"
    person.user = User.objects.get(pk=person.user.pk)
    return words


def activate_next(person: Persona, by: Persona) -> None:
    pair = person.user.next_key_pair
    assert pair
    wanted = Activation(pair.pk, scope_of(person.user) or "")
    services.activate_keys(activations=[wanted], by=by.user, key=unlocked_key(by))


@pytest.mark.usefixtures("office")
def test_everything_is_carried_over(lead: Persona, counsellor: Persona) -> None:
    case, old = make_case(), counsellor.user.key_pair
    assert old
    words = draw_next(counsellor)
    assert key_state(counsellor.user) == KeyState.ACTIVE  # the old key goes on meanwhile
    assert list(waiting_keys()) == [counsellor.user]
    activate_next(counsellor, by=lead)
    unlock(counsellor)
    answer = counsellor.client.post("/vault/next/")
    assert answer.headers["Location"] == "/vault/unlock/"
    old.refresh_from_db()
    assert old.retired_at
    counsellor.passphrase = words
    unlock(counsellor)
    assert counsellor.client.get(f"/cases/{case.reference}/").status_code == 200
    assert not Grant.objects.filter(key_pair=old).exists()
    assert Entry.objects.filter(action="account.key_changed").count() == 1


@pytest.mark.usefixtures("office")
def test_other_sessions_are_over_with_the_old_key(lead: Persona, counsellor: Persona) -> None:
    draw_next(counsellor)
    activate_next(counsellor, by=lead)
    phone = Persona(counsellor.user, type(counsellor.client)())
    phone.client.force_login(counsellor.user)
    show_second_factor(phone.client, counsellor.user)
    unlock(phone)
    unlock(counsellor)
    counsellor.client.post("/vault/next/")
    assert phone.client.get("/vault/").context["unlocked"] is False


@pytest.mark.usefixtures("office")
def test_many_cases_are_carried_in_steps(
    lead: Persona, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_change, "STEP", 3)
    cases = [make_case(), make_case()]
    words = draw_next(counsellor)
    activate_next(counsellor, by=lead)
    unlock(counsellor)
    old = counsellor.user.key_pair_id
    assert counsellor.client.post("/vault/next/").headers["Location"] == "/vault/next/"
    assert User.objects.get(pk=counsellor.user.pk).key_pair_id == old
    assert counsellor.client.post("/vault/next/").headers["Location"] == "/vault/unlock/"
    counsellor.passphrase = words
    unlock(counsellor)
    answers = [counsellor.client.get(f"/cases/{case.reference}/") for case in cases]
    assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.usefixtures("office")
def test_key_that_waits_takes_nothing_over(counsellor: Persona) -> None:
    make_case()
    draw_next(counsellor)
    with pytest.raises(NoNextKeyError):
        services.carry_over(person=counsellor.user, key=unlocked_key(counsellor))


@pytest.mark.usefixtures("office")
def test_only_lead_can_change_the_key_too(lead: Persona, counsellor: Persona) -> None:
    """The old key activates the new one, and everybody is told by mail as always."""
    words = draw_next(lead)
    activate_next(lead, by=lead)
    unlock(lead)
    lead.client.post("/vault/next/")
    lead.passphrase = words
    unlock(lead)
    assert key_state(User.objects.get(pk=lead.user.pk)) == KeyState.ACTIVE


@pytest.mark.usefixtures("office")
def test_second_key_pair_can_be_dropped(lead: Persona, counsellor: Persona) -> None:
    draw_next(counsellor)
    dropped = counsellor.user.next_key_pair
    assert dropped
    counsellor.client.post("/vault/next/drop/")
    assert User.objects.get(pk=counsellor.user.pk).next_key_pair is None
    assert KeyPair.objects.get(pk=dropped.pk).retired_at
    assert list(waiting_keys()) == []
    unlock(counsellor)


@pytest.mark.usefixtures("office")
def test_only_one_waits_at_a_time(counsellor: Persona) -> None:
    draw_next(counsellor)
    with pytest.raises(CannotUnlockError):
        services.make_next_key_pair(person=counsellor.user, passphrase=PASSPHRASE)


@pytest.mark.usefixtures("office")
def test_change_of_role_ends_what_waits(admin: Persona, counsellor: Persona) -> None:
    draw_next(counsellor)
    persona(Role.LEAD)
    services.assign(person=counsellor.user, role=Role.LEAD, team=None, by=admin.user)
    assert User.objects.get(pk=counsellor.user.pk).next_key_pair is None


@pytest.mark.usefixtures("office")
def test_words_lost_on_the_way_lead_to_a_third_key(lead: Persona, counsellor: Persona) -> None:
    make_case()
    draw_next(counsellor)
    made = services.make_key_pair(person=counsellor.user, passphrase=PASSPHRASE)
    current = User.objects.get(pk=counsellor.user.pk)
    assert (current.key_pair, current.next_key_pair) == (made, None)
    assert KeyPair.objects.filter(successor=made, retired_at__isnull=False).count() == 2


def test_without_an_active_key_there_is_nothing_to_change(counsellor: Persona) -> None:
    assert counsellor.client.post("/vault/next/new/").headers["Location"] == "/vault/"
    assert counsellor.client.get("/vault/next/").headers["Location"] == "/vault/"
