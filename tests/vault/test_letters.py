"""Letters: sealed by anybody, opened by whoever opens the envelope, and by nobody else."""

from uuid import uuid4

import pytest

from vault.crypto import Place, letter_secret, new_data_key
from vault.envelopes import OpenEnvelope
from vault.errors import Unopenable
from vault.letters import letter_key, open_letter, seal_letter

ROW = uuid4()
PLACE = Place("table", str(ROW), "sealed")


def envelope() -> OpenEnvelope:
    return OpenEnvelope(uuid4(), new_data_key())


def test_letter_opens_with_its_envelope_at_its_place_alone() -> None:
    mine = envelope()
    sealed, key = seal_letter(letter_key(mine), {"text": "Hallo"}, row=ROW, schema=1, place=PLACE)
    opened = open_letter(sealed, key, row=ROW, place=PLACE, envelope=mine)
    assert opened.payload == {"text": "Hallo"}
    for other, row, place in (
        (envelope(), ROW, PLACE),
        (mine, uuid4(), PLACE),
        (mine, ROW, Place("table", str(uuid4()), "sealed")),
    ):
        with pytest.raises(Unopenable):
            open_letter(sealed, key, row=row, place=place, envelope=other)


def test_key_of_letters_is_derived_and_is_not_the_data_key() -> None:
    """Stored letters must open for ever: the derivation never changes."""
    assert letter_secret(bytes(32)).hex() == KNOWN
    assert letter_key(OpenEnvelope(ROW, bytes(32))) != letter_secret(bytes(32))


KNOWN = "9b8c3add2d985f7343cd193564f25b14da53b3ec3f3b5dc29f4ba73f223c824d"
