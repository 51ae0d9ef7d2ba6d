"""Assigning what is ticked: to one person or by load, and what is left as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.services import set_absence
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import EntryKind, State
from incidents.forms.assigning import tick_of
from incidents.models import Case
from incidents.services import work
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona, unlock

pytestmark = pytest.mark.django_db
URL, LIST = "/cases/assign/", "/cases/"


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


@pytest.fixture
def cases(office: None) -> list[Case]:
    return [make_case() for _ in range(3)]


def assign(who: Persona, cases: list[Case], to: object, **fields: Any) -> str:
    """Send the ticks as the page would; return the page that comes back."""
    sent = {"cases": [tick_of(case) for case in cases], "to": str(to), **fields}
    return who.client.post(URL, sent, follow=True).content.decode()


def responsible(*cases: Case) -> list[str]:
    names = dict(Case.objects.values_list("pk", "responsible__name"))
    return [names[case.pk] for case in cases]


def test_page_offers_ticks_and_people_with_their_load(
    cases: list[Case], counsellor: Persona, lead: Persona
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(responsible=lead.user)
    html = lead.client.get(LIST).content.decode()
    assert set(re.findall(r'name="cases" value="([^"]+)"', html)) == set(map(tick_of, cases))
    options = re.findall(r"<option value=\"[0-9a-f-]{36}\">([^<]+ [^<]+\(.+\))</option>", html)
    assert options == [
        f"{counsellor.user.name} (0 offene Fälle)", f"{lead.user.name} (1 offener Fall)",
    ]  # fmt: skip


def test_ticked_cases_get_the_person(cases: list[Case], lead: Persona, counsellor: Persona) -> None:
    html = assign(lead, cases[:2], counsellor.user.pk, back="who=nobody")
    assert f"2 Fälle sind {counsellor.user.name} zugewiesen." in html
    assert responsible(*cases) == [counsellor.user.name, counsellor.user.name, None]
    entries = cases[0].entries.filter(kind=EntryKind.ASSIGNED)
    assert [(entry.author, entry.person) for entry in entries] == [(lead.user, counsellor.user)]
    assert Case.objects.get(pk=cases[0].pk).version == 2
    recorded = AuditEntry.objects.filter(action="case.assigned", actor=lead.user.pk)
    assert {entry.subject_id for entry in recorded} == {str(case.pk) for case in cases[:2]}
    assert '<span class="places__count">1<' in html  # of the filter that the list had


def test_cases_are_spread_by_load(cases: list[Case], lead: Persona, counsellor: Persona) -> None:
    Case.objects.filter(pk=make_case().pk).update(responsible=lead.user)
    Case.objects.filter(pk=cases[2].pk).update(urgent=True)
    html = assign(lead, cases, "load")
    assert "3 Fälle sind verteilt." in html
    # Both have two now; the urgent one was given out first, of equals to the first by name.
    names = [lead.user.name, counsellor.user.name]
    assert sorted(responsible(*cases)) == sorted([*names, counsellor.user.name])
    assert responsible(cases[2]) == [counsellor.user.name]


def test_what_changed_meanwhile_is_left_and_told(
    cases: list[Case], lead: Persona, counsellor: Persona
) -> None:
    work.acknowledge(case=cases[0], version=1, by=counsellor.user)
    work_on(cases[1], closed=True)
    html = assign(lead, cases, lead.user.pk)
    assert f"1 Fall ist {lead.user.name} zugewiesen." in html
    assert "2 Fälle nicht: Inzwischen hat sie jemand geändert." in html
    assert responsible(*cases) == [counsellor.user.name, None, lead.user.name]


def work_on(case: Case, *, closed: bool) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=State.CLOSED if closed else State.IN_PROGRESS,
        closed_at=timezone.now() if closed else None,
    )


def test_nobody_gets_a_case_that_they_cannot_open(cases: list[Case], lead: Persona) -> None:
    late = persona(Role.COUNSELLOR, name="Zu spät Gekommene")
    give_key(late.user)
    new = make_case()
    html = assign(lead, [*cases, new], late.user.pk)
    assert "1 Fall ist Zu spät Gekommene zugewiesen." in html
    assert "3 Fälle nicht: Die Person kann sie nicht öffnen." in html
    assert responsible(*cases, new) == [None, None, None, "Zu spät Gekommene"]


def test_somebody_without_the_grant_assigns_nothing(cases: list[Case], lead: Persona) -> None:
    late = persona(Role.COUNSELLOR)
    give_key(late.user)
    html = assign(late, cases, lead.user.pk)
    assert "zugewiesen" not in html
    assert responsible(*cases) == [None, None, None]


@pytest.mark.parametrize(
    ("ticks", "to", "words"),
    [
        ([], "load", "Kreuze bitte zuerst Fälle an."),
        (["x"], "load", "alert"),
        (None, "", "Wähle bitte aus, wer die Fälle bekommt."),
        (None, "niemand", "alert"),
    ],
)
def test_what_is_missing_is_named_and_ticks_stay(
    cases: list[Case], lead: Persona, ticks: list[str] | None, to: str, words: str
) -> None:
    sent = [tick_of(cases[0])] if ticks is None else ticks
    html = lead.client.post(URL, {"cases": sent, "to": to}).content.decode()
    assert words in html
    assert html.count(" checked") == (1 if ticks is None else 0)
    assert responsible(*cases) == [None, None, None]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR, Role.ADMIN])
def test_only_the_office_assigns(cases: list[Case], role: Role) -> None:
    somebody = persona(role)
    assert somebody.client.post(URL, {"cases": [tick_of(cases[0])]}).status_code == 404


def test_assigning_costs_constant_queries(
    cases: list[Case], lead: Persona, django_assert_num_queries: Any
) -> None:
    assign(lead, cases[:1], lead.user.pk)
    counts = []
    for ticked in (cases[:1], cases):
        fresh = [Case.objects.get(pk=case.pk) for case in ticked]
        sent = {"cases": [tick_of(case) for case in fresh], "to": str(lead.user.pk)}
        with django_assert_num_queries(100, exact=False) as captured:
            lead.client.post(URL, sent)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_whoever_is_away_is_named_and_passed_over_by_load(
    cases: list[Case], counsellor: Persona, lead: Persona
) -> None:
    today = timezone.localdate()
    set_absence(
        person=counsellor.user, first_day=today, last_day=today, stand_in=lead.user, by=lead.user
    )
    away = f"{counsellor.user.name} (0 offene Fälle) – nicht da bis {today:%d.%m.%Y}"
    assert away in lead.client.get(LIST).content.decode()
    load = lead.client.get("/cases/load/").content.decode()
    assert f"nicht da bis {today:%d.%m.%Y}" in load
    assert f"Vertretung: {lead.user.name}" in load
    html = assign(lead, cases[:2], "load")
    assert f"2 Fälle sind {lead.user.name} zugewiesen." in html
    assert f"1 Fall ist {counsellor.user.name} zugewiesen." in assign(
        lead, cases[2:], counsellor.user.pk
    )
    set_absence(person=lead.user, first_day=today, last_day=today, stand_in=None, by=lead.user)
    assert "Wer ihn öffnen kann, ist gerade nicht da." in assign(lead, [make_case()], "load")
    unlock(lead)
    page = lead.client.get(f"/cases/{cases[0].reference}/").content.decode()
    assert f"{counsellor.user.name} – nicht da bis {today:%d.%m.%Y}" in page
