"""A sealed file gives back any part of itself, and nothing that was tampered with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vault import crypto
from vault.crypto import CHUNK_BYTES, SEALED_CHUNK_BYTES
from vault.errors import Unopenable
from vault.files import CHUNKS_PER_OBJECT, FOLDER, FileWriter, SealedFile, chunks_of

KEY = bytes(range(32))
FILE = uuid4()
OBJECT_BYTES = CHUNKS_PER_OBJECT * CHUNK_BYTES
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
SIZES_OF_OBJECTS = [OBJECT_BYTES - 1, OBJECT_BYTES, OBJECT_BYTES + 1, 2 * OBJECT_BYTES + 5]


DISTINCT = b"".join(number.to_bytes(4) for number in range(OBJECT_BYTES))


def content_of(size: int) -> bytes:
    """Return bytes in which no two places look alike."""
    return DISTINCT[:size]


def store(content: bytes, *, piece: int = 50_000) -> SealedFile:
    writer = FileWriter()
    for start in range(0, len(content), piece):
        writer.write(content[start : start + piece])
    return writer.finish()


def objects(file: SealedFile) -> list[Path]:
    return sorted((Path(settings.MEDIA_ROOT) / FOLDER).glob(f"{file.id.hex}-*"))


def opened(file: SealedFile, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join(file.read(start, stop))


@pytest.fixture(scope="module")
def long_file() -> SealedFile:
    return store(content_of(OBJECT_BYTES + 3 * CHUNK_BYTES + 77))


@pytest.mark.parametrize("size", SIZES + SIZES_OF_OBJECTS)
def test_file_opens_as_it_came(size: int) -> None:
    file = store(content_of(size))
    assert file.size == size
    assert opened(file) == content_of(size)
    file.delete()
    assert objects(file) == []


@pytest.mark.parametrize("size", SIZES + SIZES_OF_OBJECTS)
def test_file_takes_whole_chunks_of_storage(size: int) -> None:
    file = store(content_of(size))
    stored = sum(path.stat().st_size for path in objects(file))
    assert stored == chunks_of(size) * SEALED_CHUNK_BYTES
    file.delete()


@hypothesis_settings(max_examples=30, deadline=None)
@given(pieces=st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=6))
def test_file_is_the_same_however_it_comes(pieces: list[int]) -> None:
    content = content_of(sum(pieces))
    writer, position = FileWriter(), 0
    for piece in pieces:
        writer.write(content[position : position + piece])
        position += piece
    file = writer.finish()
    assert opened(file) == content
    file.delete()


@hypothesis_settings(deadline=None)
@given(start=st.integers(0, 1_300_000), length=st.integers(0, 1_300_000))
def test_any_range_is_that_slice(long_file: SealedFile, start: int, length: int) -> None:
    expected = content_of(long_file.size)[start : start + length]
    assert opened(long_file, start, start + length) == expected


Tamper = Callable[[list[bytes]], list[bytes]]
TAMPERED: dict[str, Tamper] = {
    "reordered": lambda chunks: [chunks[1], chunks[0], *chunks[2:]],
    "dropped": lambda chunks: chunks[1:],
    "without its last": lambda chunks: chunks[:-1],
    "cut in a chunk": lambda chunks: [*chunks[:-1], chunks[-1][:-1]],
    "doubled": lambda chunks: [chunks[0], chunks[0], *chunks[1:]],
    "last in place of another": lambda chunks: [chunks[-1], *chunks[1:]],
    "other in place of the last": lambda chunks: [*chunks[:-1], chunks[0]],
    "emptied": lambda chunks: chunks[:0],
}


@pytest.mark.parametrize("how", TAMPERED)
@pytest.mark.parametrize("size", [2 * CHUNK_BYTES + 9, 3 * CHUNK_BYTES])
def test_file_with_tampered_chunks_does_not_open(how: str, size: int) -> None:
    file = store(content_of(size))
    [path] = objects(file)
    stored = path.read_bytes()
    chunks = [
        stored[at : at + SEALED_CHUNK_BYTES] for at in range(0, len(stored), SEALED_CHUNK_BYTES)
    ]
    path.chmod(0o600)
    path.write_bytes(b"".join(TAMPERED[how](chunks)))
    with pytest.raises(Unopenable):
        opened(file)
    file.delete()


def test_file_with_chunks_of_another_does_not_open() -> None:
    file, other = (store(content_of(CHUNK_BYTES)) for _ in range(2))
    objects(other)[0].rename(objects(file)[0])
    with pytest.raises(Unopenable):
        opened(file)
    file.delete()


def test_file_that_is_missing_does_not_open() -> None:
    file = store(content_of(OBJECT_BYTES + 5))
    objects(file)[1].unlink()
    with pytest.raises(Unopenable):
        opened(file)
    assert opened(file, 0, OBJECT_BYTES) == content_of(OBJECT_BYTES)
    file.delete()


@pytest.mark.parametrize("change", [-1, 1, -7, -CHUNK_BYTES, CHUNK_BYTES])
def test_file_opens_at_its_true_size_alone(change: int) -> None:
    file = store(content_of(CHUNK_BYTES + 7))
    with pytest.raises(Unopenable):
        opened(SealedFile(file.id, file.size + change, file.key))
    file.delete()


def test_discarded_writer_leaves_nothing() -> None:
    writer = FileWriter()
    writer.write(content_of(2 * OBJECT_BYTES + 5))
    stored = Path(settings.MEDIA_ROOT) / FOLDER
    assert len(list(stored.glob(f"{writer.id.hex}-*"))) == 2
    writer.discard()
    assert list(stored.glob(f"{writer.id.hex}-*")) == []


@given(
    content=st.binary(max_size=500),
    index=st.integers(0, 2**40),
    key=st.binary(min_size=32, max_size=32),
)
def test_chunk_opens_with_key_and_place(content: bytes, index: int, key: bytes) -> None:
    sealed = crypto.seal_chunk(content, key=key, file_id=FILE, index=index, last=True)
    assert len(sealed) == SEALED_CHUNK_BYTES
    assert crypto.unseal_chunk(sealed, key=key, file_id=FILE, index=index, last=True) == content


@given(position=st.integers(0, SEALED_CHUNK_BYTES - 1), bit=st.integers(0, 7))
def test_chunk_with_one_bit_changed_does_not_open(position: int, bit: int) -> None:
    sealed = bytearray(crypto.seal_chunk(b"content", key=KEY, file_id=FILE, index=0, last=True))
    sealed[position] ^= 1 << bit
    with pytest.raises(Unopenable):
        crypto.unseal_chunk(sealed, key=KEY, file_id=FILE, index=0, last=True)


@pytest.mark.parametrize(
    "elsewhere",
    [{"key": bytes(32)}, {"file_id": uuid4()}, {"index": 8}, {"last": False}, {"key": b"short"}],
)
def test_chunk_opens_nowhere_else(elsewhere: dict[str, object]) -> None:
    place: dict[str, object] = {"key": KEY, "file_id": FILE, "index": 7, "last": True}
    sealed = crypto.seal_chunk(b"content", **place)  # type: ignore[arg-type]
    with pytest.raises(Unopenable):
        crypto.unseal_chunk(sealed, **(place | elsewhere))  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "last"), [(0, False), (5, False), (CHUNK_BYTES, True)])
def test_chunk_of_the_wrong_size_is_not_sealed(size: int, last: bool) -> None:
    with pytest.raises(ValueError, match="not whole"):
        crypto.seal_chunk(bytes(size), key=KEY, file_id=FILE, index=0, last=last)
