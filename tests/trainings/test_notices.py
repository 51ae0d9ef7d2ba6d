"""Moving and cancelling: everybody it concerns is told once, of everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Team
from ateams.outbox.models import Mail
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import AttendanceFactory, SignUpFactory, TrainingFactory
from tests.personas import Persona
from tests.trainings.details import details_for
from trainings.enums import State
from trainings.models import ChangeNotice, DroppedSession, Training
from trainings.services import (
    SessionTime,
    cancel_training,
    change_training,
    plan_training,
)
from trainings.sweeps import send_notices

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 8)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def training(team: Team, lead: Persona, member: Persona) -> Training:
    """Return two sessions with a trainer, a guest, who signed up, a coordinator and a contact."""
    planned = plan_training(
        details=details_for(
            team,
            title="Sprechen üben",
            sessions=(SessionTime(FIRST, 90, time(14)), SessionTime(SECOND, 90, time(14))),
            trainer_ids=(member.user.id,),
            trainer_names=("Joana Probe", "Ohne Adresse"),
            trainer_emails={"Joana Probe": "joana@example.org"},
        ),
        by=lead.user,
    )
    SignUpFactory.create(training=planned, email="ada@example.org", language="en")
    SignUpFactory.create(training=planned, email="weg@example.org", excused_at=NOW)
    ContactFactory.create(
        institution=team.institution, responsible=True, email="kontakt@example.org"
    )
    return planned


def change(training: Training, by: Persona, team: Team, *days: date, place: str = "") -> None:
    known = list(training.sessions.values_list("id", flat=True))
    sessions = tuple(
        SessionTime(day, 90, time(14), known[index] if index < len(known) else None)
        for index, day in enumerate(days)
    )
    details = details_for(
        team,
        title="Sprechen üben",
        sessions=sessions,
        trainer_ids=tuple(t.user_id for t in training.trainers.all() if t.user_id),
        trainer_names=("Joana Probe", "Ohne Adresse"),
        trainer_emails={"Joana Probe": "joana@example.org"},
        place=place,
    )
    change_training(training_id=training.id, details=details, by=by.user)


def told(at: datetime = NOW + timedelta(minutes=10)) -> dict[str, Mail]:
    send_notices(at)
    return {mail.address: mail for mail in Mail.objects.all()}


def test_everybody_is_told_once_of_all_changes(
    training: Training, team: Team, lead: Persona, coordinator: Persona, member: Persona
) -> None:
    change(training, lead, team, FIRST + timedelta(days=1), SECOND)
    change(training, lead, team, FIRST + timedelta(days=2), SECOND, place="Aula")
    assert told(NOW + timedelta(minutes=9)) == {}  # somebody may still be at it
    mails = told()
    assert set(mails) == {
        member.user.email,
        coordinator.user.email,
        "joana@example.org",
        "ada@example.org",
        "kontakt@example.org",
    }
    german, english = mails["joana@example.org"], mails["ada@example.org"]
    assert german.subject == "Geändert: Sprechen üben"
    assert "Verlegt: Di, 1. Dezember 2026, 14:00 (90 Minuten) → Do, 3. Dezember" in german.text
    assert "Ort: Aula" in german.text
    assert "Fällt aus" not in german.text
    assert "<li>" in german.html
    assert english.language == "en"
    told(NOW + timedelta(hours=1))
    assert Mail.objects.count() == 5


def test_what_is_as_it_was_is_told_to_nobody(training: Training, team: Team, lead: Persona) -> None:
    change(training, lead, team, FIRST + timedelta(days=1), SECOND)
    change(training, lead, team, FIRST, SECOND)
    assert told() == {}
    assert not ChangeNotice.objects.exists()


def test_several_trainings_are_told_of_in_one_mail(
    training: Training, team: Team, lead: Persona, member: Persona
) -> None:
    other = plan_training(
        details=details_for(team, title="Zweite", on=FIRST, trainer_ids=(member.user.id,)),
        by=lead.user,
    )
    for one in (training, other):
        cancel_training(training_id=one.id, by=lead.user)
    mail = told()[member.user.email]
    assert mail.subject == "Abgesagt: 2 Schulungen"
    assert mail.text.count("Die Schulung ist abgesagt.") == 2


def test_whoever_changed_it_is_not_told_of_it(
    training: Training, team: Team, coordinator: Persona, lead: Persona
) -> None:
    change(training, coordinator, team, FIRST, SECOND + timedelta(days=1))
    assert coordinator.user.email not in told()
    change(training, coordinator, team, FIRST, SECOND + timedelta(days=2))
    change(training, lead, team, FIRST, SECOND + timedelta(days=3))
    Mail.objects.all().delete()
    assert coordinator.user.email in told()  # a colleague has changed it as well


def test_dropped_and_added_sessions_are_named(
    training: Training, team: Team, lead: Persona
) -> None:
    gone = training.sessions.last()
    assert gone
    change(training, lead, team, FIRST)
    text = told()["joana@example.org"].text
    assert "Fällt aus: Di, 8. Dezember 2026" in text
    assert DroppedSession.objects.get().id == gone.id


def test_what_lies_behind_is_told_to_nobody(team: Team, lead: Persona) -> None:
    past = TrainingFactory.create(
        institution=team.institution,
        team=team,
        state=State.PLANNED,
        on=timezone.localdate() - timedelta(days=3),
    )
    cancel_training(training_id=past.id, by=lead.user)
    assert told() == {}


def test_session_with_attendance_is_not_moved_or_dropped(
    training: Training, team: Team, lead: Persona
) -> None:
    first, second = training.sessions.all()
    AttendanceFactory.create(session=first)
    moved = SessionTime(FIRST + timedelta(days=1), 90, time(14), first.id)
    other = SessionTime(SECOND, 90, time(14), second.id)
    for sessions in ((moved, other), (other,)):
        details = details_for(team, sessions=sessions)
        with pytest.raises(ValidationError, match=r"Am 1\. Dezember 2026 ist schon eingetragen"):
            change_training(training_id=training.id, details=details, by=lead.user)
    assert training.sessions.count() == 2


def test_session_keeps_its_attendance_when_it_overtakes_another(
    training: Training, team: Team, lead: Persona
) -> None:
    first, second = training.sessions.all()
    AttendanceFactory.create(session=second, name="Ada")
    sessions = (
        SessionTime(SECOND + timedelta(days=7), 90, time(14), first.id),
        SessionTime(SECOND, 90, time(14), second.id),
    )
    change_training(
        training_id=training.id, details=details_for(team, sessions=sessions), by=lead.user
    )
    assert [str(s.id) for s in training.sessions.all()] == [str(second.id), str(first.id)]
    assert second.attendances.get().name == "Ada"
