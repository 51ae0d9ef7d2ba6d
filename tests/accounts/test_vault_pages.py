"""The own key: making it, unlocking it, locking it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from time_machine import travel

from accounts.access import key_state
from accounts.enums import KeyState
from accounts.models import Session, User
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona, give_key, unlock


def draw_words(person: Persona) -> tuple[list[str], str]:
    """Return the six words of a fresh page, and the field that carries them on."""
    answer = person.client.post("/vault/new/")
    signed = re.search(r'name="words" value="([^"]+)"', answer.content.decode())
    assert signed
    return answer.context["words"], signed[1]


def is_unlocked(person: Persona) -> bool:
    return bool(person.client.get("/vault/").context["unlocked"])


def test_words_typed_back_make_a_key(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    typed = "  ".join(words).upper()
    answer = counsellor.client.post("/vault/new/type/", {"words": signed, "typed": typed})
    assert answer.headers["Location"] == "/vault/code/"
    assert key_state(User.objects.get(pk=counsellor.user.pk)) == KeyState.WAITING


def test_page_between_asks_without_showing_the_words(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    others, signed_others = draw_words(counsellor)
    assert words != others
    page, other_page = (
        counsellor.client.post("/vault/new/type/", {"words": one}).content.decode()
        for one in (signed, signed_others)
    )
    # A word that every page contains anyway, such as "team", says nothing.
    shown = [word for word in words if re.search(rf"\b{word}\b", page)]
    assert shown == [word for word in words if re.search(rf"\b{word}\b", other_page)]


def test_mistyped_words_are_named_and_kept(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    typed = " ".join([*words[:1], "xxx", *words[2:5], "yyy"])
    answer = counsellor.client.post("/vault/new/type/", {"words": signed, "typed": typed})
    assert answer.context["form"].errors["typed"] == ["Anders als gezeigt: Wort 2, 6."]
    assert f'value="{typed}"' in answer.content.decode()
    assert User.objects.get(pk=counsellor.user.pk).key_pair is None


@pytest.mark.parametrize(("typed", "error"), [("a b c", "Es sind 6 Wörter."), ("", None)])
def test_missing_words_are_told(counsellor: Persona, typed: str, error: str | None) -> None:
    _words, signed = draw_words(counsellor)
    answer = counsellor.client.post("/vault/new/type/", {"words": signed, "typed": typed})
    assert answer.context["form"].errors["typed"] == [error or "Diese Angabe fehlt noch."]


def test_same_words_can_be_shown_again(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    answer = counsellor.client.post("/vault/new/", {"words": signed, "typed": "x"})
    assert answer.context["words"] == words


@pytest.mark.parametrize("words", ["", "self made words are weak here", "x:y:z"])
def test_only_words_drawn_here_make_a_key(counsellor: Persona, words: str) -> None:
    answer = counsellor.client.post("/vault/new/type/", {"words": words, "typed": words})
    assert answer.headers["Location"] == "/vault/"
    assert User.objects.get(pk=counsellor.user.pk).key_pair is None


def test_words_of_another_account_make_no_key(counsellor: Persona, lead: Persona) -> None:
    words, signed = draw_words(lead)
    data = {"words": signed, "typed": " ".join(words)}
    counsellor.client.post("/vault/new/type/", data)
    assert User.objects.get(pk=counsellor.user.pk).key_pair is None


def test_words_are_used_once(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    data = {"words": signed, "typed": " ".join(words)}
    counsellor.client.post("/vault/new/type/", data)
    first = User.objects.get(pk=counsellor.user.pk).key_pair_id
    counsellor.client.post("/vault/new/type/", data)
    assert User.objects.get(pk=counsellor.user.pk).key_pair_id == first


def test_words_expire_after_an_hour(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    with travel(timezone.now() + timedelta(hours=1, seconds=2)):
        data = {"words": signed, "typed": " ".join(words)}
        counsellor.client.post("/vault/new/type/", data)
    assert User.objects.get(pk=counsellor.user.pk).key_pair is None


def test_words_reach_neither_log_nor_session(
    counsellor: Persona, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words, signed = draw_words(counsellor)
    counsellor.client.post("/vault/new/type/", {"words": signed, "typed": "falsch"})
    data = {"words": signed, "typed": " ".join(words)}
    counsellor.client.post("/vault/new/type/", data)
    stored = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    for secret in (" ".join(words), signed):
        assert secret not in stored
        assert secret not in caplog.text


def test_right_words_unlock_and_lead_back(lead: Persona) -> None:
    give_key(lead)
    data = {"passphrase": PASSPHRASE, "next": "/people/keys/"}
    answer = lead.client.post("/vault/unlock/", data)
    assert answer.headers["Location"] == "/people/keys/"
    assert is_unlocked(lead)


def test_unlock_page_carries_the_way_back(lead: Persona) -> None:
    give_key(lead)
    page = lead.client.get("/vault/unlock/?next=/people/").content.decode()
    assert '<input type="hidden" name="next" value="/people/">' in page


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_unlock_page_leads_nowhere_else(lead: Persona, target: str) -> None:
    give_key(lead)
    data = {"passphrase": PASSPHRASE, "next": target}
    assert lead.client.post("/vault/unlock/", data).headers["Location"] == "/"


@pytest.mark.parametrize("words", ["", "falsche wörter", "x" * 201, "a\0b", "\ud800"])
def test_wrong_words_are_told_beside_the_field(lead: Persona, words: str) -> None:
    give_key(lead)
    sent = words.encode(errors="surrogatepass").decode(errors="replace")
    answer = lead.client.post("/vault/unlock/", {"passphrase": sent})
    assert list(answer.context["form"].errors) == ["passphrase"]
    assert not is_unlocked(lead)


def test_words_are_never_sent_back(lead: Persona) -> None:
    give_key(lead)
    answer = lead.client.post("/vault/unlock/", {"passphrase": "falsche wörter"})
    assert "falsche wörter" not in answer.content.decode()


def test_many_wrong_words_are_slowed_down(lead: Persona) -> None:
    give_key(lead)
    with travel(timezone.now(), tick=False):
        for _slip in range(4):
            lead.client.post("/vault/unlock/", {"passphrase": "falsch"})
        answer = lead.client.post("/vault/unlock/", {"passphrase": PASSPHRASE})
    error = "Zu viele falsche Versuche. Bitte noch 1 Sekunde warten."
    assert answer.context["form"].errors["passphrase"] == [error]


def test_key_that_waits_opens_no_page_of_cases(counsellor: Persona) -> None:
    words, signed = draw_words(counsellor)
    data = {"words": signed, "typed": " ".join(words)}
    counsellor.client.post("/vault/new/type/", data)
    answer = counsellor.client.post("/vault/unlock/", {"passphrase": " ".join(words)})
    assert answer.headers["Location"] == "/vault/"
    assert not is_unlocked(counsellor)


def test_locking_takes_the_cookie_back(lead: Persona) -> None:
    give_key(lead)
    unlock(lead)
    lead.client.post("/vault/lock/")
    assert lead.client.cookies["vault"].value == ""
    assert not is_unlocked(lead)


@pytest.mark.parametrize(("office", "minutes"), [(True, 60), (False, 10)])
def test_pause_locks_by_role(lead: Persona, member: Persona, office: bool, minutes: int) -> None:
    give_key(lead, member)
    person = lead if office else member
    start = timezone.now()
    with travel(start, tick=False):
        unlock(person)
    with travel(start + timedelta(minutes=minutes, seconds=-1), tick=False):
        assert is_unlocked(person)
    with travel(start + timedelta(minutes=2 * minutes), tick=False):
        assert not is_unlocked(person)


def test_typing_keeps_the_key_unlocked(lead: Persona, member: Persona) -> None:
    give_key(lead, member)
    start = timezone.now()
    with travel(start, tick=False):
        unlock(member)
    for minutes in (9, 18):
        with travel(start + timedelta(minutes=minutes), tick=False):
            member.client.post("/vault/active/")
    with travel(start + timedelta(minutes=27), tick=False):
        assert is_unlocked(member)


@pytest.mark.parametrize("unlocked", [True, False])
def test_header_says_whether_cases_are_open(lead: Persona, unlocked: bool) -> None:
    give_key(lead)
    if unlocked:
        unlock(lead)
    page = lead.client.get("/account/").content.decode()
    assert ("Jetzt sperren" in page) is unlocked
    assert ("Fälle sind gesperrt." in page) is not unlocked


@pytest.mark.parametrize("address", ["/vault/", "/account/"])
def test_ended_term_is_told_instead_of_waiting(
    lead: Persona, coordinator: Persona, address: str
) -> None:
    give_key(lead, coordinator)
    coordinator.user.memberships.update(term_ends_on="2020-01-01", starts_on="2019-01-01")
    page = coordinator.client.get(address).content.decode()
    assert "keine" in page
    assert "Amtszeit" in page
    assert "Freischaltung" not in page
    assert "Neuen Schlüssel anlegen" not in page


def test_page_of_a_person_tells_an_ended_term(lead: Persona, member: Persona) -> None:
    give_key(lead, member)
    member.user.memberships.update(term_ends_on="2020-01-01", starts_on="2019-01-01")
    page = lead.client.get(f"/people/{member.user.pk}/").content.decode()
    assert "keine laufende Amtszeit" in page
    assert "wartet auf Freischaltung" not in page


def test_header_is_silent_without_an_active_key(member: Persona) -> None:
    assert "vault-line" not in member.client.get("/account/").content.decode()


def test_signature_of_words_is_bound_to_its_purpose(counsellor: Persona) -> None:
    signed = signing.dumps("a b c d e f", salt="other")
    counsellor.client.post("/vault/new/type/", {"words": signed, "typed": "a b c d e f"})
    assert User.objects.get(pk=counsellor.user.pk).key_pair is None
