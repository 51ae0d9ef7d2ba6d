"""Each address: who may, who sees nothing, who has to sign in, which methods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Team
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona, persona
from trainings.enums import Answer, State
from trainings.models import FollowUpAnswer, Training

pytestmark = pytest.mark.django_db

PAGES = ["/trainings/", "/trainings/log/", "/trainings/new/", "/trainings/confirm/"]
OF_ONE = ["", "logged/", "edit/", "attendance/"]
POST_ONLY = ["cancel/", "answer/"]


@pytest.fixture
def training(team: Team) -> Training:
    return TrainingFactory.create(institution=team.institution, team=team)


@pytest.fixture
def wish(training: Training) -> FollowUpAnswer:
    return FollowUpAnswerFactory.create(training=training, answer=Answer.WANT_HELP)


def addresses(training: Training) -> Iterator[str]:
    """Yield all addresses of one training."""
    session = training.sessions.get()
    for end in (*OF_ONE, *POST_ONLY, f"attendance/{session.id}/"):
        yield f"/trainings/{training.id}/{end}"


@pytest.mark.parametrize("page", PAGES)
def test_coordinator_counsellor_and_lead_see_every_page(
    coordinator: Persona, counsellor: Persona, lead: Persona, page: str
) -> None:
    for person in (coordinator, counsellor, lead):
        assert person.client.get(page).status_code == 200


@pytest.mark.parametrize(("page", "status"), list(zip(PAGES, [200, 200, 404, 404], strict=True)))
def test_member_sees_list_and_log(member: Persona, page: str, status: int) -> None:
    assert member.client.get(page).status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_administrator_sees_no_trainings(admin: Persona, page: str) -> None:
    assert admin.client.get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_anybody_else_signs_in_first(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={page}"


def test_list_takes_no_post(lead: Persona) -> None:
    assert lead.client.post("/trainings/").status_code == 405


@pytest.mark.parametrize("page", PAGES[1:])
def test_forms_take_no_delete(lead: Persona, page: str) -> None:
    assert lead.client.delete(page).status_code == 405


@pytest.mark.parametrize("end", OF_ONE)
def test_own_institution_sees_its_training(
    coordinator: Persona, counsellor: Persona, training: Training, end: str
) -> None:
    for person in (coordinator, counsellor):
        assert person.client.get(f"/trainings/{training.id}/{end}").status_code == 200


def test_foreign_training_does_not_exist(training: Training) -> None:
    for role in (Role.MEMBER, Role.COORDINATOR, Role.ADMIN):
        foreigner = persona(role)
        for address in addresses(training):
            method = (
                foreigner.client.post
                if address.endswith(tuple(POST_ONLY))
                else (foreigner.client.get)
            )
            assert method(address).status_code == 404, (role, address)


def test_training_that_is_none_does_not_exist(lead: Persona, team: Team) -> None:
    assert lead.client.get(f"/trainings/{team.id}/").status_code == 404


def test_anonymous_visitor_learns_nothing_of_a_training(client: Client, training: Training) -> None:
    for address in addresses(training):
        method = client.post if address.endswith(tuple(POST_ONLY)) else client.get
        assert method(address).status_code == 302, address


def test_what_changes_is_post_only(lead: Persona, training: Training, wish: FollowUpAnswer) -> None:
    for end in POST_ONLY:
        assert lead.client.get(f"/trainings/{training.id}/{end}").status_code == 405
    assert lead.client.get(f"/trainings/answers/{wish.id}/handle/").status_code == 405


def test_what_shows_takes_no_post(lead: Persona, training: Training) -> None:
    for end in ("", "logged/"):
        assert lead.client.post(f"/trainings/{training.id}/{end}").status_code == 405


def test_handling_is_the_office_s(
    client: Client,
    member: Persona,
    coordinator: Persona,
    admin: Persona,
    counsellor: Persona,
    wish: FollowUpAnswer,
) -> None:
    address = f"/trainings/answers/{wish.id}/handle/"
    assert client.post(address).status_code == 302
    for person in (member, coordinator, admin):
        assert person.client.post(address).status_code == 404
    wish.refresh_from_db()
    assert wish.handled_at is None
    assert counsellor.client.post(address).status_code == 302
    wish.refresh_from_db()
    assert wish.handled_by == counsellor.user


def test_member_changes_what_they_logged_until_it_is_confirmed(member: Persona, team: Team) -> None:
    own = TrainingFactory.create(institution=team.institution, logged_by=member.user)
    others = TrainingFactory.create(institution=team.institution)
    assert member.client.get(f"/trainings/{own.id}/edit/").status_code == 200
    assert member.client.get(f"/trainings/{others.id}/edit/").status_code == 404
    assert member.client.post(f"/trainings/{others.id}/cancel/").status_code == 404
    own.state, own.confirmed_at = State.CONFIRMED, own.logged_at
    own.save()
    for end in ("edit/", "attendance/"):
        assert member.client.get(f"/trainings/{own.id}/{end}").status_code == 404


@pytest.mark.parametrize("end", ["edit/", "attendance/"])
def test_cancelled_training_cannot_be_changed(lead: Persona, end: str) -> None:
    training = TrainingFactory.create(state=State.CANCELLED)
    assert lead.client.get(f"/trainings/{training.id}/{end}").status_code == 404
    assert lead.client.get(f"/trainings/{training.id}/").status_code == 200


def test_session_of_another_training_does_not_exist(lead: Persona, training: Training) -> None:
    other = TrainingFactory.create().sessions.get()
    answer = lead.client.get(f"/trainings/{training.id}/attendance/{other.id}/")
    assert answer.status_code == 404
