"""Whoever has the database, the sessions and the configuration: what opens, and what can be told.

`test_leaks.py` looks for texts in everything that an installation leaves behind; here somebody
looks for keys, and compares rows.
"""

from __future__ import annotations

import re
from ast import literal_eval
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.utils.crypto import salted_hmac

from accounts.models.session import Session
from incidents import plain_words
from incidents.models import Case, Entry, FactRow
from tests.factories.incidents import PASSPHRASE, classified, make_case
from tests.security.attack import Attack
from tests.security.state import State, state
from vault.crypto import Place, ungrant, unseal, unwrap_secret
from vault.errors import Unopenable
from vault.models import Grant, KeyPair

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


# --- looking for keys ------------------------------------------------------------------------


def stolen_values() -> Iterator[bytes]:
    """Yield all bytes that lie in the database, the sessions or the configuration."""
    for values in _columns().values():
        yield from values
    for session in Session.objects.all():
        for text in _strings(session.get_decoded()):
            yield text.encode()
            yield from _decoded(text)
    for text in (settings.SECRET_KEY, settings.RECEIPT_SALT.hex()):
        yield text.encode()
        yield from _decoded(text)
    yield settings.RECEIPT_SALT
    for purpose in ("incidents.carried", "key", "vault", "session"):
        yield salted_hmac(purpose, "key", algorithm="sha256").digest()


def stolen_keys() -> set[bytes]:
    """Return everything of a key's length that lies anywhere, and what it hashes to."""
    keys = set()
    for value in stolen_values():
        keys |= {value[start : start + 32] for start in (0, 1, len(value) - 32) if start >= 0}
        keys.add(sha256(value).digest())
    return {key for key in keys if len(key) == 32}


def _columns() -> dict[str, list[bytes]]:
    found = {}
    for model in (KeyPair, Grant, Case, Entry):
        for column in model._meta.concrete_fields:
            rows = model._base_manager.values_list(column.attname, flat=True)
            found[f"{model.__name__}.{column.name}"] = [_bytes(value) for value in rows]
    return found


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return value.bytes if hasattr(value, "bytes") else str(value).encode()  # type: ignore[no-any-return]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def _decoded(text: str) -> Iterator[bytes]:
    for decode in (bytes.fromhex, lambda text: b64decode(text, validate=True)):
        try:
            yield decode(text)
        except ValueError:
            continue


def opened(keys: set[bytes]) -> set[str]:
    """Return what any of the keys opens: contents, grants, halves of keys in sessions."""
    found = set()
    for entry, key in product(Entry.objects.exclude(sealed=None), keys):
        assert entry.sealed
        if _opens(lambda: unseal(entry.sealed, key=key, place=entry.place)):  # noqa: B023
            found.add("content")
    for grant, key in product(Grant.objects.all(), keys):
        envelope = grant.envelope_id
        if _opens(lambda: ungrant(grant.sealed_key, envelope_id=envelope, secret_key=key)):  # noqa: B023
            found.add("grant")
    for half, key in product(_halves(), keys):
        place = Place("session", half["key_pair_id"], "secret_key")
        if _opens(lambda: unseal(b64decode(half["sealed"]), key=key, place=place)):  # noqa: B023
            found.add("session")
    return found


def _halves() -> list[dict[str, Any]]:
    sessions = [session.get_decoded() for session in Session.objects.all()]
    return [session["vault"] for session in sessions if "vault" in session]


def _opens(attempt: Any) -> bool:
    try:
        attempt()
    except Unopenable:
        return False
    return True


def test_no_key_lies_beside_what_it_would_open(attack: Attack) -> None:
    """While a lead has unlocked the own key and a reporter the mailbox, nothing stored opens."""
    assert len(_halves()) == 1
    keys = stolen_keys()
    assert len(keys) > 100
    assert opened(keys) == set()


def test_browsers_half_opens_the_session_and_nothing_else(attack: Attack) -> None:
    """The counterpart: with the cookie the search does find the way in, step by step."""
    cookie = b64decode(attack.client("lead").cookies["vault"].value)
    assert opened({cookie}) == {"session"}
    (half,) = _halves()
    place = Place("session", half["key_pair_id"], "secret_key")
    secret = unseal(b64decode(half["sealed"]), key=cookie, place=place)
    assert opened({secret}) == {"grant"}


def test_old_backup_opens_with_the_passphrase_of_then(attack: Attack) -> None:
    """What the threat model says of it: taking a grant away does not reach into backups."""
    pair = attack.world.people["member"].user.key_pair
    assert pair
    backup = list(Grant.objects.filter(key_pair=pair).values_list("envelope_id", "sealed_key"))
    wrapped = bytes(pair.wrapped_secret)
    Grant.objects.filter(key_pair=pair).delete()
    place = Place("vault_keypair", str(pair.pk), "wrapped_secret")
    secret = unwrap_secret(wrapped, passphrase=PASSPHRASE, place=place)
    assert backup
    for envelope_id, sealed_key in backup:
        assert len(ungrant(sealed_key, envelope_id=envelope_id, secret_key=secret)) == 32
    with pytest.raises(Unopenable):
        unwrap_secret(wrapped, passphrase="nebel fenster anker birne wolke haus", place=place)


# --- comparing rows --------------------------------------------------------------------------


REFERENCE = re.compile(r"'[2-9B-Z]{4}-[2-9B-Z]{4}'")
UUID = re.compile(r"UUID\('[0-9a-f-]{36}'\)")


def skeleton() -> State:
    """Return what the database says beside random values; of sealed bytes their length.

    Numbers that the database gives to rows rise with every attempt, and are left out.
    """
    rows = state().items()
    return {name: sorted(map(_shape, values)) for name, values in rows if not _counted(name)}


