"""What links one entry to the next."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

GENESIS = bytes(32)  # stands before the first entry


class Link(NamedTuple):
    """Everything that an entry's digest covers, in this order; `LINK_FIELDS` are their names."""

    id: int
    at: datetime
    actor: UUID | None
    action: str
    subject_kind: str
    subject_id: str
    about: UUID | None
    number: int | None


LINK_FIELDS = Link._fields


def link_digest(previous: bytes, link: Link) -> bytes:
    """Return the SHA-256 over the previous digest and every other field of an entry."""
    fields = [
        link.id,
        link.at.astimezone(UTC).isoformat(),
        str(link.actor or ""),
        link.action,
        link.subject_kind,
        link.subject_id,
        str(link.about or ""),
        link.number,
    ]
    return hashlib.sha256(previous + json.dumps(fields).encode()).digest()
