"""How a row of the list of cases reads: days as people say them, and where a case came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext, ngettext

from incidents.models import Case

WEEKS_FROM, MONTHS_FROM = 14, 60  # days


@dataclass(frozen=True, slots=True)
class Day:
    """A day in words, and whether it has passed."""

    day: date
    words: str
    late: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list shows it."""

    case: Case
    reply: Day | None
    next_date: Day | None
    origin: str
    team: str
    age: str


def rows(cases: Iterable[Case]) -> list[Row]:
    """Tell cases for the list; asks the database for nothing."""
    today = timezone.localdate()
    return [_row(case, today) for case in cases]


def day_in_words(day: date, today: date) -> Day:
    """Say a day as people do: today, tomorrow, Thursday; further away it is a date."""
    if day == today:
        words = gettext("heute")
    elif day == today + timedelta(days=1):
        words = gettext("morgen")
    elif today < day < today + timedelta(weeks=1):
        words = date_format(day, "l")
    else:
        words = date_format(day, "SHORT_DATE_FORMAT")
    return Day(day, words, late=day < today)


def age_in_words(received: date, today: date) -> str:
    """Say for how long a case has been here, in the unit that fits."""
    days = (today - received).days
    if days < 1:
        return gettext("heute")
    if days < WEEKS_FROM:
        return ngettext("%(n)d Tag", "%(n)d Tage", days) % {"n": days}
    if days < MONTHS_FROM:
        weeks = days // 7
        return ngettext("%(n)d Woche", "%(n)d Wochen", weeks) % {"n": weeks}
    months = days // 30
    return ngettext("%(n)d Monat", "%(n)d Monate", months) % {"n": months}


def _row(case: Case, today: date) -> Row:
    return Row(
        case,
        reply=day_in_words(case.reply_due_on, today) if case.reply_due_on else None,
        next_date=day_in_words(case.next_date, today) if case.next_date else None,
        origin=_origin(case),
        team=f"{case.team.institution} – {case.team}" if case.team else "",
        age=age_in_words(timezone.localdate(case.received_at), today),
    )


def _origin(case: Case) -> str:
    """Name the channel, and the language where it is not the one that the office writes."""
    if case.language == settings.LANGUAGE_CODE:
        return str(case.get_channel_display())
    try:
        language = str(get_language_info(case.language)["name_translated"])
    except KeyError:
        language = case.language
    return f"{case.get_channel_display()} · {language}"
