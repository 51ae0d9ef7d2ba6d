"""Sealing something to one key pair alone: nobody else, and no recovery key, opens it.

Sealing needs the public key only, so it goes on while the key is locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from vault.crypto import Bytes, Place, grant, new_data_key, ungrant
from vault.envelopes import OpenEnvelope, Sealed
from vault.models import KeyPair
from vault.unlocked import UnlockedKey


def seal_for(
    reader: KeyPair, payload: Mapping[str, Any], *, row: UUID, schema: int, place: Place
) -> tuple[bytes, bytes]:
    """Return the payload sealed under a key of its own, and that key sealed to the reader.

    `row` is the row that both are stored in; they open nowhere else.
    """
    envelope = OpenEnvelope(row, new_data_key())
    sealed_key = grant(envelope.data_key, envelope_id=row, public_key=reader.public_key)
    return envelope.seal_json(payload, schema=schema, place=place), sealed_key


def open_own(
    sealed: Bytes, sealed_key: Bytes, *, row: UUID, place: Place, key: UnlockedKey
) -> Sealed:
    """Return what was sealed to this key; raise `Unopenable` for anything else."""
    data_key = ungrant(sealed_key, envelope_id=row, secret_key=key.secret_key)
    return OpenEnvelope(row, data_key).open_json(sealed, place=place)
