"""All cryptography of the product, on libsodium alone: sealing, granting, wrapping.

Four things are sealed, each with a format byte first so that every later version can still
read it:

* contents (`seal`): XChaCha20-Poly1305 under a data key, bound to the place they are stored at;
* chunks of files (`seal_chunk`): the same under a file's own key, bound to file, position and end;
* data keys (`grant`): an anonymous box to one reader's public key, bound to their envelope;
  of each a key pair can be derived (`letter_secret`), to which others seal what they add;
* secret keys (`wrap_secret`): XChaCha20-Poly1305 under a key that Argon2id derives from a
  passphrase, its cost and salt beside it.

Whatever is wrong with sealed bytes, the answer is `Unopenable`. Python cannot wipe memory: keys
stay in the process until the garbage collector has reused their place.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    crypto_box_SEALBYTES,
    crypto_generichash_blake2b_salt_personal,
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
    crypto_pwhash_SALTBYTES,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

from vault.errors import Unopenable

# A database hands out memoryviews where Python has bytes.
Bytes: TypeAlias = bytes | bytearray | memoryview

KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES
SALT_BYTES = crypto_pwhash_SALTBYTES
NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
PADDING_STEP = 512


# --- contents --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where sealed bytes are stored. They open nowhere else."""

    table: str
    row: str
    field: str

    def associated_data(self, prefix: bytes) -> bytes:
        """Return prefix and place; each part carries its length, so no two places look alike."""
        parts = (part.encode() for part in (self.table, self.row, self.field))
        return prefix + b"".join(struct.pack(">I", len(part)) + part for part in parts)


@dataclass(frozen=True)
class Format:
    """One way of sealing. Both functions take bytes, key and associated data.

    `unseal` raises nacl's `CryptoError` for everything that it cannot open.
    """

    seal: Callable[[bytes, bytes, bytes], bytes]
    unseal: Callable[[bytes, bytes, bytes], bytes]


def new_data_key() -> bytes:
    """Return a random key for `seal`, 32 bytes."""
    return random(KEY_BYTES)


def seal(plaintext: bytes, *, key: bytes, place: Place) -> bytes:
    """Seal bytes in the newest format, so that they open with this key at this place only."""
    prefix = bytes([NEWEST_FORMAT])
    return prefix + FORMATS[NEWEST_FORMAT].seal(plaintext, key, place.associated_data(prefix))


def unseal(sealed: Bytes, *, key: bytes, place: Place) -> bytes:
    """Open sealed bytes of any format there ever was; raise `Unopenable` for all others."""
    prefix, body = bytes(sealed[:1]), bytes(sealed[1:])
    if not prefix or prefix[0] not in FORMATS:
        raise Unopenable
    try:
        return FORMATS[prefix[0]].unseal(body, key, place.associated_data(prefix))
    except CryptoError:
        raise Unopenable from None


def is_newest(sealed: Bytes) -> bool:
    """Tell whether sealed bytes have the newest format; others are sealed again when opened."""
    return bytes(sealed[:1]) == bytes([NEWEST_FORMAT])


def _seal_padded(plaintext: bytes, key: bytes, associated: bytes) -> bytes:
    return _encrypt(sodium_pad(plaintext, PADDING_STEP), key, associated)


def _unseal_padded(body: bytes, key: bytes, associated: bytes) -> bytes:
    return sodium_unpad(_decrypt(body, key, associated), PADDING_STEP)


def _encrypt(plaintext: bytes, key: bytes, associated: bytes) -> bytes:
    # 24 random bytes never meet again, so no counter has to be kept.
    nonce = random(NONCE_BYTES)
    return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated, nonce, key)


def _decrypt(body: bytes, key: bytes, associated: bytes) -> bytes:
    # PyNaCl itself stumbles over a body that is shorter than its tag.
    if len(body) < NONCE_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES:
        raise CryptoError
    nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
    return crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, associated, nonce, key)


# Readers keep every format for ever; a new one is added here and becomes the newest.
FORMATS: dict[int, Format] = {1: Format(seal=_seal_padded, unseal=_unseal_padded)}
NEWEST_FORMAT = 1


# --- chunks of files -------------------------------------------------------------------------

CHUNK_FORMAT = 1
CHUNK_BYTES = 64 * 1024
SEALED_CHUNK_BYTES = (
    1 + NONCE_BYTES + CHUNK_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES
)  # every chunk, whatever is in it
# Format, file, number of the chunk, whether it is the last one.
_CHUNK_PLACE = struct.Struct(">B16sQ?")


def seal_chunk(content: bytes, *, key: bytes, file_id: UUID, index: int, last: bool) -> bytes:
    """Seal one chunk of a file: whole ones, then a last one that is not (and may be empty).

    The last one is padded, so that all look alike and only their number can be told.
    """
    if len(content) >= CHUNK_BYTES if last else len(content) != CHUNK_BYTES:
        raise ValueError("Only the last chunk of a file is not whole.")
    padded = sodium_pad(content, CHUNK_BYTES) if last else content
    place = _CHUNK_PLACE.pack(CHUNK_FORMAT, file_id.bytes, index, last)
    return bytes([CHUNK_FORMAT]) + _encrypt(padded, key, place)


