"""Newer dates of school holidays: looked at, put in place in one step, and named when they end."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ateams.school_holidays import calendar, end_is_near, holidays_on
from followups.health import troubles

CSV = """Id;Country;StartDate;EndDate;Type;Name;Subdivisions
1;DE;2030-07-11;2030-08-21;School;DE Sommerferien,EN Summer Holidays;NI
2;DE;2030-10-14;2030-10-26;School;DE Herbstferien,EN Autumn Holidays;NI
3;DE;2030-11-01;;School;DE Brückentag;NI
4;DE;2030-11-18;2030-11-22;School;DE Herbstferien;HB
5;DE;2031-07-03;2031-08-13;School;DE Sommerferien;NI
"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//DE
BEGIN:VEVENT
UID:1
DTSTAMP:20290101T000000Z
DTSTART;VALUE=DATE:20310703
DTEND;VALUE=DATE:20310814
SUMMARY:Sommerferien Niedersachsen
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR, settings.SCHOOL_HOLIDAYS = tmp_path, None
    return tmp_path


def update(file: Path, text: str, *options: str) -> str:
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command(
        "update_school_holidays", str(file), "--source", "Erlass 2029", *options, stdout=out
    )
    return out.getvalue()


def test_newer_dates_count_at_once(place: Path) -> None:
    shipped = calendar()
    assert holidays_on(date(2031, 8, 13)) is None
    assert "known until 2031-08-13" in update(place / "new.csv", CSV, "--check")
    assert calendar() is shipped
    told = update(place / "new.csv", CSV)
    assert told.startswith(f"Written to {place / 'school_holidays.json'}")
    assert "4 holidays, known until 2031-08-13. Erlass 2029" in told
    assert (calendar().source, calendar().known_until) == ("Erlass 2029", date(2031, 8, 13))
    assert date(2031, 8, 13) in calendar().days
    assert date(2030, 11, 20) not in calendar().days  # Bremen's
    update(place / "new.ics", ICS, "--known-until", "2031-10-01")
    assert [(one.first, one.last) for one in calendar().holidays] == [
        (date(2031, 7, 3), date(2031, 8, 13))
    ]
    own = json.loads((place / "school_holidays.json").read_text())
    own["known_until"] = "2029-01-01"  # a product that was updated since brings better ones
    (place / "school_holidays.json").write_text(json.dumps(own))
    assert calendar().known_until == shipped.known_until


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("new.txt", "", "neither .json nor .csv nor .ics"),
        ("new.json", "{", "not in the form of its kind"),
        ("new.json", '{"holidays": [["2031-07-03", "2031-08-13", "moon"]]}', "unknown kind moon"),
        ("new.csv", "a;b\n1;2\n", "not in the form of its kind"),
        ("new.csv", "", "There are no holidays in it"),
        ("new.csv", "first,last,name\n2031-08-13,2031-07-03,Sommerferien\n", "cannot be holidays"),
        ("new.csv", "first,last,name\n2031-07-03,2031-07-10,Sommerferien\n", "too short"),
        (
            "new.csv",
            CSV + "6;DE;2030-10-20;2030-10-30;School;DE Herbstferien;NI\n",
            "2030-10-20 lies in the holidays before it",
        ),
        ("new.csv", CSV + "6;DE;2033-07-01;2033-08-10;School;Sommerferien;NI\n", "in 2032"),
        ("new.csv", "first,last,name\n2029-07-03,2029-08-13,Sommerferien\n", "2029-08-13 only"),
        ("new.ics", ICS.replace(";VALUE=DATE:20310703", ":20310703T080000Z"), "times of day"),
        ("new.ics", "BEGIN:VCALENDAR", "not in the form of its kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_changes_nothing(
    place: Path, name: str, text: str, message: str
) -> None:
    before = calendar()
    with pytest.raises(CommandError, match=message):
        update(place / name, text)
    assert calendar() is before
    assert not (place / "school_holidays.json").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "near"), [(date(2030, 5, 22), False), (date(2030, 5, 23), True)])
def test_end_of_the_file_is_named_90_days_before(place: Path, day: date, near: bool) -> None:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        assert end_is_near(day) is near
        said = [trouble.sentence for trouble in troubles(now)]
        assert any("bis 21.08.2030 bekannt" in one for one in said) is near
