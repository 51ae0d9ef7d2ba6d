"""The list of cases: who sees what in which order, what it is narrowed to, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.enums import Role
from incidents.enums import Channel, State
from incidents.models import Case
from incidents.queue import next_after, place_of, queue_order
from incidents.queue_rows import age_in_words, day_in_words
from tests.factories.accounts import TeamFactory
from tests.factories.incidents import give_key, make_case, open_office
from tests.personas import Persona, persona

NO_TEAM = "0355b8ef-3215-4b4e-b000-000000000000"
pytestmark = [pytest.mark.django_db, pytest.mark.database]
URL = "/cases/"


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)


def given(**columns: Any) -> Case:
    """Let a case come in and be as the columns say."""
    case = make_case()
    Case.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()
    return case


def days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def shown(person: Persona, query: str = "") -> list[str]:
    """Return the references on the page, from top to bottom."""
    html = person.client.get(URL + query).content.decode()
    return re.findall(r'href="/cases/([^/"]+)/[^"]*" data-row>', html)


def references(*cases: Case) -> list[str]:
    return [case.reference for case in cases]


# --- order -----------------------------------------------------------------------------------


def test_order_is_urgent_then_new_then_unread_then_the_date_that_comes_first(
    office: None, counsellor: Persona
) -> None:
    read = {"unread": False, "state": State.IN_PROGRESS}
    later = given(**read, reply_due_on=days(5), next_date=days(4))
    undated = given(**read, reply_due_on=None, next_date=None)
    sooner = given(**read, reply_due_on=days(9), next_date=days(1))
    unread = given(state=State.IN_PROGRESS, reply_due_on=days(9))
    new = given(unread=False)
    new_unread = given()
    urgent = given(**read, urgent=True, reply_due_on=days(20))
    expected = references(urgent, new_unread, new, unread, sooner, later, undated)
    assert shown(counsellor) == expected


def test_order_of_all_puts_what_is_over_at_the_end_newest_first(
    office: None, counsellor: Persona
) -> None:
    now = timezone.now()
    over = {"state": State.CLOSED, "reply_due_on": None, "urgent": True}
    long_ago = given(**over, closed_at=now - timedelta(days=9))
    yesterday = given(**over, closed_at=now - timedelta(days=1))
    still_open = given(state=State.IN_PROGRESS, unread=False)
    assert shown(counsellor, "?state=all") == references(still_open, yesterday, long_ago)
    assert shown(counsellor) == references(still_open)


def test_next_case_is_the_one_behind_the_place_where_somebody_stood(office: None) -> None:
    first, second, third = given(), given(), given(unread=False)
    ordered = list(queue_order(Case.objects.all()))
    assert ordered == [first, second, third]
    place = place_of(first)
    Case.objects.filter(pk=first.pk).update(unread=False, state=State.ACKNOWLEDGED)
    assert next_after(Case.objects.all(), place) == second
    assert next_after(Case.objects.all(), place_of(second)) == third
    assert next_after(Case.objects.all(), place_of(third)) == first
    assert next_after(Case.objects.all(), place_of(first)) is None


def test_every_open_case_is_met_once_on_the_way(office: None) -> None:
    moment = timezone.now()
    for number in range(6):
        given(received_at=moment, unread=bool(number % 2), urgent=number == 3)
    walked = [queue_order(Case.objects.all())[0]]
    while found := next_after(Case.objects.all(), place_of(walked[-1])):
        walked.append(found)
    assert walked == list(queue_order(Case.objects.all()))


# --- filters ---------------------------------------------------------------------------------


def test_filters_keep_what_they_say(office: None, counsellor: Persona, lead: Persona) -> None:
    team = TeamFactory.create()
    quiet = {"unread": False, "next_date": days(3), "reply_due_on": None}
    cases = {
        "mine": given(**quiet, responsible=counsellor.user),
        "late": given(**quiet | {"next_date": days(-1)}, responsible=lead.user),
        "unanswered": given(**quiet | {"reply_due_on": days(-2)}, responsible=lead.user),
        "dateless": given(**quiet | {"next_date": None}, responsible=lead.user),
        "phone": given(**quiet, channel=Channel.PHONE, responsible=lead.user),
        "english": given(**quiet, language="en", responsible=lead.user),
        "arabic": given(**quiet, language="ar", responsible=lead.user),
        "team": given(**quiet, team=team, responsible=lead.user),
        "report": given(**quiet, type="report", responsible=lead.user),
        "unread": given(**quiet | {"unread": True}, responsible=lead.user),
        "nobody": given(**quiet),
        "closed": given(
            state=State.CLOSED, closed_at=timezone.now(), reply_due_on=None, responsible=lead.user
        ),
    }

    def kept(query: str) -> set[str]:
        found = set(shown(counsellor, query))
        return {name for name, case in cases.items() if case.reference in found}

    assert kept("") == cases.keys() - {"closed"}
    assert kept("?state=all") == cases.keys()
    assert kept("?state=closed") == {"closed"}
    assert kept("?who=me") == {"mine"}
    assert kept("?who=nobody") == {"nobody"}
    assert kept("?due=overdue") == {"late", "unanswered"}
    assert kept("?due=missing") == {"dateless"}
    assert kept(f"?team={team.pk}") == {"team"}
    assert kept("?channel=phone") == {"phone"}
    assert kept("?language=en") == {"english"}
    assert kept("?language=ar") == {"arabic"}
    assert kept("?type=report") == {"report"}
    assert kept("?unread=on") == {"unread"}
    assert kept(f"?who=nobody&due=overdue&team={team.pk}") == set()


def test_each_active_filter_is_taken_away_by_a_link(office: None, counsellor: Persona) -> None:
    given()
    html = counsellor.client.get(f"{URL}?who=nobody&unread=on&state=open").content.decode()
    chips = html[html.index('class="chips"') :].partition("</ul>")[0]
    assert re.findall(r'<li><a href="([^"]*)">', chips) == [
        f"{URL}?unread=on", f"{URL}?who=nobody", URL,
    ]  # fmt: skip
    assert "Zuständig: niemand" in chips
    assert '<span class="places__count">2<' in html
    assert 'class="chips"' not in counsellor.client.get(URL).content.decode()


def test_pages_and_cases_keep_the_filters(office: None, counsellor: Persona) -> None:
    case = given()
    html = counsellor.client.get(f"{URL}?who=nobody&page=1").content.decode()
    assert f'href="/cases/{case.reference}/?who=nobody" data-row' in html
    assert '<input type="hidden" name="back" value="who=nobody"' in html


@pytest.mark.parametrize(
    "query",
    [
        "?state=unsinn",
        "?page=999",
        "?page=x",
        "?who=alle",
        f"?team={NO_TEAM}",
        "?team=x",
        "?due=1",
    ],
)
def test_nonsense_in_the_address_is_ignored(office: None, counsellor: Persona, query: str) -> None:
    case = given()
    answer = counsellor.client.get(URL + query)
    assert case.reference in answer.content.decode()
    assert "kern-error" not in answer.content.decode()
    assert counsellor.client.get(f"{URL}?who=\x00").status_code in {200, 400}


def test_team_is_offered_its_own_filters_alone(
    office: None, member: Persona, counsellor: Persona
) -> None:
    give_key(member.user)
    case = make_case(team=member.team)
    html = member.client.get(URL).content.decode()
    assert case.reference in html
    assert re.findall(r'<select name="(\w+)"', html) == ["state", "due", "channel", "language"]
    assert "assign" not in html
    assert shown(member, "?who=nobody&type=report") == references(case)


def test_filters_name_no_team_of_cases_that_somebody_cannot_open(
    office: None, counsellor: Persona
) -> None:
    team = TeamFactory.create()
    given(team=team)
    late = persona(Role.COUNSELLOR)
    give_key(late.user)
    assert str(team.institution) in counsellor.client.get(URL).content.decode()
    assert str(team.institution) not in late.client.get(URL).content.decode()


# --- what it says ----------------------------------------------------------------------------


def test_row_shows_what_a_counsellor_needs(office: None, counsellor: Persona) -> None:
    team = TeamFactory.create()
    given(
        urgent=True,
        team=team,
        language="en",
        reply_due_on=days(-1),
        next_date=days(1),
        responsible=counsellor.user,
        received_at=timezone.now() - timedelta(days=4),
    )
    html = counsellor.client.get(URL).content.decode()
    row = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", html[html.index("<tbody") :]))
    late = f"überfällig: {day_in_words(days(-1), days(0)).words}"
    for words in ("dringend", "ungelesen", "Neu", late, "morgen", counsellor.user.name):
        assert words in row
    assert "Online-Formular · Englisch" in row
    assert f"{team.institution} – {team}" in row
    assert "4 Tage" in row


def test_days_and_ages_read_as_people_say_them() -> None:
    monday = date(2026, 11, 23)
    in_days = [day_in_words(monday + timedelta(days=n), monday) for n in (-1, 0, 1, 3, 6, 7)]
    with translation.override("de"):
        assert [day.words for day in in_days] == [
            "22.11.2026", "heute", "morgen", "Donnerstag", "Sonntag", "30.11.2026",
        ]  # fmt: skip
        ages = [age_in_words(monday - timedelta(days=n), monday) for n in (0, 1, 13, 14, 59, 60)]
        assert ages == ["heute", "1 Tag", "13 Tage", "2 Wochen", "8 Wochen", "2 Monate"]
    assert [day.late for day in in_days] == [True] + [False] * 5


def test_empty_list_says_what_would_stand_there(office: None, counsellor: Persona) -> None:
    assert "Keine offenen Fälle" in counsellor.client.get(URL).content.decode()
    assert "Kein Fall passt" in counsellor.client.get(f"{URL}?unread=on").content.decode()
    without_key = persona(Role.COUNSELLOR)
    assert "Noch ist nichts zu öffnen" in without_key.client.get(URL).content.decode()


# --- counts and costs ------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_numbers_count_nothing_that_somebody_cannot_open(office: None, role: str) -> None:
    """Navigation, list, and the numbers beside people: the same before and after."""
    somebody = persona(Role(role))
    if role != Role.ADMIN:
        give_key(somebody.user)
    colleague = persona(Role.COUNSELLOR, name="Wer viele hat")
    give_key(colleague.user)

    def pages() -> list[str]:
        answers = [somebody.client.get(url).content.decode() for url in ("/", URL, "/agenda/")]
        return [re.sub(r'(csrfmiddlewaretoken" value)="\w+"', r"\1", html) for html in answers]

    before = pages()
    pair = somebody.user.key_pair
    for number in range(2):
        case = given(urgent=bool(number), responsible=colleague.user, next_date=days(-1))
        if pair:
            case.shared_envelope.grants.filter(key_pair=pair).delete()
            case.internal_envelope.grants.filter(key_pair=pair).delete()
    assert pages() == before


@pytest.mark.parametrize("query", ["", "?state=all&who=nobody&due=overdue&unread=on"])
def test_list_costs_constant_queries(
    office: None, counsellor: Persona, django_assert_num_queries: Any, query: str
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            given(reply_due_on=days(-1), team=TeamFactory.create())
        with django_assert_num_queries(100, exact=False) as captured:
            counsellor.client.get(URL + query)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14