def _counted(name: str) -> bool:
    model, _dot, column = name.rpartition(".")
    return isinstance(apps.get_model(model)._meta.get_field(column), models.AutoField)


def _shape(value: str) -> str:
    if value.startswith(("b'", 'b"')):
        return f"{len(literal_eval(value))} bytes"
    return UUID.sub("UUID", REFERENCE.sub("reference", value))


ANSWERS: list[dict[str, Any]] = [
    {},
    *({"grounds": [answer.key]} for answer in plain_words.GROUNDS),
    {"grounds": [answer.key for answer in plain_words.GROUNDS]},
    *({"affected": answer.key} for answer in plain_words.AFFECTED),
    *({"responsible": [answer.key]} for answer in plain_words.RESPONSIBLE),
    *({"wishes": [answer.key]} for answer in plain_words.WISHES if answer.key != "document"),
    {"institution": "own"},
    {"contact": "0511 12345", "place": "Schulhof", "when": "gestern"},
]


def left_by(attack: Attack, answers: dict[str, Any]) -> State:
    """Return the skeleton that a report with these answers leaves; then take it back."""
    undo = transaction.savepoint()
    client = Client(headers=SAME_ORIGIN)
    page = client.get("/de/report/").content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    fields = {"what": "Das ist passiert.", "ticket": ticket, "once": uuid4(), **answers}
    if answers.get("institution") == "own":
        fields["institution"] = attack.world.people["member"].institution.name
    answer = client.post("/de/report/", fields)
    assert "data-code" in answer.content.decode()
    left = skeleton()
    transaction.savepoint_rollback(undo)
    return left


def test_rows_of_two_reports_do_not_tell_what_was_answered(attack: Attack) -> None:
    """Ground, person, wish, school, place: the rows have the same values and lengths."""
    with time_machine.travel(MONDAY, tick=False):
        first = left_by(attack, ANSWERS[0])
        for answers in ANSWERS[1:]:
            left = left_by(attack, answers)
            assert {name for name in first if first[name] != left[name]} == set(), answers


def test_rows_tell_what_is_plain_by_necessity_and_nothing_else(attack: Attack) -> None:
    """The counterpart: danger, "only report", and the team that reads do show."""
    team = attack.world.things["slug", "own"]
    with time_machine.travel(MONDAY, tick=False):
        first = left_by(attack, {})
        changed = {
            frozenset(name for name in first if first[name] != left[name])
            for answers in (
                {"urgent": "on"},
                {"wishes": ["document"]},
                {"readers": "team", "team": team},
            )
            for left in [left_by(attack, answers)]
        }
    case, grant = "incidents.case.", "vault.grant."
    assert changed == {
        frozenset({f"{case}urgent", f"{case}reply_due_on"}),
        frozenset({f"{case}type"}),
        frozenset({f"{case}team_id", f"{case}with_members"})
        | {f"{grant}{name}" for name in _columns_of(Grant) - {"id"}},
    }


def _columns_of(model: type[Grant]) -> set[str]:
    return {column.attname for column in model._meta.concrete_fields}


def test_counted_conversation_leads_to_no_case_and_no_day(attack: Attack) -> None:
    """A fact row has a quarter and codes; nothing in it stands anywhere else."""
    columns = {column.name for column in FactRow._meta.concrete_fields}
    assert columns == {"id", "quarter", "channel", "institution_type", "district", "codes"}
    before = set(FactRow.objects.values_list("pk", flat=True))
    client = attack.client("member")
    page = client.get("/conversations/new/").content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    fields = {"ticket": ticket, "agreed": "no", "grounds": "skin", "what": "Kein Wort davon."}
    assert client.post("/conversations/new/", fields).status_code == 200
    (row,) = FactRow.objects.exclude(pk__in=before)
    elsewhere = {name: values for name, values in state().items() if "factrow" not in name}
    assert [name for name, values in elsewhere.items() if str(row.pk) in str(values)] == []
    assert [name for name, values in elsewhere.items() if "skin_colour" in str(values)] == []


def test_codes_of_a_classified_case_stand_in_its_row_alone(attack: Attack) -> None:
    """The case and its timeline say that it was classified; the row says what, and of no case."""
    case = Case.objects.get(reference=attack.world.things["reference", "own"])
    before = set(FactRow.objects.values_list("pk", flat=True))
    classified(case, by=attack.world.people["lead"].user)
    (row,) = FactRow.objects.exclude(pk__in=before)
    elsewhere = {name: values for name, values in state().items() if "factrow" not in name}
    for trace in (str(row.pk), row.pk.hex, "skin_colour", "apology"):
        assert [name for name, values in elsewhere.items() if trace in str(values)] == []
    facts = {name: values for name, values in state().items() if "factrow" in name}
    for trace in (str(case.pk), case.reference, str(case.shared_envelope_id)):
        assert [name for name, values in facts.items() if trace in str(values)] == []


def test_codes_of_two_cases_are_stretched_under_one_salt_and_stored_as_hashes(
    attack: Attack,
) -> None:
    """Nothing derived from a code but a hash is stored, and of the same code always the same."""
    undo = transaction.savepoint()
    first = bytes(make_case(code="1" * 20).receipt)
    transaction.savepoint_rollback(undo)
    second, other = bytes(make_case(code="1" * 20).receipt), bytes(make_case(code="2" * 20).receipt)
    assert first == second != other
    plain = {sha256(code.encode() * 20).digest() for code in ("1", "2")}
    assert not plain & {first, other}
