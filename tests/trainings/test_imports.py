"""Trainings of the past from a list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.imports.kinds import kinds_for
from ateams.audit.models import Entry
from tests.accounts.imports.lists import errors, taken_over, upload, uploaded
from tests.factories.accounts import ContactFactory, TeamFactory
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.due import FollowUp
from trainings.models import Training

pytestmark = pytest.mark.django_db
HEADER = (
    "Schule", "Datum", "Themen", "Dauer", "Titel", "Art", "Raum", "Lehrkräfte", "Schüler*innen",
)  # fmt: skip
NOW = date(2026, 11, 24)


def test_training_is_entered_as_confirmed_with_its_topics_and_heads(counsellor: Persona) -> None:
    team = TeamFactory.create(institution__name="Schule am Teich")
    row = (
        "SCHULE am Teich", "15.3.2025", "Antisemitismus; Sexismus, Frauenfeindlichkeit", "1,5 h",
        "Projekttag", "", "Aula", "24", "12,0",
    )  # fmt: skip
    run = taken_over(counsellor, uploaded(counsellor, "trainings", HEADER, row))
    training = Training.objects.get()
    assert (run.added, training.institution, training.team) == (1, team.institution, team)
    assert (training.state, training.kind, training.title, training.place) == (
        "confirmed", "outreach", "Projekttag", "Aula",
    )  # fmt: skip
    assert (training.logged_by, training.confirmed_by) == (counsellor.user, counsellor.user)
    session = training.sessions.get()
    assert (session.date, session.minutes) == (date(2025, 3, 15), 90)
    assert set(training.topic_rows.values_list("code", flat=True)) == {"antisemitism", "sexism"}
    heads = dict(training.head_counts.values_list("group", "count"))
    assert heads == {"teachers": 24, "pupils": 12}
    acts = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["training.logged", "list.imported"]


def test_nothing_is_entered_twice_however_it_came(lead: Persona) -> None:
    team = TeamFactory.create(institution__name="A")
    TrainingFactory.create(institution=team.institution, title="Sexismus", on=date(2025, 5, 1))
    rows = (
        ("A", "1.5.2025", "sexism", "90", "SEXISMUS"),
        ("A", "2.5.2025", "Empowerment", "90", ""),
    )
    first = taken_over(lead, uploaded(lead, "trainings", HEADER[:5], *rows))
    assert (first.added, first.known) == (1, 1)
    Training.objects.filter(title="Empowerment").update(title="Umbenannt")
    second = taken_over(lead, uploaded(lead, "trainings", HEADER[:5], *rows))
    assert (second.added, second.known, Training.objects.count()) == (0, 2, 2)


@time_machine.travel(NOW, tick=False)
def test_wrong_rows_are_named(lead: Persona) -> None:
    TeamFactory.create(institution__name="A")
    rows = (
        ("B", "1.5.2025", "Empowerment", "90"),
        ("A", "25.11.2026", "Empowerment", "90"),
        ("A", "1.5.1999", "Empowerment", "25 h"),
        ("A", "", "", ""),
        ("A", "1.5.2025", "Kochen", "90"),
        ("A", "1.6.2025", "Empowerment", "90"),
        ("a", "2025-06-01", "Empowerment", "45"),
    )
    run = uploaded(lead, "trainings", HEADER[:4], *rows)
    assert errors(lead, run) == {
        2: ["Die Einrichtung „B“ gibt es hier nicht."],
        3: ["Dieser Tag kommt erst noch."],
        4: ["Das Jahr ist zu lange her. Stimmt es?",
            "Eine Schulung dauert zwischen 1 Minute und 24 Stunden."],
        5: ["Hier fehlt das Datum.", "Hier fehlt die Dauer.", "Hier fehlt das Thema."],
        6: ["„Kochen“ kenne ich bei „Themen“ nicht."],
        8: ["Steht schon in Zeile 7."],
    }  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_contact_is_asked_only_about_days_to_come(lead: Persona) -> None:
    ContactFactory.create(institution=TeamFactory.create(institution__name="A").institution)
    rows = (
        ("A", "1.5.2020", "Empowerment", "90"),
        ("A", f"{NOW - timedelta(days=40):%d.%m.%Y}", "Empowerment", "90"),
    )
    taken_over(lead, uploaded(lead, "trainings", HEADER[:4], *rows))
    assert list(FollowUp().items(until=NOW)) == []
    (later,) = FollowUp().items(until=NOW + timedelta(days=365))
    assert later.due_on == date(2027, 1, 15)
    assert timezone.localdate() == NOW


def test_who_may_import_what(
    member: Persona, coordinator: Persona, counsellor: Persona, lead: Persona, admin: Persona
) -> None:
    offered = {
        person.user.role: [kind.key for kind in kinds_for(person.user)]
        for person in (member, coordinator, counsellor, lead, admin)
    }
    assert offered == {
        "member": [],
        "coordinator": [],
        "counsellor": ["trainings"],
        "lead": ["institutions", "members", "trainings"],
        "admin": ["institutions", "members"],
    }
    refused = upload(admin, "trainings", b"Schule;Datum\nA;1.1.2025").context["form"]
    assert list(refused.errors) == ["kind"]
    assert coordinator.client.get("/import/").status_code == 404
