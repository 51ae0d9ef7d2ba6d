"""An opened envelope: seals and opens what belongs to one case."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from vault.crypto import Bytes, Place, is_newest, seal, unseal
from vault.errors import Unopenable, Unsealable

TEXT_SCHEMA = 1
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Sealed(NamedTuple):
    """What was sealed, and the number of the schema that its writer used."""

    schema: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class OpenEnvelope:
    """The data key of one envelope, for as long as a request lasts.

    Everything sealed is JSON with a schema number, because no server process can migrate it:
    readers must understand every schema there ever was.
    """

    id: UUID
    data_key: bytes = field(repr=False)

    def seal_text(self, text: str, *, place: Place) -> bytes:
        """Seal a text for one place; raise `Unsealable` if it holds a lone surrogate."""
        return self.seal_json({"text": text}, schema=TEXT_SCHEMA, place=place)

    def open_text(self, sealed: Bytes, *, place: Place) -> str:
        """Return the text; raise `Unopenable` for anything that `seal_text` did not make."""
        text = self.open_json(sealed, place=place).payload.get("text")
        if not isinstance(text, str):
            raise Unopenable
        return text

    def seal_json(self, payload: Mapping[str, Any], *, schema: int, place: Place) -> bytes:
        """Seal a payload of strings, numbers, booleans, lists and dictionaries for one place."""
        document = {"schema": schema, "payload": dict(payload)}
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if _LONE_SURROGATE.search(text):
            raise Unsealable
        return seal(text.encode(), key=self.data_key, place=place)

    def open_json(self, sealed: Bytes, *, place: Place) -> Sealed:
        """Return schema number and payload; raise `Unopenable` for anything not sealed here."""
        plaintext = unseal(sealed, key=self.data_key, place=place)
        try:
            document = json.loads(plaintext)
            return Sealed(schema=document["schema"], payload=document["payload"])
        except (ValueError, TypeError, KeyError):
            # Raised below: the error of the parser would carry the text along.
            pass
        raise Unopenable

    def reseal(self, sealed: Bytes, *, place: Place) -> bytes | None:
        """Return the same content in the newest format, or nothing if it has it already.

        Whoever opens something for writing stores the answer in its place.
        """
        if is_newest(sealed):
            return None
        return seal(unseal(sealed, key=self.data_key, place=place), key=self.data_key, place=place)
