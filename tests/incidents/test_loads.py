"""Supervision: numbers per person for leads, and never a case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from incidents.enums import State
from incidents.loads import Load, loads
from incidents.models import Case
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
URL = "/cases/load/"


@pytest.fixture(autouse=True)
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def case(person: Persona | None, **fields: Any) -> Case:
    made = make_case()
    fields = {"reply_due_on": None, "next_date": TODAY, **fields}
    Case.objects.filter(pk=made.pk).update(responsible=person.user if person else None, **fields)
    return made


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", html.partition("<tbody>")[2])
    return [
        [
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"(?s)<t[hd].*?</t[hd]>", row)
        ]
        for row in rows
    ]


def test_open_cases_are_counted_by_person_the_most_first(
    counsellor: Persona, lead: Persona
) -> None:
    case(counsellor, urgent=True)
    case(counsellor, next_date=TODAY - timedelta(days=1))
    case(counsellor, reply_due_on=TODAY - timedelta(days=1), state=State.WAITING_PERSON)
    case(lead, next_date=None, state=State.WAITING_OTHER)
    case(None, next_date=None)
    case(counsellor, state=State.CLOSED, closed_at=timezone.now())
    case(counsellor, apart=True)
    assert loads(lead.user) == [
        Load(counsellor.user, open=3, urgent=1, overdue=2, undated=0, waiting=1),
        Load(lead.user, open=1, urgent=0, overdue=0, undated=1, waiting=1),
        Load(None, open=1, urgent=0, overdue=0, undated=1, waiting=0),
    ]


def test_page_shows_numbers_and_leads_to_the_list_of_one_person(
    counsellor: Persona, lead: Persona
) -> None:
    mine, other = case(counsellor), case(lead)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        lead.client.force_login(lead.user)
        html = lead.client.get(URL).content.decode()
    assert cells(html) == [
        [counsellor.user.name, "1", "0", "1", "0", "0"],
        [lead.user.name, "1", "0", "1", "0", "0"],
        ["Niemand", "0", "0", "0", "0", "0"],
    ]
    assert mine.reference not in html
    assert other.reference not in html
    html = lead.client.get(f"/cases/?who={counsellor.user.pk}").content.decode()
    assert mine.reference in html
    assert other.reference not in html
    assert f"Zuständig: {counsellor.user.name}" in html
    html = lead.client.get("/cases/?who=unsinn").content.decode()
    assert "data-error-summary" not in html


def test_case_that_the_lead_cannot_open_is_not_counted(counsellor: Persona) -> None:
    case(counsellor)
    late = persona(Role.LEAD)
    give_key(late.user)
    assert [load.open for load in loads(late.user)] == [0, 0, 0, 0]


def test_whoever_left_is_named_as_long_as_they_have_cases(
    counsellor: Persona, lead: Persona
) -> None:
    case(counsellor)
    counsellor.user.is_active = False
    counsellor.user.save()
    assert cells(lead.client.get(URL).content.decode())[0][0] == f"{counsellor.user} deaktiviert"
    Case.objects.update(responsible=lead.user)
    assert counsellor.user.name not in lead.client.get(URL).content.decode()


def test_page_costs_the_same_however_many_there_are(
    counsellor: Persona, lead: Persona, django_assert_num_queries: Any
) -> None:
    counts = []
    for _ in range(2):
        case(counsellor)
        person = persona(Role.COUNSELLOR)
        case(person)
        with django_assert_num_queries(100, exact=False) as captured:
            lead.client.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[1]
