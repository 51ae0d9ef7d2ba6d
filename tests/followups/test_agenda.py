"""What is due, per person, and that nobody sees what is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from followups.agenda import Pressing, agenda_of
from followups.models import Rule
from incidents.models import Case
from tests.factories.accounts import ContactFactory
from tests.factories.followups import beat_all
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def beating() -> None:
    beat_all(NOW)


def page(person: Persona, query: str = "") -> str:
    answer = person.client.get(f"/agenda/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def log(person: Persona, title: str, days_ago: int) -> None:
    """Log a training at the person's institution that waits to be confirmed."""
    TrainingFactory.create(
        institution=person.institution, title=title, logged_at=NOW - timedelta(days=days_ago)
    )


def test_anonymous_signs_in_first(client: Client) -> None:
    answer = client.get("/agenda/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/agenda/")


def test_administration_has_no_agenda(admin: Persona) -> None:
    assert admin.client.get("/agenda/").status_code == 404


def test_agenda_is_only_looked_at(coordinator: Persona) -> None:
    assert coordinator.client.post("/agenda/").status_code == 405


def test_empty_agenda_says_what_will_stand_here(coordinator: Persona, beating: None) -> None:
    assert "Nichts ist fällig" in page(coordinator)


def test_coordinator_sees_the_own_institution_alone(coordinator: Persona, beating: None) -> None:
    log(coordinator, "Unsere Schulung", 2)
    TrainingFactory.create(title="Fremde Schulung", logged_at=NOW - timedelta(days=2))
    text = page(coordinator, "?show=all")
    assert "Unsere Schulung" in text
    assert "Fremde Schulung" not in text
    assert "Unsere Schulung" in page(coordinator)


def test_member_is_told_nothing_waits_but_may_look(
    member: Persona, coordinator: Persona, beating: None
) -> None:
    log(coordinator, "Unsere Schulung", 2)
    mine = page(member)
    assert "Gerade wartet nichts" in mine
    assert "Unsere Schulung" not in mine
    assert "Unsere Schulung" in page(member, "?show=all")


def test_office_is_called_only_after_the_coordinator(
    counsellor: Persona, coordinator: Persona, beating: None
) -> None:
    log(coordinator, "Vor zwei Tagen", 2)
    log(coordinator, "Vor drei Wochen", 21)
    mine = page(counsellor)
    assert "Vor drei Wochen" in mine
    assert "Vor zwei Tagen" not in mine
    assert "Vor zwei Tagen" in page(counsellor, "?show=all")


def test_coordinator_learns_nothing_of_a_case_that_was_not_shared(
    coordinator: Persona, lead: Persona, beating: None
) -> None:
    open_office(lead.user)
    case = make_case()
    Case.objects.update(responsible=coordinator.user)
    for query in ("", "?show=all"):
        assert case.reference not in page(coordinator, query)
        assert ">1<" not in page(coordinator, query)
    assert case.reference in page(lead)


def test_items_stand_in_groups_by_how_pressing_they_are(
    coordinator: Persona, lead: Persona
) -> None:
    contact = ContactFactory.create(institution=coordinator.institution)
    for on in (date(2026, 10, 23), date(2026, 10, 25), date(2026, 10, 29), date(2026, 11, 3)):
        TrainingFactory.create(institution=contact.institution, on=on, state="confirmed")
    open_office(lead.user)
    make_case()
    agenda = agenda_of(lead.user, TODAY)
    groups = agenda.sorted_by_pressure(agenda.bundles)
    days = agenda.entries(*groups.values())
    assert {
        part: [entry.item.due_on.day for entry in entries]
        for part, entries in zip(groups, days, strict=True)
    } == {
        Pressing.ADRIFT: [25],
        Pressing.OVERDUE: [23],
        Pressing.TODAY: [25],
        Pressing.WEEK: [29],
        Pressing.LATER: [30, 3],
        Pressing.ASLEEP: [],
    }


def test_late_items_say_for_how_long(coordinator: Persona, beating: None) -> None:
    log(coordinator, "Unsere Schulung", 9)
    assert "seit 9 Tagen" in page(coordinator)


def test_recent_answers_are_for_those_who_may_read_them(
    coordinator: Persona, member: Persona, beating: None
) -> None:
    training = TrainingFactory.create(institution=coordinator.institution, title="Beantwortet")
    FollowUpAnswerFactory.create(training=training, answer="want_help")
    assert "Neueste Antworten" in page(coordinator)
    assert "Neueste Antworten" not in page(member)


def test_unknown_filter_shows_ones_own(coordinator: Persona, beating: None) -> None:
    assert "Nichts ist fällig" in page(coordinator, "?show=nonsense")


def test_queries_do_not_grow_with_the_list(coordinator: Persona, beating: None) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            log(coordinator, "Unsere Schulung", 2)
            TrainingFactory.create(institution=coordinator.institution, on=date(2026, 10, 25))
        with CaptureQueriesContext(connection) as queries:
            page(coordinator)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_kind_without_rules_waits_for_whoever_is_responsible(coordinator: Persona) -> None:
    Rule.objects.all().delete()
    log(coordinator, "Unsere Schulung", 2)
    assert "Unsere Schulung" in page(coordinator)


# --- the start page


def test_start_page_shows_what_waits_until_today(coordinator: Persona, beating: None) -> None:
    log(coordinator, "Unsere Schulung", 2)
    text = coordinator.client.get("/").content.decode()
    assert "1 ist überfällig." in text
    assert 'href="/agenda/"' in text


def test_agenda_leads_to_the_mails_of_those_who_may_see_them(
    lead: Persona, counsellor: Persona, beating: None
) -> None:
    assert 'href="/mails/"' in page(lead)
    assert 'href="/mails/"' not in page(counsellor)
