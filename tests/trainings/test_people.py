"""Consents by scope, guardians, withdrawals as tasks, and approved hours."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Team
from ateams.due import DueItem, Part
from tests.factories.accounts import MembershipFactory
from tests.factories.trainings import AttendanceFactory, TrainerFactory, TrainingFactory
from tests.papers import accessibility, text_of
from tests.personas import Persona, persona
from trainings.enums import ConsentScope, State
from trainings.hours import hours_text
from trainings.models import ApprovedHours, PersonConsent
from trainings.people_due import ConsentWithdrawn, HoursToApprove
from trainings.services import (
    approve_hours,
    give_consent,
    note_about_person,
    withdraw_consent,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
LIST_QUERIES = 7


def in_force(person: Persona) -> list[str]:
    rows = PersonConsent.objects.current().filter(user=person.user)
    return sorted(rows.values_list("scope", flat=True))


def tasks(reader: Persona | None = None) -> list[DueItem]:
    reader_id = reader.user.pk if reader else None
    return list(ConsentWithdrawn().items(until=timezone.localdate(), reader_id=reader_id))


def note(keeper: Persona, person: Persona, **data: object) -> Response:
    data = {"scopes": ["name", "photo"], "given_on": timezone.localdate().isoformat()} | data
    return keeper.client.post(f"/proofs/people/{person.user.pk}/consent/", data)


@pytest.mark.parametrize("band", ["", "under_16"])
def test_under_16_or_of_unknown_age_a_guardian_signs(
    coordinator: Persona, member: Persona, band: str
) -> None:
    note_about_person(person=member.user, age_band=band, by=coordinator.user)
    member.client.post("/proofs/consent/", {"scope": "photo"})
    answer = note(coordinator, member)
    assert set(answer.context["consent_form"].errors) == {"by_guardian"}
    assert in_force(member) == []
    for _ in range(2):
        assert note(coordinator, member, by_guardian="on").status_code == 302
    assert in_force(member) == ["name", "photo"]
    row = PersonConsent.objects.filter(scope="name").get()
    assert (row.by_guardian, row.noted_by) == (True, coordinator.user)


def test_from_16_on_people_agree_for_themselves(coordinator: Persona, member: Persona) -> None:
    note_about_person(person=member.user, age_band="from_16", by=coordinator.user)
    for _ in range(2):
        member.client.post("/proofs/consent/", {"scope": "ceremony"})
    assert in_force(member) == ["ceremony"]
    assert PersonConsent.objects.get().noted_by is None
    member.client.post("/proofs/withdraw/", {"scope": "ceremony"})
    assert in_force(member) == []


def test_paper_of_a_day_to_come_is_refused_and_keeps_the_ticks(
    coordinator: Persona, member: Persona
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = note(coordinator, member, by_guardian="on", given_on=tomorrow.isoformat())
    form = answer.context["consent_form"]
    assert (set(form.errors), form["scopes"].value()) == ({"given_on"}, ["name", "photo"])
    assert in_force(member) == []


def test_withdrawal_is_a_task_of_who_must_act(
    coordinator: Persona, member: Persona, counsellor: Persona
) -> None:
    note(coordinator, member, scopes=["photo"], by_guardian="on")
    member.client.post("/proofs/withdraw/", {"scope": "photo"})
    [task] = tasks()
    assert task.title == "Einwilligung zurückgenommen: Foto veröffentlichen"
    assert (task.where, task.due_on) == (member.institution.name, timezone.localdate())
    assert [one.name for one in task.people[Part.RESPONSIBLE]] == [coordinator.user.name]
    assert [len(tasks(reader)) for reader in (coordinator, counsellor, member)] == [1, 1, 0]
    assert tasks(persona(Role.COORDINATOR)) == []
    page = coordinator.client.get(task.url)
    assert "Fotos mit dieser Person überall entfernen" in page.content.decode()
    assert "etwas zu tun" in coordinator.client.get("/proofs/people/").content.decode()
    consent = PersonConsent.objects.get()
    for _ in range(2):
        coordinator.client.post(f"/proofs/consents/{consent.pk}/done/")
    assert tasks() == []
    consent.refresh_from_db()
    assert consent.handled_by == coordinator.user


def test_name_that_no_certificate_bears_makes_no_task(
    coordinator: Persona, member: Persona
) -> None:
    note(coordinator, member, scopes=["name"], by_guardian="on")
    assert withdraw_consent(person=member.user, scope="name", by=member.user)
    assert not withdraw_consent(person=member.user, scope="name", by=member.user)
    assert tasks() == []


def test_agreeing_again_ends_the_task(coordinator: Persona, member: Persona) -> None:
    note(coordinator, member, scopes=["photo"], by_guardian="on")
    withdraw_consent(person=member.user, scope="photo", by=coordinator.user)
    assert len(tasks()) == 1
    note(coordinator, member, scopes=["photo"], by_guardian="on")
    assert (tasks(), in_force(member)) == ([], ["photo"])


@pytest.mark.parametrize(
    "broken",
    [
        {"withdrawn_on": date(2020, 1, 1)},
        {"handled_on": date(2030, 1, 1)},
        {"scope": "everything"},
    ],
    ids=["withdrawn before given", "handled but in force", "unknown scope"],
)
def test_database_refuses_consents_that_cannot_be(
    member: Persona, broken: dict[str, object]
) -> None:
    row = {"user": member.user, "scope": ConsentScope.PHOTO, "given_on": date(2026, 1, 1)} | broken
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonConsent.objects.create(**row)


def test_people_of_other_teams_are_not_found(coordinator: Persona, counsellor: Persona) -> None:
    stranger = MembershipFactory.create().user
    address = f"/proofs/people/{stranger.pk}/"
    assert coordinator.client.get(address).status_code == 404
    assert coordinator.client.post(f"{address}about/", {"chosen_name": "X"}).status_code == 404
    assert counsellor.client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(
    coordinator: Persona,
    team: Team,
    number: int,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for _ in range(number):
        person = MembershipFactory.create(team=team).user
        give_consent(person=person, scope="photo", by_guardian=True, by=coordinator.user)
        past = timezone.localdate() - timedelta(days=1)
        approve_hours(person=person, first_day=past, last_day=past, minutes=90, by=coordinator.user)
    coordinator.client.get("/proofs/people/")
    with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]
        page = coordinator.client.get("/proofs/people/")
    assert page.content.decode().count("1,5 Stunden") == number


@pytest.fixture
def autumn(team: Team, member: Persona, coordinator: Persona) -> None:
    """Let the member hold a training and attend another half; a third is not confirmed."""
    here = {"institution": team.institution, "team": team}
    held = TrainingFactory.create(**here, on=date(2026, 9, 10), state=State.CONFIRMED)
    TrainerFactory.create(training=held, user=member.user, name="")
    AttendanceFactory.create(session=held.sessions.get(), user=member.user, name="")
    half = TrainingFactory.create(**here, on=date(2026, 10, 10), state=State.CONFIRMED)
    AttendanceFactory.create(
        session=half.sessions.get(), user=member.user, name="", status="late", minutes=30
    )
    waiting = TrainingFactory.create(**here, on=date(2026, 10, 20), state=State.HELD)
    TrainerFactory.create(training=waiting, user=member.user, name="")


@pytest.mark.usefixtures("autumn")
def test_hours_are_those_of_confirmed_trainings_unless_typed(
    coordinator: Persona, member: Persona
) -> None:
    address = f"/proofs/people/{member.user.pk}/hours/"
    period = {"first_day": "2026-08-01", "last_day": "2026-10-31"}
    with time_machine.travel(date(2026, 11, 2), tick=False):
        coordinator.client.post(address, period)
        assert ApprovedHours.objects.get().minutes == 120
        for typed in ("10,25", "10.25"):
            coordinator.client.post(address, period | {"hours": typed})
            assert ApprovedHours.objects.get().minutes == 615
        refused = coordinator.client.post(
            address, {"first_day": "2026-10-31", "last_day": "2026-11-01", "hours": "1"}
        )
        assert "schon Stunden bestätigt" in refused.content.decode()
        answer = member.client.get("/proofs/hours.pdf")
    found = accessibility(answer.content)
    assert (found["part"], found["language"], found["headings"]) == ("1", "de", ["H1"])
    told = text_of(answer.content)
    assert member.user.name in told
    assert "Zusammen: 10,25 Stunden" in told
    hours = ApprovedHours.objects.get()
    coordinator.client.post(f"/proofs/hours/{hours.pk}/remove/")
    assert not ApprovedHours.objects.exists()
    assert member.client.get("/proofs/hours.pdf").status_code == 404


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"first_day": "2026-08-01", "last_day": "2026-08-02"}, "hours"),
        ({"first_day": "2026-08-02", "last_day": "2026-08-01", "hours": "1"}, "last_day"),
        ({"first_day": "2026-08-01", "last_day": "2999-08-01", "hours": "1"}, "__all__"),
        ({"first_day": "2026-08-01", "last_day": "2026-08-02", "hours": "0"}, "hours"),
        ({"first_day": "2026-08-01", "last_day": "2026-08-02", "hours": "9999"}, "hours"),
    ],
    ids=["nothing held", "end before start", "not over", "none", "too many"],
)
def test_hours_that_cannot_be_are_named(
    coordinator: Persona, member: Persona, data: dict[str, str], field: str
) -> None:
    answer = coordinator.client.post(f"/proofs/people/{member.user.pk}/hours/", data)
    assert set(answer.context["hours_form"].errors) == {field}
    assert not ApprovedHours.objects.exists()


def test_nobody_approves_their_own_hours(coordinator: Persona) -> None:
    day = timezone.localdate()
    with pytest.raises(ValidationError):
        approve_hours(
            person=coordinator.user, first_day=day, last_day=day, minutes=60, by=coordinator.user
        )


def test_proofs_stay_with_those_whose_term_is_over(coordinator: Persona, member: Persona) -> None:
    past = timezone.localdate() - timedelta(days=1)
    approve_hours(
        person=member.user, first_day=past, last_day=past, minutes=60, by=coordinator.user
    )
    member.user.memberships.update(ended_on=past, end_reason="own_wish")
    assert member.client.get("/proofs/").status_code == 200
    assert "Zusammen: 1 Stunde" in text_of(member.client.get("/proofs/hours.pdf").content)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(60, "1 Stunde"), (90, "1,5 Stunden"), (615, "10,25 Stunden"), (600, "10 Stunden")],
)
def test_hours_in_words(minutes: int, text: str) -> None:
    assert hours_text(minutes) == text


@pytest.mark.usefixtures("autumn")
def test_hours_of_the_school_year_are_due_on_the_first_of_may(
    coordinator: Persona, member: Persona, counsellor: Persona
) -> None:
    member.user.memberships.update(starts_on=date(2026, 8, 1))
    may = date(2027, 5, 1)
    with time_machine.travel(may, tick=False):
        assert list(HoursToApprove().items(until=may - timedelta(days=1))) == []
        [item] = HoursToApprove().items(until=may, reader_id=counsellor.user.pk)
        assert (item.object_id, item.due_on) == (str(member.institution.pk), may)
        approve_hours(
            person=member.user,
            first_day=date(2026, 8, 1),
            last_day=date(2027, 4, 30),
            minutes=600,
            by=coordinator.user,
        )
        assert list(HoursToApprove().items(until=may)) == []


def public_name(person: Persona) -> str:
    answer = person.client.post("/account/public-name/", {"name": "Mia", "agreed": "on"})
    assert answer.status_code in {200, 302}
    return str(person.user.memberships.get().published_name)


def test_name_of_somebody_under_16_is_public_only_while_a_guardian_agrees(
    coordinator: Persona, member: Persona
) -> None:
    noted = partial(note_about_person, person=member.user, by=coordinator.user)
    page = member.client.get("/account/public-name/").content.decode()
    assert "Noch weiß hier niemand, ob du schon 16 bist." in page
    assert public_name(member) == ""
    noted(age_band="from_16")
    assert public_name(member) == "Mia"
    noted(age_band="under_16")  # that was a mistake
    assert member.user.memberships.get().published_name == ""
    assert public_name(member) == ""
    page = member.client.get("/account/public-name/").content.decode()
    assert "Unter 16 müssen erst deine Sorgeberechtigten unterschreiben." in page
    member.client.post("/proofs/consent/", {"scope": "directory"})
    assert public_name(member) == ""
    give_consent(person=member.user, scope="directory", by_guardian=True, by=coordinator.user)
    assert public_name(member) == "Mia"
    noted(age_band="under_16", chosen_name="Mia M.")
    assert member.user.memberships.get().published_name == "Mia"
    withdraw_consent(person=member.user, scope="directory", by=coordinator.user)
    assert member.user.memberships.get().published_name == ""
    assert tasks() == []  # nobody has to do anything about it
