"""Other words, and the recovery code: the pages of whoever has a key."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from accounts.models import Session, User
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from tests.factories.incidents import PASSPHRASE, make_case
from tests.personas import Persona, give_key, show_second_factor, unlock
from vault.models import KeyPair
from vault.services import make_recovery_key


def draw(person: Persona, address: str) -> tuple[str, str]:
    """Return the words or the code of a fresh page, and the field that carries it on."""
    answer = person.client.post(address)
    signed = re.search(r'name="words" value="([^"]+)"', answer.content.decode())
    assert signed, answer.content.decode()
    shown = answer.context["words"] if "words" in answer.context else answer.context["groups"]
    return " ".join(shown), signed[1]


def another_session(person: Persona) -> Persona:
    """Sign the same person in on another device, and unlock there."""
    client = Client()
    client.force_login(person.user)
    show_second_factor(client, person.user)
    other = Persona(person.user, client, person.team)
    unlock(other)
    return other


def is_unlocked(person: Persona) -> bool:
    return bool(person.client.get("/vault/").context["unlocked"])


def pair_of(person: Persona) -> KeyPair:
    pair = User.objects.get(pk=person.user.pk).key_pair
    assert pair
    return pair


def has_code(person: Persona) -> bool:
    return pair_of(person).wrapped_by_recovery_code is not None


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)  # type: ignore[attr-defined]


def make_code(person: Persona) -> str:
    """Make a recovery code on its pages; the person's key is unlocked."""
    code, signed = draw(person, "/vault/code/")
    answer = person.client.post("/vault/code/type/", {"words": signed, "typed": code})
    assert answer.headers["Location"] == "/vault/"
    return code


@pytest.fixture
def holder(lead: Persona) -> Persona:
    """Return a lead with an unlocked key."""
    give_key(lead)
    unlock(lead)
    return lead


# --- making a code -------------------------------------------------------------------------------


def test_code_is_offered_right_after_the_key_was_made(counsellor: Persona) -> None:
    words, signed = draw(counsellor, "/vault/new/")
    answer = counsellor.client.post("/vault/new/type/", {"words": signed, "typed": words})
    assert answer.headers["Location"] == "/vault/code/"
    assert counsellor.client.get("/vault/code/").context["form"] is None  # no words once more
    make_code(counsellor)
    assert has_code(counsellor)


def test_code_can_be_skipped_and_the_page_says_so(holder: Persona) -> None:
    assert "Noch kein Ersatzcode" in holder.client.get("/vault/").content.decode()
    make_code(holder)
    page = holder.client.get("/vault/").content.decode()
    assert "Noch kein Ersatzcode" not in page
    assert "Neuen Ersatzcode machen" in page
    assert Entry.objects.latest("pk").action == "account.recovery_code_made"


def test_code_is_shown_in_six_groups_and_again_when_asked(holder: Persona) -> None:
    code, signed = draw(holder, "/vault/code/")
    assert [len(group) for group in code.split()] == [4] * 6
    answer = holder.client.post("/vault/code/", {"words": signed})
    assert " ".join(answer.context["groups"]) == code


def test_page_between_asks_without_showing_the_code(holder: Persona) -> None:
    code, signed = draw(holder, "/vault/code/")
    page = holder.client.post("/vault/code/type/", {"words": signed}).content.decode()
    assert not [group for group in code.split() if f">{group}<" in page]


def test_mistyped_group_is_named(holder: Persona) -> None:
    code, signed = draw(holder, "/vault/code/")
    groups = code.split()
    groups[2] = f"{(int(groups[2]) + 1) % 10_000:04d}"
    data = {"words": signed, "typed": "-".join(groups)}
    answer = holder.client.post("/vault/code/type/", data)
    assert errors(answer) == {"typed": ["Anders als gezeigt: Gruppe 3."]}
    data["typed"] = code[:-1]
    assert errors(holder.client.post("/vault/code/type/", data)) == {
        "typed": ["Es sind 24 Ziffern."]
    }
    assert not has_code(holder)


def test_locked_key_is_asked_for_its_words_first(holder: Persona) -> None:
    holder.client.post("/vault/lock/")
    answer = holder.client.post("/vault/code/", {"passphrase": "falsch"})
    assert errors(answer) == {"passphrase": ["Das sind nicht die richtigen Wörter."]}
    answer = holder.client.post("/vault/code/", {"passphrase": PASSPHRASE})
    assert len(answer.context["groups"]) == 6


def test_code_of_another_account_is_refused(holder: Persona, counsellor: Persona) -> None:
    give_key(counsellor)
    unlock(counsellor)
    code, signed = draw(counsellor, "/vault/code/")
    holder.client.post("/vault/code/type/", {"words": signed, "typed": code})
    assert not has_code(holder)


# --- forgotten words -----------------------------------------------------------------------------


