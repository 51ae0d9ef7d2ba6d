"""What the mailbox says comes next, and by when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from incidents.enums import State
from incidents.models import Case
from incidents.next_steps import next_step, spoken_day

TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)


@pytest.mark.parametrize(
    ("state", "reply_due_on", "next_date", "told"),
    [
        (State.NEW, THURSDAY, None, "Wir antworten bis Donnerstag, 26. November."),
        (State.NEW, TUESDAY, THURSDAY, "Wir antworten bis Dienstag, 24. November."),
        (
            State.IN_PROGRESS,
            date(2026, 11, 23),
            THURSDAY,
            (
                "Wir wollten bis Montag, 23. November antworten und sind zu spät. Vergessen ist es "
                "nicht: Wir werden daran erinnert, bis du eine Antwort hast."
            ),
        ),
        (
            State.IN_PROGRESS,
            None,
            THURSDAY,
            "Am Donnerstag, 26. November sehen wir wieder nach, auch wenn du nichts schreibst.",
        ),
        (
            State.WAITING_PERSON,
            None,
            THURSDAY,
            (
                "Schreib uns, wann du magst. Am Donnerstag, 26. November sehen wir von uns aus "
                "wieder nach."
            ),
        ),
        (State.IN_PROGRESS, None, date(2026, 11, 23), ""),
        (State.IN_PROGRESS, None, None, ""),
        (State.CLOSED, THURSDAY, THURSDAY, ""),
    ],
)
def test_next_step_is_told_with_its_day(
    state: State, reply_due_on: date | None, next_date: date | None, told: str
) -> None:
    case = Case(state=state, reply_due_on=reply_due_on, next_date=next_date)
    assert next_step(case, TUESDAY) == told


def test_day_is_told_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert spoken_day(THURSDAY) == "Thursday, 26 November"


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_day_that_has_passed_is_never_promised(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    for owed, planned in ((day, None), (None, day)):
        told = next_step(Case(state=State.IN_PROGRESS, reply_due_on=owed, next_date=planned), today)
        assert ("antworten bis" in told or "sehen wir" in told) == (days >= 0)
