"""Who was written down without an account gets it, once they have one."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from accounts.models import User
from ateams.audit.models import Entry
from tests.factories.trainings import SignUpFactory, TrainingFactory
from tests.personas import Persona
from trainings.enums import AttendanceStatus
from trainings.models import Attendance, SignUp, Trainer


def test_office_brings_rows_under_a_name_to_the_account(
    counsellor: Persona, member: Persona
) -> None:
    User.objects.filter(pk=member.user.pk).update(name="Zoë Öztürk")
    first, second = TrainingFactory.create(title="Erste"), TrainingFactory.create(title="Zweite")
    session = first.sessions.get()
    theirs = Attendance.objects.create(session=session, name="Öztürk, zoe", minutes=30)
    Attendance.objects.create(session=session, name="Zoe Özturkmen")
    Attendance.objects.create(
        session=second.sessions.get(), user=member.user, status=AttendanceStatus.ABSENT
    )
    twice = Attendance.objects.create(session=second.sessions.get(), name="Zoë Öztürk")
    trainer = Trainer.objects.create(training=second, name="Zoë  Öztürk", email="z@x.example")
    coming = SignUpFactory.create(training=first, name="Z.", email=member.user.email.upper())
    stays = SignUpFactory.create(training=second, name="Zoë Öztürk", email="")
    SignUpFactory.create(
        training=second, user=member.user, name="", email="", at=stays.at - timedelta(days=1)
    )

    url = reverse("trainings:person-names", args=[member.user.pk])
    choices = [
        key for key, _label in counsellor.client.get(url).context["form"].fields["keys"].choices
    ]
    assert sorted(choices) == sorted(
        [
            f"attendance:{theirs.pk}",
            f"attendance:{twice.pk}",
            f"trainer:{trainer.pk}",
            f"signup:{coming.pk}",
            f"signup:{stays.pk}",
        ]
    )
    assert counsellor.client.post(url).context["form"].errors["keys"]
    for _twice in range(2):  # a double click
        counsellor.client.post(url, {"keys": choices})

    found = Attendance.objects.filter(user=member.user).order_by("session__training__title")
    assert list(found.values_list("name", "status", "minutes")) == [
        ("", AttendanceStatus.PRESENT, 30),
        ("", AttendanceStatus.PRESENT, None),
    ]
    assert list(Attendance.objects.filter(user=None).values_list("name", flat=True)) == [
        "Zoe Özturkmen"
    ]
    trainer.refresh_from_db()
    assert (trainer.user, trainer.name, trainer.email) == (member.user, "", "")
    assert SignUp.objects.filter(user=member.user).count() == SignUp.objects.count() == 2
    entry = Entry.objects.get(action="person.names_taken_over")
    assert (entry.about, entry.number) == (member.user.pk, 5)
