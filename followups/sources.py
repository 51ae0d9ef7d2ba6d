"""Everything that can be due, named one by one, and as people have arranged it.

Whoever asks what is due asks here, and not the sources themselves: `items` and `derive` know who is
away, what was put off and what was passed on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from accounts.due import SOURCES as ACCOUNTS
from ateams.due import Among, Counted, DueItem, Listed, Source, current_day
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
    plan = arrangements or Arrangements(current_day())
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


def derive_among(
    kind: str,
    wanted: Collection[tuple[str, date]],
    *,
    arrangements: Arrangements | None = None,
) -> dict[tuple[str, date], DueItem]:
    """Derive several items of one kind again, by object and due date; what is done is left out.

    A kind of which thousands may wait derives them together, see `ateams.due.Among`.
    """
    source, plan = BY_KIND.get(kind), arrangements or Arrangements(current_day())
    if isinstance(source, Among) and wanted:
        until = max(day for _object_id, day in wanted)
        among = source.items_among({object_id for object_id, _day in wanted}, until=until)
        sight = Sight(plan, source, until=until)
        return {
            (item.object_id, item.due_on): item
            for item in arranged(among, plan, sight, asleep=False)
            if (item.object_id, item.due_on) in wanted
        }
    each = {
        (object_id, day): derive(kind, object_id, day, arrangements=plan)
        for object_id, day in wanted
    }
    return {key: item for key, item in each.items() if item}
