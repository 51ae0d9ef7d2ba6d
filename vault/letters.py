"""Putting something into an envelope without being able to open it.

Every envelope has a key pair that is derived from its data key, so that there is nothing more to
keep, share, hand over or recover. Its public half may lie open: whoever has it can put in a
letter, and read neither that nor anything else. Whoever opens the envelope opens its letters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vault.crypto import (
    Bytes,
    Place,
    grant,
    letter_secret,
    new_data_key,
    public_key_of,
    ungrant,
)
from vault.envelopes import OpenEnvelope, Sealed


def letter_key(envelope: OpenEnvelope) -> bytes:
    """Return the public half to which letters for an envelope are sealed."""
    return public_key_of(letter_secret(envelope.data_key))


def seal_letter(
    public_key: Bytes, payload: Mapping[str, Any], *, row: UUID, schema: int, place: Place
) -> tuple[bytes, bytes]:
    """Return the payload sealed under a key of its own, and that key sealed to the envelope.

    `row` is the row that both are stored in; they open nowhere else.
    """
    letter = OpenEnvelope(row, new_data_key())
    sealed_key = grant(letter.data_key, envelope_id=row, public_key=public_key)
    return letter.seal_json(payload, schema=schema, place=place), sealed_key


def open_letter(
    sealed: Bytes, sealed_key: Bytes, *, row: UUID, place: Place, envelope: OpenEnvelope
) -> Sealed:
    """Return what a letter says; raise `Unopenable` for one that is not for this envelope."""
    secret_key = letter_secret(envelope.data_key)
    data_key = ungrant(sealed_key, envelope_id=row, secret_key=secret_key)
    return OpenEnvelope(row, data_key).open_json(sealed, place=place)
