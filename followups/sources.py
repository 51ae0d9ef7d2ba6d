"""Everything that can be due, named one by one."""

from datetime import date

from accounts.due import SOURCES as ACCOUNTS
from ateams.due import Counted, DueItem, Listed, Source
from contactpoints.due import SOURCES as CONTACTPOINTS
from incidents.due import COUNTED as COUNTED_INCIDENTS
from incidents.due import LISTED as LISTED_INCIDENTS
from incidents.due import SOURCES as INCIDENTS
from trainings.due import SOURCES as TRAININGS

SOURCES: tuple[Source, ...] = (*INCIDENTS, *TRAININGS, *CONTACTPOINTS, *ACCOUNTS)
COUNTED: tuple[Counted, ...] = COUNTED_INCIDENTS
LISTED: tuple[Listed, ...] = LISTED_INCIDENTS


def derive(kind: str, object_id: str, due_on: date) -> DueItem | None:
    """Derive one item again; None if it is done, gone or due on another day."""
    for source in SOURCES:
        if source.kind == kind:
            items = source.items(until=due_on, object_id=object_id)
            return next((item for item in items if item.due_on == due_on), None)
    return None
