"""What stands on a timeline, as components/timeline.html shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from ateams.web.forms import BaseForm
from incidents.attachments import DamagedFile, OpenedFile


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file as components/files.html shows it."""

    file: OpenedFile | DamagedFile
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as components/timeline.html shows it.

    `thing` is what an own template offers buttons for: a task, a referral, an agreement; `form`
    is what they are sent with.
    """

    title: str
    at: datetime
    kind: str = "event"
    by: str = ""
    body: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    template: str = ""
    files: tuple[ShownFile, ...] = ()
    thing: Model | None = None
    form: BaseForm | None = None


FilesByEntry = Mapping[UUID, tuple[ShownFile, ...]]


def by_entry(
    files: Iterable[OpenedFile | DamagedFile], address: Callable[[OpenedFile | DamagedFile], str]
) -> dict[UUID, tuple[ShownFile, ...]]:
    """Group files by the entry that they came with, each with its address."""
    found: dict[UUID, tuple[ShownFile, ...]] = {}
    for file in files:
        shown = ShownFile(file, address(file))
        found[file.entry_id] = (*found.get(file.entry_id, ()), shown)
    return found
