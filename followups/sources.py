"""Everything that can be due, named one by one."""

from collections.abc import Collection
from datetime import date

from accounts.due import SOURCES as ACCOUNTS
from ateams.due import Among, Counted, DueItem, Source
from contactpoints.due import SOURCES as CONTACTPOINTS
from incidents.due import COUNTED as COUNTED_INCIDENTS
from incidents.due import SOURCES as INCIDENTS
from trainings.due import SOURCES as TRAININGS

SOURCES: tuple[Source, ...] = (*INCIDENTS, *TRAININGS, *CONTACTPOINTS, *ACCOUNTS)
COUNTED: tuple[Counted, ...] = COUNTED_INCIDENTS


def derive(kind: str, object_id: str, due_on: date) -> DueItem | None:
    """Derive one item again; None if it is done, gone or due on another day."""
    for source in SOURCES:
        if source.kind == kind:
            items = source.items(until=due_on, object_id=object_id)
            return next((item for item in items if item.due_on == due_on), None)
    return None


def derive_among(
    kind: str, wanted: Collection[tuple[str, date]]
) -> dict[tuple[str, date], DueItem]:
    """Derive several items of one kind again, by object and due date; what is done is left out.

    A kind of which thousands may wait derives them together, see `ateams.due.Among`.
    """
    source = next((source for source in SOURCES if source.kind == kind), None)
    if isinstance(source, Among) and wanted:
        until = max(day for _object_id, day in wanted)
        items = source.items_among({object_id for object_id, _day in wanted}, until=until)
        return {
            (item.object_id, item.due_on): item
            for item in items
            if (item.object_id, item.due_on) in wanted
        }
    each = {(object_id, day): derive(kind, object_id, day) for object_id, day in wanted}
    return {key: item for key, item in each.items() if item}
