"""Everything that can be due, named one by one, and as people have arranged it.

Whoever asks what is due asks here, and not the sources themselves: `items` and `derive` know who is
away, what was put off and what was passed on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils import timezone

from accounts.due import SOURCES as ACCOUNTS
from ateams.due import Counted, DueItem, Listed, Source
from contactpoints.due import SOURCES as CONTACTPOINTS
from followups.arrangements import Arrangements, Sight, arranged
from followups.refused_addresses import AddressRefused
from incidents.due import COUNTED as COUNTED_INCIDENTS
from incidents.due import LISTED as LISTED_INCIDENTS
from incidents.due import SOURCES as INCIDENTS
from trainings.due import COUNTED as COUNTED_TRAININGS
from trainings.due import SOURCES as TRAININGS

SOURCES: tuple[Source, ...] = (
    *INCIDENTS,
    *TRAININGS,
    *CONTACTPOINTS,
    *ACCOUNTS,
    AddressRefused(),
)
COUNTED: tuple[Counted, ...] = (*COUNTED_INCIDENTS, *COUNTED_TRAININGS)
LISTED: tuple[Listed, ...] = LISTED_INCIDENTS
BY_KIND: dict[str, Source] = {source.kind: source for source in SOURCES}


def items(
    source: Source,
    *,
    until: date,
    object_id: str | None = None,
    reader_id: UUID | None = None,
    arrangements: Arrangements | None = None,
    asleep: bool = False,
) -> Iterator[DueItem]:
    """Derive what a source has as people have arranged it; what is put off only if `asleep`.

    `arrangements` read once serve for all sources; without them they are read here.
    """
    plan = arrangements or Arrangements(timezone.localdate())
    found = source.items(until=until, object_id=object_id, reader_id=reader_id)
    sight = Sight(plan, source, until=until, object_id=object_id, reader_id=reader_id)
    return arranged(found, plan, sight, asleep=asleep)


def derive(
    kind: str, object_id: str, due_on: date, *, arrangements: Arrangements | None = None
) -> DueItem | None:
    """Derive one item again; None if it is done, gone, put off or due on another day."""
    source = BY_KIND.get(kind)
    if source is None:
        return None
    found = items(source, until=due_on, object_id=object_id, arrangements=arrangements)
    return next((item for item in found if item.due_on == due_on), None)
