"""What trainings put on start pages, institutions' pages and into the navigation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Institution, Team
from accounts.panels import institution_panels
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona, persona
from trainings.enums import Answer, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00+01:00", tick=False):
        yield


def start(person: Persona) -> str:
    return person.client.get("/").content.decode()


def test_start_page_begins_with_logging_for_members(member: Persona, admin: Persona) -> None:
    assert 'href="/trainings/log/"' in start(member)
    assert 'href="/trainings/' not in start(admin)


def test_coordinator_sees_what_waits_and_the_next_training(
    coordinator: Persona, team: Team
) -> None:
    here = {"institution": team.institution, "team": team}
    TrainingFactory.create_batch(4, **here)
    TrainingFactory.create(
        **here,
        title="Kommt",
        state=State.PLANNED,
        on=timezone.localdate() + timedelta(days=9),
        place="Aula",
    )
    TrainingFactory.create()
    page = start(coordinator)
    assert "4 Schulungen bestätigen" in page
    assert "Kommt" in page
    assert "Aula" in page


def test_coordinator_with_nothing_to_do_sees_no_confirmations(coordinator: Persona) -> None:
    page = start(coordinator)
    assert "Schulungen bestätigen" not in page
    assert "Keine Schulung geplant." in page


def test_office_confirms_only_where_nobody_coordinates(
    counsellor: Persona, coordinator: Persona, team: Team
) -> None:
    TrainingFactory.create(institution=team.institution)
    assert "Schulung bestätigen<" not in start(counsellor)
    TrainingFactory.create()
    assert "1 Schulung bestätigen<" in start(counsellor)


def test_team_is_asked_who_was_there(
    member: Persona, coordinator: Persona, lead: Persona, team: Team
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    planned = TrainingFactory.create(
        institution=team.institution, state=State.PLANNED, on=yesterday
    )
    for person in (member, coordinator):
        assert "<h2>Wer war da?</h2>" in start(person)
        assert f"/trainings/{planned.id}/attendance/" in start(person)
    assert "<h2>Wer war da?</h2>" not in start(lead)


def test_office_sees_which_institution_wants_something(
    counsellor: Persona, coordinator: Persona, team: Team
) -> None:
    training = TrainingFactory.create(institution=team.institution, on=date(2026, 10, 1))
    FollowUpAnswerFactory.create(training=training, answer=Answer.WANT_HELP)
    assert "<h2>Antworten von Einrichtungen</h2>" in start(counsellor)
    assert f"/trainings/{training.id}/#follow-up" in start(counsellor)
    assert "Antworten von Einrichtungen" not in start(coordinator)


def panel_of(institution: Institution, person: Persona) -> dict[str, object]:
    panels = institution_panels(institution, person.user)
    found = next((p for p in panels if p.template == "trainings/panels/institution.html"), None)
    return dict(found.context) if found else {}


def test_institution_shows_the_school_year_s_reach_and_answers(
    coordinator: Persona, counsellor: Persona, team: Team
) -> None:
    here = {"institution": team.institution, "team": team}
    TrainingFactory.create(**here, on=date(2026, 8, 1), heads={"pupils": 20})
    held = TrainingFactory.create(**here, on=date(2026, 10, 1), heads={"teachers": 5})
    TrainingFactory.create(**here, on=date(2026, 7, 31), heads={"pupils": 1000})
    TrainingFactory.create(**here, state=State.PLANNED, heads={"pupils": 1000})
    answer = FollowUpAnswerFactory.create(training=held, text="Läuft")
    context = panel_of(team.institution, coordinator)
    year = context["year"]
    assert (str(year.year), year.trainings, year.reached) == ("2026/27", 2, 25)  # type: ignore[attr-defined]
    assert list(context["answers"]) == [answer]  # type: ignore[call-overload]
    page = counsellor.client.get(f"/institutions/{team.institution_id}/").content.decode()
    assert "2 Schulungen" in page
    assert "25 Personen erreicht" in page
    assert "<q>Läuft</q>" in page


def test_institution_without_trainings_has_no_panel(coordinator: Persona, team: Team) -> None:
    assert panel_of(team.institution, coordinator) == {}


def test_institution_shows_a_stranger_nothing(team: Team, admin: Persona) -> None:
    TrainingFactory.create(institution=team.institution)
    stranger = persona(Role.COORDINATOR, team=TeamFactory.create())
    assert panel_of(team.institution, stranger) == {}
    assert panel_of(team.institution, admin) == {}
