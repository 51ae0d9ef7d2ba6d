"""What a reporter can expect next, and by when, in one plain sentence."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

from incidents.enums import State
from incidents.models import Case


def next_step(case: Case, today: date) -> str:
    """Return what comes next in a case, and by when; nothing if nothing is promised.

    A day that has passed is owned up to, never shown as if it still lay ahead.
    """
    if not case.is_open:
        return ""
    if case.reply_due_on:
        day = {"day": spoken_day(case.reply_due_on)}
        if case.reply_due_on >= today:
            return gettext("Wir antworten bis %(day)s.") % day
        return (
            gettext(
                "Wir wollten bis %(day)s antworten und sind zu spät. Vergessen ist es nicht: Wir "
                "werden daran erinnert, bis du eine Antwort hast."
            )
            % day
        )
    if case.next_date and case.next_date >= today:
        day = {"day": spoken_day(case.next_date)}
        if case.state == State.WAITING_PERSON:
            return (
                gettext("Schreib uns, wann du magst. Am %(day)s sehen wir von uns aus wieder nach.")
                % day
            )
        return gettext("Am %(day)s sehen wir wieder nach, auch wenn du nichts schreibst.") % day
    return ""


def spoken_day(day: date) -> str:
    """Return a day as people say it: "Donnerstag, 26. November"."""
    return f"{date_format(day, 'l')}, {date_format(day, 'MONTH_DAY_FORMAT')}"
