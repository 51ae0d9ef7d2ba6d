"""Reads of the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ateams.audit.enums import READING
from ateams.audit.models import Cut, Entry, EntryQuerySet

SHOWN_AS_ONE = timedelta(hours=1)


@dataclass(frozen=True)
class Head:
    """The end of the chain. Whoever keeps it can tell later that nothing before it is missing."""

    position: int
    digest: str
    at: datetime | None

    def as_json(self) -> str:
        """Return it in one line, for a backup's manifest."""
        at = self.at.isoformat() if self.at else None
        return json.dumps({"digest": self.digest, "entries": self.position, "at": at})


def head() -> Head:
    """Return the newest entry's digest and place; place 0 stands for an empty log."""
    newest = Entry.objects.order_by("-id").values_list("id", "digest", "at").first()
    newest = (
        newest or Cut.objects.order_by("-position").values_list("position", "digest", "at").first()
    )
    return Head(newest[0], bytes(newest[1]).hex(), newest[2]) if newest else Head(0, "", None)


@dataclass(frozen=True)
class Reading:
    """Somebody had a thing before their eyes, once or several times within an hour."""

    actor: UUID | None
    action: str
    at: datetime
    times: int = 1


def readings(kind: str, subject_id: object) -> EntryQuerySet:
    """Return every time that somebody read a thing, the newest first."""
    return (
        Entry.objects.concerning(kind, subject_id).filter(action__in=READING).order_by("-id")
    )  # fmt: skip


def gathered(entries: Iterable[Entry]) -> list[Reading]:
    """Tell what the same person did within an hour as one, the newest first."""
    found: list[Reading] = []
    newest: dict[tuple[UUID | None, str], int] = {}
    for entry in entries:
        who = (entry.actor, entry.action)
        place = newest.get(who)
        if place is not None and found[place].at - entry.at < SHOWN_AS_ONE:
            found[place] = replace(found[place], times=found[place].times + 1)
        else:
            newest[who] = len(found)
            found.append(Reading(entry.actor, entry.action, entry.at))
    return found
