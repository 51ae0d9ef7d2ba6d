"""What is sealed opens with its key at its place, and nothing else ever opens."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from vault import crypto
from vault.crypto import Cost, Format, Place
from vault.errors import Unopenable

KEY = bytes(range(32))
PLACE = Place("case", "7", "text")
CHEAP = Cost(passes=1, memory=8192)
ENVELOPE = UUID("0b0c1f3e-6a37-4f0e-9d0a-0c6d5f1d2b11")
SECRET, PUBLIC = crypto.new_key_pair()

# Made by the first release. They must open for ever.
SEALED_IN_FORMAT_1 = (
    "011c340f6f452e83b3964eb6f643da5ae39224a565f53c3411dc5a97cf179d2c5d10cacb11a8ffc2bcbfaa26f0"
    "00c29dc811fa5d9f95ca61dede33a400e337f8d80b43eb9c26bc65de98d769ef6d2705c8aac1b0f2a010193cc4"
    "a3fe53fc923969179e3ae9e275f989e16f72c39880a178935fb046fe14e958ba718a3883560b0e01f735d2586b"
    "cec4c8bd71d2aec4a2547e89df6dbba15f744cad64730de8c1c8ba3a9ed16ac630236a5313c4cd8dcd3856d07f"
    "77a7713fd1059fc2a473e05a04a593157a95a49dd0f64bf2c8bf7b520682037d51632267fcef677dfc8c326491"
    "de5b1eae70c4ca17652c443a2b5d63cff6afe3b9db3dee40f0bfe11115eddeb68a22bdd118bda0e1597fed5437"
    "c8cd6455548e5573dd369a9ef2b18d84024b2fc13404ef266613780ce84fb228d3145c65bdcbf4b27fb37af6e1"
    "2e4331f4841ebc6fca6bf69e5d3cccf1b3045f661187fc77cba1d33579ab46a73deb4d6753c1466c75d99a071e"
    "d43bdd85a5174f1defd8fbf18ccda13bf1eaef39e288a1d887d33aaf6a68686afa52a50c367730855b2e434aa4"
    "99584cadeefb82c8b77a300df44a6743a39d5e0eac9b7e1fea137c332a1e2eecb7ef5d2a5ee070a3e0624f3e9a"
    "960d1d9633279519a1d5a961dc88619567edf8b13a8e71f6c9230fc23ec1e5175c47523d5dc43b5dc6a0c79766"
    "a27a6f750fba95b46b4a83e0cb818ccdb351930d5de3434f4e169f1de80e13e75cf66a58f58738285a34507d3e"
    "83d649ed4b66f81012a8d0f5d9"
)
GRANTED_IN_FORMAT_1 = (
    "0106814b30c83a7b9fd3940edf05ee11f701640be4e9ad4086d36b6d3bc2cdab75db59d8847387deb8531aaf4d"
    "d5774d1ecafc52fd2de40de156fcee0f7f8bcc89cc835c8171bb7b825f83f67342e53c1e3bc3c3d4465a053ab5"
    "773333643e67a738"
)
WRAPPED_IN_FORMAT_1 = (
    "01030001000045e0b9253d7df4a0a1b7163de5f2fd435f164e275f9f6c17f4194351a471df1e1d5d1542c0e89e"
    "53737786ff014b21caae2e28dd412ab1733e579305e01cc9e7c661bf607f87aa2baf69eb28929203b779a391e9"
    "9c8d3f17"
)

places = st.builds(Place, st.text(), st.text(), st.text())
keys = st.binary(min_size=32, max_size=32)


@given(plaintext=st.binary(max_size=3000), key=keys, place=places)
def test_seal_opens_with_key_and_place(plaintext: bytes, key: bytes, place: Place) -> None:
    assert crypto.unseal(crypto.seal(plaintext, key=key, place=place), key=key, place=place) == (
        plaintext
    )


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 1024 * 1024])
def test_seal_opens_at_every_size(size: int) -> None:
    sealed = crypto.seal(b"x" * size, key=KEY, place=PLACE)
    assert crypto.unseal(sealed, key=KEY, place=PLACE) == b"x" * size


def test_seal_opens_from_what_a_database_hands_out() -> None:
    sealed = memoryview(crypto.seal(b"content", key=KEY, place=PLACE))
    assert crypto.unseal(sealed, key=KEY, place=PLACE) == b"content"


def test_seal_never_gives_the_same_bytes_twice() -> None:
    assert len({crypto.seal(b"same", key=KEY, place=PLACE) for _ in range(1000)}) == 1000


@given(key=keys.filter(lambda key: key != KEY))
def test_unseal_refuses_another_key(key: bytes) -> None:
    with pytest.raises(Unopenable):
        crypto.unseal(crypto.seal(b"content", key=KEY, place=PLACE), key=key, place=PLACE)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_unseal_refuses_a_key_of_another_size(size: int) -> None:
    with pytest.raises(Unopenable):
        crypto.unseal(crypto.seal(b"content", key=KEY, place=PLACE), key=bytes(size), place=PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("note", "7", "text"),
        Place("case", "8", "text"),
        Place("case", "7", "answer"),
        Place("case", "7text", ""),
        Place("case7", "", "text"),
    ],
)
def test_unseal_refuses_another_place(elsewhere: Place) -> None:
    with pytest.raises(Unopenable):
        crypto.unseal(crypto.seal(b"content", key=KEY, place=PLACE), key=KEY, place=elsewhere)


@given(one=places, other=places)
def test_place_has_associated_data_of_its_own(one: Place, other: Place) -> None:
    same = one.associated_data(b"\x01") == other.associated_data(b"\x01")
    assert same == (one == other)


@given(parts=st.lists(st.text(), min_size=3, max_size=3), cut=st.integers(0, 20))
def test_place_parts_do_not_run_into_each_other(parts: list[str], cut: int) -> None:
    joined = "".join(parts)
    moved = Place(joined[:cut], joined[cut:], "")
    same = Place(*parts).associated_data(b"") == moved.associated_data(b"")
    assert same == (Place(*parts) == moved)


def test_unseal_refuses_truncation_at_any_point() -> None:
    sealed = crypto.seal(b"content", key=KEY, place=PLACE)
    for length in range(len(sealed)):
        with pytest.raises(Unopenable):
            crypto.unseal(sealed[:length], key=KEY, place=PLACE)


def test_unseal_refuses_any_flipped_bit() -> None:
    sealed = crypto.seal(b"content", key=KEY, place=PLACE)
    for bit in range(len(sealed) * 8):
        with pytest.raises(Unopenable):
            crypto.unseal(flip(sealed, bit), key=KEY, place=PLACE)


@given(sealed=st.binary(max_size=700), first=st.sampled_from([b"", b"\x00", b"\x01", b"\xff"]))
def test_unseal_refuses_arbitrary_bytes(sealed: bytes, first: bytes) -> None:
    with pytest.raises(Unopenable):
        crypto.unseal(first + sealed, key=KEY, place=PLACE)


@given(size=st.integers(0, 4000))
def test_padding_hides_the_length_within_a_step(size: int) -> None:
    overhead = 1 + crypto.NONCE_BYTES + 16
    steps = size // 512 + 1
    assert len(crypto.seal(bytes(size), key=KEY, place=PLACE)) == overhead + 512 * steps


def test_sealed_bytes_of_the_first_release_still_open() -> None:
    sealed = bytes.fromhex(SEALED_IN_FORMAT_1)
    assert crypto.unseal(sealed, key=KEY, place=PLACE) == b"sealed in 2026"


def seal_with_xsalsa(plaintext: bytes, key: bytes, associated: bytes) -> bytes:
    return bytes(SecretBox(key).encrypt(associated + plaintext))


def unseal_with_xsalsa(body: bytes, key: bytes, associated: bytes) -> bytes:
    opened = SecretBox(key).decrypt(body)
    if not opened.startswith(associated):
        raise CryptoError
    return opened.removeprefix(associated)


@pytest.fixture
def sealed_in_older_format(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Bytes in a format 0 that readers know and writers no longer use."""
    older = Format(seal=seal_with_xsalsa, unseal=unseal_with_xsalsa)
    monkeypatch.setitem(crypto.FORMATS, 0, older)
    return b"\x00" + older.seal(b"old content", KEY, PLACE.associated_data(b"\x00"))


