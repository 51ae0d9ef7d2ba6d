"""Files, sealed while they come in and opened piece by piece.

A file has a random id and a random key of its own; both exist in memory alone until somebody seals
them in an envelope. Its chunks lie in Django's default storage, sixteen in one object, so that
neither a folder nor an object store has to append, and any range can be read on its own. Whoever
looks at the storage learns how many chunks a file has, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from vault.crypto import CHUNK_BYTES, SEALED_CHUNK_BYTES, new_data_key, seal_chunk, unseal_chunk
from vault.errors import Unopenable

FOLDER = "sealed"
CHUNKS_PER_OBJECT = 16


def chunks_of(size: int) -> int:
    """Return how many chunks a file of so many bytes has; there is always a last, padded one."""
    return size // CHUNK_BYTES + 1


@dataclass(frozen=True)
class SealedFile:
    """A whole file in the storage, with what opens it. The key must be stored sealed only."""

    id: UUID
    size: int
    key: bytes = field(repr=False)

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `stop`, a chunk at a time.

        Raises `Unopenable` at the first chunk that is missing, moved, damaged or foreign; what
        came before it was genuine. Who reads to the end knows that it is the end.
        """
        stop = self.size if stop is None else min(stop, self.size)
        end = self._last if stop == self.size else (stop - 1) // CHUNK_BYTES
        for index, content in self._chunks(start // CHUNK_BYTES, end):
            before = index * CHUNK_BYTES
            piece = content[max(start - before, 0) : stop - before]
            if piece:
                yield piece

    def delete(self) -> None:
        """Remove the chunks; what is gone already does not matter."""
        delete_chunks(self.id, chunks_of(self.size))

    @property
    def _last(self) -> int:
        return chunks_of(self.size) - 1

    def _chunks(self, first: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Open chunks in order, each object of the storage once."""
        index = first
        while index <= end:
            number, position = divmod(index, CHUNKS_PER_OBJECT)
            try:
                stored = default_storage.open(_name(self.id, number))
            except FileNotFoundError:
                raise Unopenable from None
            with stored:
                stored.seek(position * SEALED_CHUNK_BYTES)
                for _ in range(min(end - index + 1, CHUNKS_PER_OBJECT - position)):
                    yield index, self._open(index, stored.read(SEALED_CHUNK_BYTES))
                    index += 1

    def _open(self, index: int, sealed: bytes) -> bytes:
        last = index == self._last
        content = unseal_chunk(sealed, key=self.key, file_id=self.id, index=index, last=last)
        if last and len(content) != self.size % CHUNK_BYTES:
            raise Unopenable
        return content


class FileWriter:
    """Takes the bytes of one file as they come, and keeps no more of them than one chunk."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.size = 0
        self._key = new_data_key()
        self._rest = bytearray()
        self._index = 0
        self._sealed: list[bytes] = []

    def write(self, content: bytes) -> None:
        """Seal what has come; every sixteenth chunk goes into the storage."""
        self.size += len(content)
        self._rest += content
        while len(self._rest) >= CHUNK_BYTES:
            self._seal(bytes(self._rest[:CHUNK_BYTES]), last=False)
            del self._rest[:CHUNK_BYTES]

    def finish(self) -> SealedFile:
        """Seal the end, and return the file; nothing can be written any more."""
        self._seal(bytes(self._rest), last=True)
        self._rest.clear()
        self._store()
        return SealedFile(self.id, self.size, self._key)

    def discard(self) -> None:
        """Remove what has been stored so far."""
        self._rest.clear()
        self._sealed.clear()
        delete_chunks(self.id, self._index)

    def _seal(self, content: bytes, *, last: bool) -> None:
        self._sealed.append(
            seal_chunk(content, key=self._key, file_id=self.id, index=self._index, last=last)
        )
        self._index += 1
        if len(self._sealed) == CHUNKS_PER_OBJECT:
            self._store()

    def _store(self) -> None:
        if self._sealed:
            name = _name(self.id, (self._index - 1) // CHUNKS_PER_OBJECT)
            default_storage.save(name, ContentFile(b"".join(self._sealed)))
            self._sealed.clear()


def delete_chunks(file_id: UUID, chunks: int) -> None:
    """Remove a file of so many chunks from the storage. Once its key is gone, nobody reads it."""
    for number in range(-(-chunks // CHUNKS_PER_OBJECT)):
        default_storage.delete(_name(file_id, number))


def stored_objects(before: datetime) -> Iterator[tuple[str, UUID]]:
    """Yield name and file id of everything in the storage that is older than a moment."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        path = f"{FOLDER}/{name}"
        with suppress(ValueError, FileNotFoundError):  # not ours, or removed meanwhile
            file_id = UUID(hex=name.partition("-")[0])
            if default_storage.get_modified_time(path) < before:
                yield path, file_id


def delete_object(name: str) -> None:
    """Remove one object that `stored_objects` has named."""
    default_storage.delete(name)


def _name(file_id: UUID, number: int) -> str:
    return f"{FOLDER}/{file_id.hex}-{number:04d}"