def unseal_chunk(sealed: Bytes, *, key: bytes, file_id: UUID, index: int, last: bool) -> bytes:
    """Open a chunk where it belongs; raise `Unopenable` anywhere else."""
    prefix, body = bytes(sealed[:1]), bytes(sealed[1:])
    if prefix != bytes([CHUNK_FORMAT]) or len(sealed) != SEALED_CHUNK_BYTES:
        raise Unopenable
    try:
        content = _decrypt(body, key, _CHUNK_PLACE.pack(prefix[0], file_id.bytes, index, last))
        return sodium_unpad(content, CHUNK_BYTES) if last else content
    except CryptoError:
        raise Unopenable from None


# --- data keys -------------------------------------------------------------------------------

GRANT_FORMAT = b"\x01"


def new_key_pair() -> tuple[bytes, bytes]:
    """Return the secret and the public half of a new X25519 key pair, 32 bytes each."""
    secret = PrivateKey.generate()
    return bytes(secret), bytes(secret.public_key)


def public_key_of(secret_key: bytes) -> bytes:
    """Return the public half that belongs to a secret half."""
    return bytes(PrivateKey(secret_key).public_key)


def grant(data_key: bytes, *, envelope_id: UUID, public_key: Bytes) -> bytes:
    """Seal a data key to one reader. The envelope is named inside, so a grant cannot be moved."""
    box = SealedBox(PublicKey(bytes(public_key)))
    return GRANT_FORMAT + bytes(box.encrypt(GRANT_FORMAT + envelope_id.bytes + data_key))


def ungrant(sealed_key: Bytes, *, envelope_id: UUID, secret_key: bytes) -> bytes:
    """Return the data key of this envelope; raise `Unopenable` for another's grant or envelope."""
    expected = GRANT_FORMAT + envelope_id.bytes
    prefix, body = bytes(sealed_key[:1]), bytes(sealed_key[1:])
    if prefix != GRANT_FORMAT or len(body) != crypto_box_SEALBYTES + len(expected) + KEY_BYTES:
        raise Unopenable
    try:
        opened = SealedBox(PrivateKey(secret_key)).decrypt(body)
    except CryptoError:
        raise Unopenable from None
    if not opened.startswith(expected):
        raise Unopenable
    return opened.removeprefix(expected)


# What libsodium's key derivation does: BLAKE2b with the key, and a name for what it is for.
_LETTERS = b"ateams letters\x00\x00"


def letter_secret(data_key: bytes) -> bytes:
    """Return the secret half that belongs to a data key: the same one always, for letters alone."""
    return crypto_generichash_blake2b_salt_personal(
        b"", digest_size=KEY_BYTES, key=data_key, person=_LETTERS
    )


# --- secret keys -----------------------------------------------------------------------------

WRAP_FORMAT = 1
# Format, passes, memory in KiB, salt: stored beside, so that the cost can be raised later.
_WRAP_HEADER = struct.Struct(f">BBI{SALT_BYTES}s")


@dataclass(frozen=True)
class Cost:
    """What one Argon2id derivation costs: passes over so many bytes of memory."""

    passes: int
    memory: int

    def is_below(self, other: Cost) -> bool:
        """Tell whether guessing is cheaper here than at the other cost."""
        return self.passes < other.passes or self.memory < other.memory


# More than this is no cost that was ever chosen but damage, and would stop the process.
HIGHEST_COST = Cost(passes=16, memory=1024 * 1024 * 1024)


def argon2id(secret: bytes, *, salt: bytes, cost: Cost, size: int) -> bytes:
    """Derive `size` bytes from something that people can type. Releases the interpreter lock."""
    return crypto_pwhash_alg(
        size, secret, salt, cost.passes, cost.memory, crypto_pwhash_ALG_ARGON2ID13
    )


def wrap_secret(secret: bytes, *, passphrase: str, place: Place, cost: Cost) -> bytes:
    """Seal a secret key under a passphrase, for this place."""
    salt = random(SALT_BYTES)
    header = _WRAP_HEADER.pack(WRAP_FORMAT, cost.passes, cost.memory // 1024, salt)
    key = _passphrase_key(passphrase, salt, cost)
    return header + _encrypt(secret, key, place.associated_data(header))


def unwrap_secret(wrapped: Bytes, *, passphrase: str, place: Place) -> bytes:
    """Return the secret key; raise `Unopenable` for a wrong passphrase or place, or damage."""
    cost = wrapping_cost(wrapped)
    header, body = bytes(wrapped[: _WRAP_HEADER.size]), bytes(wrapped[_WRAP_HEADER.size :])
    try:
        key = _passphrase_key(passphrase, header[-SALT_BYTES:], cost)
        return _decrypt(body, key, place.associated_data(header))
    except CryptoError:
        raise Unopenable from None


def wrapping_cost(wrapped: Bytes) -> Cost:
    """Return the cost that a wrapped secret was made with; raise `Unopenable` if it has none."""
    if len(wrapped) < _WRAP_HEADER.size:
        raise Unopenable
    version, passes, kibibytes, _salt = _WRAP_HEADER.unpack(bytes(wrapped[: _WRAP_HEADER.size]))
    cost = Cost(passes=passes, memory=kibibytes * 1024)
    if version != WRAP_FORMAT or HIGHEST_COST.is_below(cost):
        raise Unopenable
    return cost


def _passphrase_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # A lone surrogate is no part of any passphrase, but must be a wrong one and not a failure.
    typed = passphrase.encode(errors="surrogatepass")
    return argon2id(typed, salt=salt, cost=cost, size=KEY_BYTES)
