"""Who opened a case, and when, is seen by everybody who reads it, and by the reporter."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import Team, User
from ateams.audit.models import Entry
from ateams.audit.services import record
from incidents.models import Case
from incidents.openings import PAGE_SIZE
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=BERLIN)


@pytest.fixture
def case(counsellor: Persona, member: Persona, team: Team) -> Case:
    open_office(counsellor.user)
    give_key(member.user)
    return make_case(team=team, code=CODE)


def opened(case: Case, by: User | None, at: datetime, action: str = "case.opened") -> None:
    """Record that somebody opened the case then."""
    with time_machine.travel(at, tick=False), transaction.atomic():
        record(action=action, subject=("case", case.id), by=by.id if by else None)


def page(case: Case, who: Persona, number: int = 1) -> str:
    return who.client.get(f"/cases/{case.reference}/openings/?page={number}").content.decode()


def lines(html: str) -> list[str]:
    """Return the list of openings as it is read."""
    part = html.partition("geöffnet")[2]
    found = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    told = (re.sub(r"<[^>]+>", "", line) for line in found if "<time" in line)
    return [" ".join(line.split()) for line in told]


def rows(html: str) -> list[list[str]]:
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"(?s)<t[hd].*?</t[hd]>", row)]
        for row in re.findall(r"(?s)<tr>(.*?)</tr>", html.partition("<tbody>")[2])
    ]


def mailbox(client: Client) -> str:
    fields = {"code": CODE, "once": str(uuid4())}
    answer = client.post(
        "/de/mailbox/", fields, headers={"sec-fetch-site": "same-origin"}, follow=True
    )
    return answer.content.decode()


def test_case_page_names_who_opened_it_last(case: Case, counsellor: Persona) -> None:
    other = persona(Role.COUNSELLOR, name="Bo Beispiel")
    opened(case, other.user, NOON)
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        url = f"/cases/{case.reference}/"
        counsellor.client.force_login(counsellor.user)
        counsellor.client.post(url, {"passphrase": PASSPHRASE})
        html = counsellor.client.get(url).content.decode()
    assert lines(html) == [
        f"{counsellor.user.name}, 24. November, 14:00",
        "Bo Beispiel, 24. November, 12:00",
    ]
    assert f'href="{url}openings/"' in html


def test_openings_within_an_hour_are_one_line_and_all_logged(
    case: Case, counsellor: Persona, member: Persona
) -> None:
    for minutes in (0, 10, 59, 60, 61):
        opened(case, counsellor.user, NOON + timedelta(minutes=minutes))
        opened(case, member.user, NOON + timedelta(minutes=minutes))
    told = rows(page(case, counsellor))
    assert [(who, times) for who, _when, _what, times in told] == [
        (member.user.name, "4"), (counsellor.user.name, "4"),
        (member.user.name, "1"), (counsellor.user.name, "1"),
    ]  # fmt: skip
    assert Entry.objects.filter(action="case.opened").count() == 10


def test_emergency_key_and_erased_account_are_told(case: Case, counsellor: Persona) -> None:
    gone = persona(Role.COUNSELLOR)
    opened(case, gone.user, NOON)
    opened(case, None, NOON, "case.recovered")
    opened(case, counsellor.user, NOON, "case.file_opened")
    gone.user.delete()
    assert [row[0::2] for row in rows(page(case, counsellor))] == [
        [counsellor.user.name, "Datei geöffnet"],
        ["Notfallschlüssel", "Fall geöffnet"],
        ["gelöschtes Konto", "Fall geöffnet"],
    ]


def test_other_acts_and_other_cases_are_not_told(case: Case, counsellor: Persona) -> None:
    opened(case, counsellor.user, NOON, "case.noted")
    opened(make_case(), counsellor.user, NOON)
    html = page(case, counsellor)
    assert rows(html) == []
    assert "Noch niemand" in html


def test_long_list_has_pages(case: Case, counsellor: Persona) -> None:
    for hour in range(PAGE_SIZE + 1):
        opened(case, counsellor.user, NOON + timedelta(hours=2 * hour))
    assert len(rows(page(case, counsellor))) == PAGE_SIZE
    assert len(rows(page(case, counsellor, 2))) == 1


def test_list_costs_the_same_however_many_there_are(
    case: Case, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    counts = []
    for hour in range(3):
        opened(case, persona(Role.COUNSELLOR).user, NOON + timedelta(hours=hour))
        with django_assert_num_queries(100, exact=False) as captured:
            page(case, counsellor)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_reporter_sees_roles_and_times_without_names(
    case: Case, client: Client, counsellor: Persona, member: Persona
) -> None:
    other = persona(Role.LEAD)
    opened(case, member.user, NOON - timedelta(days=1))
    opened(case, counsellor.user, NOON)
    opened(case, other.user, NOON + timedelta(minutes=12))
    opened(case, None, NOON + timedelta(days=1), "case.recovered")
    html = mailbox(client)
    assert lines(html) == [
        "Notfallschlüssel, 25. November, 12:00",
        "Beratungsstelle, 24. November, 12:12",
        "A-Team, 23. November, 12:00",
    ]
    for person in (counsellor, member, other):
        assert person.user.name not in html


def test_reporter_is_told_when_nobody_has_opened_it(case: Case, client: Client) -> None:
    html = mailbox(client)
    assert "Noch niemand." in html
    assert lines(html) == []


def test_own_opening_of_a_file_is_told_as_such_to_both_sides(
    case: Case, client: Client, counsellor: Persona
) -> None:
    opened(case, None, NOON, "case.file_opened")
    assert lines(mailbox(client)) == ["mit deinem Code, 24. November, 12:00 · Datei geöffnet"]
    assert [row[0] for row in rows(page(case, counsellor))] == ["meldende Person"]
