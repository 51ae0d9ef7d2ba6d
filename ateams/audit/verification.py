"""Proving the chain: nothing changed, nothing missing, nothing slipped in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ateams.audit.chain import GENESIS, LINK_FIELDS, Link, link_digest
from ateams.audit.models import Cut, Entry
from ateams.audit.signatures import is_signed

_AT_ONCE = 5_000  # rows in memory

Row = tuple[Link, bytes, bytes]


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found.

    `entries` were proven before the first fault; `fault` names that one, empty if there is none.
    """

    entries: int
    newest: str
    fault: str = ""


def verify(*, head: str = "") -> Verdict:
    """Go through the chain once, from the newest cut or the beginning, in constant memory.

    With the digest `head` of an earlier day the chain must contain it: then nothing that stood
    before it was rewritten, and nothing that ended with it was taken away. Without it an end that
    is missing cannot be noticed.
    """
    for cut in Cut.objects.order_by("position"):
        if not is_signed(cut):
            return Verdict(0, "", f"The cut up to entry {cut.position} is not signed by us.")
    newest_cut = Cut.objects.order_by("-position").first()
    position = newest_cut.position if newest_cut else 0
    previous = bytes(newest_cut.digest) if newest_cut else GENESIS
    found = head in {"", previous.hex()}
    entries = 0
    for link, linked_to, digest in _rows():
        position += 1
        if fault := _fault(link, linked_to, digest, position=position, previous=previous):
            return Verdict(entries, previous.hex(), fault)
        previous = digest
        found = found or digest.hex() == head
        entries += 1
    fault = "" if found else "The given head does not stand in the chain."
    return Verdict(entries, previous.hex(), fault)


def _fault(link: Link, linked_to: bytes, digest: bytes, *, position: int, previous: bytes) -> str:
    if link.id != position:
        return f"Entry {position} is missing; entry {link.id} stands in its place."
    if linked_to != previous:
        return f"Entry {link.id} is not linked to the one before it."
    if link_digest(linked_to, link) != digest:
        return f"Entry {link.id} was changed."
    return ""


def _rows() -> Iterator[Row]:
    """Yield all entries in order, page by page: no long transaction, no long list."""
    columns = Entry.objects.order_by("id").values_list(*LINK_FIELDS, "previous", "digest")
    last = -1
    while page := list(columns.filter(id__gt=last)[:_AT_ONCE]):
        for *fields, previous, digest in page:
            yield Link(*fields), bytes(previous), bytes(digest)
        last = page[-1][0]
