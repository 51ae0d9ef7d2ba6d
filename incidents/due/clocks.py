"""What the clocks of a case make due; an answer owed has a date of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.due import DueItem, current_day
from incidents.clocks import read_clocks
from incidents.due.people import cases_for, item_of, with_people
from incidents.enums import Clock
from incidents.models.case import CaseQuerySet
from incidents.running_clocks import running


@dataclass(frozen=True)
class ClockDue:
    """One clock that has run down, or will within `ahead` days: before that it says nothing.

    Done when what the clock counts from happens again, or the case is closed.
    """

    kind: str
    label: str | Promise
    title: str | Promise
    clock: Clock
    ahead: int

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the open cases in which this clock is due."""
        return self.due_in(cases_for(object_id, reader_id), until)

    def due_in(self, cases: CaseQuerySet, until: date) -> Iterator[DueItem]:
        """Derive it in some cases alone."""
        until = self.latest(until, current_day())
        found = {
            one.case.pk: one.due
            for one in running(cases, self.clock, read_clocks(), until=until)
            if one.due and one.due <= until
        }
        for case, people in with_people(cases.filter(pk__in=found)):
            yield item_of(self.kind, case, found[case.pk], str(self.title), people)

    def latest(self, until: date, today: date) -> date:
        """Return the last due day of which the clock says something today."""
        return min(until, today + timedelta(days=self.ahead))


ACKNOWLEDGE = ClockDue(
    "case.acknowledge", _("Eingang bestätigen"), _("Eingang bestätigen"), Clock.ACKNOWLEDGE, 4
)
FEEDBACK = ClockDue(
    "case.feedback",
    _("Rückmeldung in einem Fall"),
    _("Rückmeldung an die Person"),
    Clock.FEEDBACK,
    15,
)
SILENCE = ClockDue(
    "case.silence", _("Fall ohne Aktivität"), _("Lange nichts geschehen"), Clock.SILENCE, 0
)
REVIEW = ClockDue("case.review", _("Durchsicht eines Falls"), _("Fall durchsehen"), Clock.REVIEW, 7)
