"""Thousands of cases at once: sealed as the product seals them, stored in bulk."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from incidents.enums import Channel, EntryKind, State
from incidents.models import Case, Entry
from vault.crypto import grant, new_data_key
from vault.envelopes import OpenEnvelope
from vault.models import Envelope, Grant, RecoveryKey

SENTENCE = "In der Pause hat jemand etwas zu mir gesagt, und niemand hat geholfen. "
TEXTS = (
    (EntryKind.REPORT, SENTENCE * 14),  # about 1,000 characters
    (EntryKind.FROM_REPORTER, SENTENCE * 4),
    (EntryKind.TO_REPORTER, SENTENCE * 6),
    (EntryKind.NOTE, SENTENCE * 4),
)
RARE_GROUND, ITS_CODE = "religion", "religion_belief"
BATCH = 500


def fill(number: int, *readers: User, rare: str = "", every: int = 1) -> list[str]:
    """Make cases that the readers can open, with four texts each; return all their words.

    Every so many hold the rare word, once, in the note of the office, and tick a rare ground.
    """
    words: list[str] = []
    for start in range(0, number, BATCH):
        words += _batch(range(start, min(start + BATCH, number)), readers, rare, every)
    return words


def _batch(numbers: range, readers: tuple[User, ...], rare: str, every: int) -> list[str]:
    envelopes: list[OpenEnvelope] = [_envelope() for _ in range(2 * len(numbers))]
    Envelope.objects.bulk_create(Envelope(pk=one.id) for one in envelopes)
    recovery_key = RecoveryKey.objects.current().get()
    Grant.objects.bulk_create(
        made for one in envelopes for made in _grants(one, readers, recovery_key)
    )
    pairs = list(zip(envelopes[::2], envelopes[1::2], strict=True))
    cases = [_case(n, pair, readers[0]) for n, pair in zip(numbers, pairs, strict=True)]
    Case.objects.bulk_create(cases)
    entries: list[Entry] = []
    words: list[str] = []
    for number, case, (shared, internal) in zip(numbers, cases, pairs, strict=True):
        for kind, text in TEXTS:
            said = f"{text}{rare}" if kind == EntryKind.NOTE and number % every == 0 else text
            words.append(said)
            envelope = internal if kind == EntryKind.NOTE else shared
            ground = RARE_GROUND if number % every == 0 else "skin"
            entries.append(_entry(case, kind, said, envelope, ground))
    Entry.objects.bulk_create(entries)
    return words


def _envelope() -> OpenEnvelope:
    return OpenEnvelope(uuid4(), new_data_key())


def _grants(
    envelope: OpenEnvelope, readers: tuple[User, ...], recovery_key: RecoveryKey
) -> list[Grant]:
    made = []
    for reader in readers:
        assert reader.key_pair
        made.append(
            _grant(
                envelope,
                reader.key_pair.public_key,
                key_pair=reader.key_pair,
                scope=reader.key_pair.activation_scope,
            )
        )
    return [*made, _grant(envelope, recovery_key.public_key, recovery_key=recovery_key)]


def _grant(envelope: OpenEnvelope, public_key: Any, **reader: Any) -> Grant:
    sealed_key = grant(envelope.data_key, envelope_id=envelope.id, public_key=public_key)
    return Grant(envelope_id=envelope.id, sealed_key=sealed_key, **reader)


def _case(number: int, pair: tuple[OpenEnvelope, OpenEnvelope], responsible: User) -> Case:
    """Make a case; one of ten is urgent, one of five unread, one of two has a date."""
    today = timezone.localdate()
    shared, internal = pair
    return Case(
        state=State.NEW if number % 5 == 0 else State.IN_PROGRESS,
        channel=list(Channel)[number % len(Channel)],
        language="de",
        urgent=number % 10 == 0,
        unread=number % 5 == 0,
        responsible=None if number % 7 == 0 else responsible,
        received_at=timezone.now() - timedelta(hours=number),
        reply_due_on=today + timedelta(days=number % 30),
        next_date=today + timedelta(days=number % 90) if number % 2 else None,
        gone_by=today + timedelta(days=1000),
        shared_envelope_id=shared.id,
        internal_envelope_id=internal.id,
        receipt=sha256(token_bytes(16)).digest(),
    )


def _entry(case: Case, kind: EntryKind, text: str, envelope: OpenEnvelope, ground: str) -> Entry:
    entry = Entry(case=case, kind=kind, at=case.received_at)
    is_report = kind == EntryKind.REPORT
    said = {"what": text, "grounds": [ground]} if is_report else {"text": text}
    entry.sealed = envelope.seal_json(said, schema=1, place=entry.place)
    return entry