def test_code_brings_new_words_and_everything_stays(holder: Persona) -> None:
    make_recovery_key()
    case = make_case()
    code = make_code(holder)
    holder.client.post("/vault/lock/")
    other = another_session(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    data = {"words": signed, "typed": words, "code": code.replace(" ", "")}
    answer = holder.client.post("/vault/forgotten/type/", data)
    assert answer.headers["Location"] == "/vault/code/"  # a new one is offered
    assert is_unlocked(holder)
    assert not is_unlocked(other)
    assert holder.client.get(f"/cases/{case.reference}/").status_code == 200
    assert Entry.objects.filter(action="account.recovery_code_used").count() == 1
    assert "Noch kein Ersatzcode" in holder.client.get("/vault/").content.decode()
    pair = pair_of(holder)
    assert (pair.activated_at is not None, pair.epoch) == (True, 2)
    holder.passphrase = words
    holder.client.post("/vault/lock/")
    unlock(holder)


def test_code_is_spent(holder: Persona) -> None:
    code = make_code(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    holder.client.post("/vault/forgotten/type/", {"words": signed, "typed": words, "code": code})
    answer = holder.client.post("/vault/forgotten/new/")
    assert answer.headers["Location"] == "/vault/"
    assert "Es gibt keinen Ersatzcode" in holder.client.get("/vault/forgotten/").content.decode()


def test_wrong_code_is_told_and_changes_nothing(holder: Persona) -> None:
    make_code(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    data = {"words": signed, "typed": words, "code": "1" * 24}
    answer = holder.client.post("/vault/forgotten/type/", data)
    assert errors(answer) == {"code": ["Das ist nicht der richtige Ersatzcode."]}
    holder.client.post("/vault/lock/")
    unlock(holder)


def test_wrong_codes_are_slowed_down_and_leave_the_sign_in_alone(holder: Persona) -> None:
    make_code(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    data = {"words": signed, "typed": words, "code": "1" * 24}
    with travel(timezone.now(), tick=False):
        for _slip in range(4):
            holder.client.post("/vault/forgotten/type/", data)
        answer = holder.client.post("/vault/forgotten/type/", data)
        assert errors(answer) == {
            "code": ["Zu viele falsche Versuche. Bitte noch 1 Sekunde warten."]
        }
        sign_in = {"login": holder.user.email, "password": holder.password}
        assert Client().post("/accounts/login/", sign_in).status_code == 302


def test_holder_is_told_by_mail(holder: Persona) -> None:
    code = make_code(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    holder.client.post("/vault/forgotten/type/", {"words": signed, "typed": words, "code": code})
    mail = Mail.objects.get()
    assert (mail.address, mail.subject) == (holder.user.email, "Die sechs Wörter wurden geändert")
    for secret in (code, *words.split(), signed):
        assert secret not in mail.text


# --- other words ---------------------------------------------------------------------------------


def test_other_words_end_every_other_session_and_this_one_goes_on(holder: Persona) -> None:
    other = another_session(holder)
    words, signed = draw(holder, "/vault/change/")
    data = {"words": signed, "typed": words, "passphrase": PASSPHRASE}
    answer = holder.client.post("/vault/change/type/", data)
    assert answer.headers["Location"] == "/vault/"
    assert is_unlocked(holder)
    assert not is_unlocked(other)
    assert Entry.objects.latest("pk").action == "account.words_changed"
    answer = other.client.post("/vault/unlock/", {"passphrase": PASSPHRASE})
    assert errors(answer) == {"passphrase": ["Das sind nicht die richtigen Wörter."]}
    other.passphrase = words
    unlock(other)


def test_other_words_need_the_old_ones_even_while_unlocked(holder: Persona) -> None:
    words, signed = draw(holder, "/vault/change/")
    data = {"words": signed, "typed": words, "passphrase": "falsch"}
    answer = holder.client.post("/vault/change/type/", data)
    assert errors(answer) == {"passphrase": ["Das sind nicht die richtigen Wörter."]}
    assert "falsch" not in re.findall(r'value="([^"]*)"', answer.content.decode())


def test_code_outlives_other_words(holder: Persona) -> None:
    code = make_code(holder)
    words, signed = draw(holder, "/vault/change/")
    data = {"words": signed, "typed": words, "passphrase": PASSPHRASE}
    holder.client.post("/vault/change/type/", data)
    words, signed = draw(holder, "/vault/forgotten/new/")
    data = {"words": signed, "typed": words, "code": code}
    assert holder.client.post("/vault/forgotten/type/", data).status_code == 302


def test_words_drawn_for_one_purpose_serve_no_other(holder: Persona) -> None:
    words, signed = draw(holder, "/vault/change/")
    answer = holder.client.post("/vault/new/type/", {"words": signed, "typed": words})
    assert answer.headers["Location"] == "/vault/"
    assert User.objects.get(pk=holder.user.pk).key_pair_id == holder.user.key_pair_id


def test_secrets_reach_neither_session_nor_log(
    holder: Persona, caplog: pytest.LogCaptureFixture
) -> None:
    code = make_code(holder)
    words, signed = draw(holder, "/vault/forgotten/new/")
    for typed_code in ("1" * 24, code):
        data = {"words": signed, "typed": words, "code": typed_code}
        holder.client.post("/vault/forgotten/type/", data)
    stored = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    for secret in (code, code.replace(" ", ""), words, signed):
        assert secret not in stored
        assert secret not in caplog.text


@pytest.mark.parametrize("address", ["/vault/change/", "/vault/forgotten/new/"])
def test_without_a_key_there_is_nothing_to_change(counsellor: Persona, address: str) -> None:
    assert counsellor.client.post(address).headers["Location"] == "/vault/"
    assert counsellor.client.get("/vault/code/").headers["Location"] == "/vault/"
    assert counsellor.client.get("/vault/forgotten/").headers["Location"] == "/vault/"