def test_older_format_is_read(sealed_in_older_format: bytes) -> None:
    assert not crypto.is_newest(sealed_in_older_format)
    assert crypto.unseal(sealed_in_older_format, key=KEY, place=PLACE) == b"old content"


def test_older_format_is_sealed_again_in_the_newest(sealed_in_older_format: bytes) -> None:
    opened = crypto.unseal(sealed_in_older_format, key=KEY, place=PLACE)
    again = crypto.seal(opened, key=KEY, place=PLACE)
    assert crypto.is_newest(again)
    assert crypto.unseal(again, key=KEY, place=PLACE) == b"old content"


def test_format_byte_cannot_be_exchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(crypto.FORMATS, 2, crypto.FORMATS[1])
    sealed = crypto.seal(b"content", key=KEY, place=PLACE)
    with pytest.raises(Unopenable):
        crypto.unseal(b"\x02" + sealed[1:], key=KEY, place=PLACE)


def test_grant_opens_for_its_reader_and_envelope() -> None:
    sealed_key = crypto.grant(KEY, envelope_id=ENVELOPE, public_key=PUBLIC)
    assert crypto.ungrant(sealed_key, envelope_id=ENVELOPE, secret_key=SECRET) == KEY


def test_grant_cannot_be_moved_to_another_envelope() -> None:
    sealed_key = crypto.grant(KEY, envelope_id=ENVELOPE, public_key=PUBLIC)
    with pytest.raises(Unopenable):
        crypto.ungrant(sealed_key, envelope_id=uuid4(), secret_key=SECRET)


