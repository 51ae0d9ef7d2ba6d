"""The page "we held a training"."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import Team
from tests.factories.accounts import MembershipFactory, TeamFactory
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona, persona
from trainings.enums import State
from trainings.models import Training
from trainings.selectors import topics_by_use

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2026-11-22T12:00+01:00", tick=False):
        yield


def filled(**changed: Any) -> dict[str, Any]:
    """Return the fields of a training for 24 teachers; a field set to None is left out."""
    data = {
        "submission": str(uuid.uuid4()),
        "day": "0",
        "topics": ["outreach"],
        "minutes": "90",
        "heads_teachers": "24",
    }
    return {name: value for name, value in (data | changed).items() if value is not None}


def log(person: Persona, **changed: Any) -> Response:
    return person.client.post("/trainings/log/", filled(**changed))


def errors(answer: Response) -> dict[str, list[str]]:
    """Return what the form found wrong, and make sure that nothing was written."""
    assert answer.status_code == 200
    assert not Training.objects.exists()
    found: dict[str, list[str]] = answer.context["form"].errors
    page = answer.content.decode()
    for field, texts in found.items():
        for text in texts:
            assert page.count(str(text)) == 2, (field, text)  # in the summary and at the field
    return found


def test_log_knows_institution_team_and_day(member: Persona, team: Team) -> None:
    answer = log(member)
    training = Training.objects.get()
    assert answer.headers["Location"] == f"/trainings/{training.id}/logged/"
    assert (training.institution, training.team) == (team.institution, team)
    assert (training.title, training.state) == ("Das A-Team stellt sich vor", State.HELD)
    session = training.sessions.get()
    assert (session.date, session.minutes) == (TODAY, 90)
    assert list(training.head_counts.values_list("group", "count")) == [("teachers", 24)]


def test_log_says_who_confirms(member: Persona, coordinator: Persona) -> None:
    page = member.client.get(log(member).headers["Location"]).content.decode()
    assert f"Es bestätigt: {coordinator.user.name}." in page
    assert "24 Personen" in page
    assert "Noch eine eintragen" in page


def test_log_says_that_the_office_confirms_where_nobody_coordinates(member: Persona) -> None:
    page = member.client.get(log(member).headers["Location"]).content.decode()
    assert "Es bestätigt: Antidiskriminierungsstelle." in page


def test_log_by_the_coordinator_says_that_it_is_confirmed(coordinator: Persona) -> None:
    page = coordinator.client.get(log(coordinator).headers["Location"]).content.decode()
    assert "damit auch bestätigt" in page


def test_log_takes_everything(member: Persona, team: Team) -> None:
    other = MembershipFactory.create(team=team).user
    log(
        member,
        day="1",
        topics=["outreach", "sexism", "nvc"],
        minutes=None,
        other_minutes="60",
        heads_pupils="7",
        trainers=[str(member.user.id), str(other.id)],
        title="Projekttag",
        place="Aula",
        names=" Ada  Lovelace \r\n\r\nBo\r\n",
        note="War gut.",
    )
    training = Training.objects.get()
    session = training.sessions.get()
    assert (session.date, session.minutes) == (date(2026, 11, 21), 60)
    assert (training.title, training.place, training.note) == ("Projekttag", "Aula", "War gut.")
    assert [row.code for row in training.topic_rows.all()] == ["outreach", "sexism", "nvc"]
    assert {trainer.user for trainer in training.trainers.all()} == {member.user, other}
    assert [row.name for row in session.attendances.all()] == ["Ada Lovelace", "Bo"]


def test_log_prefers_the_typed_day_and_duration(member: Persona) -> None:
    log(member, other_day="2026-11-02", other_minutes="120")
    session = Training.objects.get().sessions.get()
    assert (session.date, session.minutes) == (date(2026, 11, 2), 120)


def test_log_names_the_training_after_its_topics(member: Persona) -> None:
    log(member, topics=["sexism", "queer"])
    log(member, topics=["sexism", "nvc", "queer"])
    assert set(Training.objects.values_list("title", flat=True)) == {
        "Sexismus, Frauenfeindlichkeit und ein weiteres Thema",
        "Sexismus, Frauenfeindlichkeit und 2 weitere Themen",
    }


def test_log_sent_twice_makes_one_training(member: Persona) -> None:
    submission = str(uuid.uuid4())
    first, second = (log(member, submission=submission) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Training.objects.count() == 1


def test_log_draws_a_new_key_for_every_form(member: Persona) -> None:
    keys = [
        re.search(r'name="submission" value="([^"]+)"', page.content.decode())
        for page in (member.client.get("/trainings/log/") for _ in range(2))
    ]
    assert keys[0]
    assert keys[1]
    assert keys[0][1] != keys[1][1]


def test_log_offers_what_the_team_talks_about_first(member: Persona, team: Team) -> None:
    TrainingFactory.create(institution=team.institution, topics=["youth_work", "nvc"])
    TrainingFactory.create(institution=team.institution, topics=["nvc"])
    assert topics_by_use(team.institution)[:3] == ["nvc", "youth_work", "outreach"]
    form = member.client.get("/trainings/log/").context["form"]
    assert [box.data["value"] for box in form.frequent_topics][:2] == ["nvc", "youth_work"]
    assert (len(form.frequent_topics), len(form.rare_topics)) == (6, 17)


def test_log_offers_the_own_team_as_trainers(member: Persona, team: Team) -> None:
    MembershipFactory.create(team=team, user__name="Mira")
    MembershipFactory.create(user__name="Fremd")
    persona(Role.COORDINATOR, team=team, name="Frau Koch")
    form = member.client.get("/trainings/log/").context["form"]
    names = [user.name for user in form.fields["trainers"].queryset]
    assert names == [member.user.name, "Mira"]
    assert form["trainers"].value() == [member.user.id]


def test_log_by_the_office_asks_for_the_institution(counsellor: Persona, team: Team) -> None:
    two_teams = TeamFactory.create(institution=TeamFactory.create().institution)
    log(counsellor, institution=str(team.institution_id))
    log(counsellor, institution=str(two_teams.institution_id))
    trainings = Training.objects.order_by("logged_at", "id")
    assert {training.team for training in trainings} == {team, None}


# --- what cannot be ----------------------------------------------------------------------------


def test_log_asks_for_everything_that_is_missing(member: Persona) -> None:
    found = errors(log(member, topics=None, minutes=None, heads_teachers=None))
    assert found == {
        "topics": ["Bitte mindestens ein Thema ankreuzen."],
        "minutes": ["Bitte auswählen, wie lange es ging."],
        "heads_pupils": ["Wie viele waren da? Eine Zahl genügt."],
    }


def test_log_sent_empty_says_what_is_missing(member: Persona) -> None:
    answer = member.client.post("/trainings/log/", {})
    assert set(answer.context["form"].errors) == {"topics", "minutes", "heads_pupils"}


def test_log_without_institution_by_the_office_is_refused(counsellor: Persona) -> None:
    assert set(errors(log(counsellor))) == {"institution"}


def test_log_keeps_what_was_typed(member: Persona) -> None:
    page = log(member, minutes=None, names="Ada", note="Notiz").content.decode()
    assert 'value="24"' in page
    assert ">\nAda</textarea>" in page
    assert re.search(r'<input [^>]*value="outreach"[^>]* checked', page)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"heads_teachers": "-1"}, "heads_teachers"),
        ({"heads_teachers": "100000"}, "heads_teachers"),
        ({"heads_teachers": "viele"}, "heads_teachers"),
        ({"heads_teachers": "2.5"}, "heads_teachers"),
        ({"other_day": "2026-11-23"}, "other_day"),
        ({"other_day": "2022-11-23"}, "other_day"),
        ({"other_day": "gestern"}, "other_day"),
        ({"day": "7"}, "day"),
        ({"topics": ["cooking"]}, "topics"),
        ({"topics": ["sexism", "cooking"]}, "topics"),
        ({"minutes": "91"}, "minutes"),
        ({"other_minutes": "0"}, "other_minutes"),
        ({"other_minutes": "1441"}, "other_minutes"),
        ({"title": "x" * 121}, "title"),
        ({"note": "x" * 501}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"place": "a\x00b"}, "place"),
        ({"names": "x" * 121}, "names"),
        ({"names": "\n".join(["Ada"] * 201)}, "names"),
        ({"trainers": ["x"]}, "trainers"),
        ({"trainers": ["\x00"]}, "trainers"),
    ],
)
def test_log_names_the_field_that_is_wrong(
    member: Persona, changed: dict[str, Any], field: str
) -> None:
    assert set(errors(log(member, **changed))) == {field}


def test_log_refuses_a_member_of_a_foreign_team(member: Persona) -> None:
    stranger = MembershipFactory.create().user
    assert set(errors(log(member, trainers=[str(stranger.id)]))) == {"trainers"}


def test_log_ignores_a_foreign_institution(member: Persona, team: Team) -> None:
    log(member, institution=str(TeamFactory.create().institution_id))
    assert Training.objects.get().institution == team.institution


def test_log_unfolds_what_is_wrong_inside(member: Persona) -> None:
    folds = log(member, note="x" * 501, topics=["nvc"]).content.decode()
    assert folds.count('<details class="fold" open>') == 2
    assert member.client.get("/trainings/log/").content.decode().count("<details") > 2


def test_log_shows_the_way_to_the_report_form(member: Persona, team: Team) -> None:
    page = member.client.get("/trainings/log/").content.decode()
    assert page.count('href="/de/report/"') == 1  # beside the note
    query = f"?institution={team.institution.slug}&amp;team={team.slug}"
    assert page.count(f'href="/de/report/{query}"') == 1  # as a button
    assert "Hier nichts über Vorfälle" in page