def test_grant_refuses_another_reader() -> None:
    sealed_key = crypto.grant(KEY, envelope_id=ENVELOPE, public_key=PUBLIC)
    with pytest.raises(Unopenable):
        crypto.ungrant(sealed_key, envelope_id=ENVELOPE, secret_key=crypto.new_key_pair()[0])


def test_grant_refuses_any_flipped_bit_and_truncation() -> None:
    sealed_key = crypto.grant(KEY, envelope_id=ENVELOPE, public_key=PUBLIC)
    damaged = [flip(sealed_key, bit) for bit in range(len(sealed_key) * 8)]
    damaged += [sealed_key[:length] for length in range(len(sealed_key))]
    for wrong in damaged:
        with pytest.raises(Unopenable):
            crypto.ungrant(wrong, envelope_id=ENVELOPE, secret_key=SECRET)


@given(sealed_key=st.binary(max_size=200))
def test_grant_refuses_arbitrary_bytes(sealed_key: bytes) -> None:
    with pytest.raises(Unopenable):
        crypto.ungrant(b"\x01" + sealed_key, envelope_id=ENVELOPE, secret_key=SECRET)


def test_grant_of_the_first_release_still_opens() -> None:
    sealed_key = bytes.fromhex(GRANTED_IN_FORMAT_1)
    assert crypto.ungrant(sealed_key, envelope_id=ENVELOPE, secret_key=KEY) == KEY


@given(passphrase=st.text(st.characters(), max_size=60), secret=keys)
def test_wrapped_secret_opens_with_its_passphrase(passphrase: str, secret: bytes) -> None:
    wrapped = crypto.wrap_secret(secret, passphrase=passphrase, place=PLACE, cost=CHEAP)
    assert crypto.unwrap_secret(wrapped, passphrase=passphrase, place=PLACE) == secret
    assert crypto.wrapping_cost(wrapped) == CHEAP


@pytest.mark.parametrize("wrong", ["", "sech worte", "sechs  worte", "\ud800", "\0", "x" * 100_000])
def test_wrapped_secret_refuses_another_passphrase(wrong: str) -> None:
    wrapped = crypto.wrap_secret(SECRET, passphrase="sechs worte", place=PLACE, cost=CHEAP)
    with pytest.raises(Unopenable):
        crypto.unwrap_secret(wrapped, passphrase=wrong, place=PLACE)


def test_wrapped_secret_refuses_another_key_pair() -> None:
    wrapped = crypto.wrap_secret(SECRET, passphrase="sechs worte", place=PLACE, cost=CHEAP)
    with pytest.raises(Unopenable):
        crypto.unwrap_secret(wrapped, passphrase="sechs worte", place=Place("case", "8", "text"))


def test_wrapped_secret_refuses_any_flipped_bit_and_truncation() -> None:
    wrapped = crypto.wrap_secret(SECRET, passphrase="sechs worte", place=PLACE, cost=CHEAP)
    damaged = [flip(wrapped, bit) for bit in range(len(wrapped) * 8)]
    damaged += [wrapped[:length] for length in range(len(wrapped))]
    for wrong in damaged:
        with pytest.raises(Unopenable):
            crypto.unwrap_secret(wrong, passphrase="sechs worte", place=PLACE)


def test_wrapped_secret_of_the_first_release_still_opens() -> None:
    """At the cost of that release, 64 MiB and 3 passes."""
    wrapped = bytes.fromhex(WRAPPED_IN_FORMAT_1)
    assert crypto.wrapping_cost(wrapped) == Cost(passes=3, memory=64 * 1024 * 1024)
    assert crypto.unwrap_secret(wrapped, passphrase="sechs worte", place=PLACE) == KEY


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Cost(3, 1000), False),
        (Cost(4, 2000), False),
        (Cost(2, 9000), True),
        (Cost(9, 999), True),
    ],
)
def test_cost_is_below_another(one: Cost, expected: bool) -> None:
    assert one.is_below(Cost(passes=3, memory=1000)) is expected


def flip(sealed: bytes, bit: int) -> bytes:
    """Return the bytes with one bit turned over."""
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
