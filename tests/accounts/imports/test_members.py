"""Members from a list: invitations, never accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Invitation, Team, User
from ateams.outbox.models import Mail
from tests.accounts.imports.lists import errors, taken_over, upload, uploaded
from tests.factories.accounts import (
    InstitutionFactory,
    InvitationFactory,
    TeamFactory,
    UserFactory,
)
from tests.personas import Persona

HEADER = ("Vorname", "Nachname", "E-Mail", "Schule", "Rolle", "Sprache")


@pytest.fixture
def pond(db: None) -> Team:
    team: Team = TeamFactory.create(institution__name="Schule am Teich")
    return team


def test_everybody_is_invited_and_nobody_has_an_account(admin: Persona, pond: Team) -> None:
    accounts = User.objects.get_queryset().count()
    rows = (
        ("Mia", "Muster", "Mia@X.example", "schule am teich", "", ""),
        ("Kim", "Probe", "kim@x.example", "Schule am Teich", "Koordinierung", "Englisch"),
    )
    run = taken_over(admin, uploaded(admin, "members", HEADER, *rows))
    assert (run.added, run.known, bytes(run.sealed)) == (2, 0, b"")
    invited = Invitation.objects.order_by("email").values_list(
        "email", "name", "role", "team", "language", "invited_by"
    )
    assert list(invited) == [
        ("kim@x.example", "Kim Probe", "coordinator", pond.pk, "en", admin.user.pk),
        ("mia@x.example", "Mia Muster", "member", pond.pk, "de", admin.user.pk),
    ]
    assert sorted(Mail.objects.values_list("address", flat=True)) == [
        "kim@x.example",
        "mia@x.example",
    ]
    assert User.objects.get_queryset().count() == accounts
    again = taken_over(admin, uploaded(admin, "members", HEADER, *rows))
    assert (again.added, again.known, Invitation.objects.count()) == (0, 2, 2)


def test_wrong_rows_are_named_and_no_list_makes_a_lead(lead: Persona, pond: Team) -> None:
    TeamFactory.create(institution=InstitutionFactory.create(name="Zwei"), name="Eins")
    TeamFactory.create(institution__name="Drei", institution__active=False)
    two = TeamFactory.create(name="Zwei", institution=Team.objects.get(name="Eins").institution)
    UserFactory.create(email="da@x.example")
    InvitationFactory.create(email="schon@x.example")
    header = ("Name", "E-Mail", "Schule", "Rolle", "Team")
    rows = (
        ("Da", "DA@x.example", "Schule am Teich", "", ""),
        ("Schon", "schon@x.example", "Schule am Teich", "", ""),
        ("Ohne", "", "Schule am Teich", "", ""),
        ("Kaputt", "kaputt", "Schule am Teich", "", ""),
        ("Fremd", "fremd@x.example", "Gibt es nicht", "", ""),
        ("Ruht", "ruht@x.example", "Drei", "", ""),
        ("Leitung", "leitung@x.example", "Schule am Teich", "Leitung", ""),
        ("Welches", "welches@x.example", "Zwei", "", ""),
        ("Dieses", "dieses@x.example", "Zwei", "", "zwei"),
        ("Doppelt", "Dieses@x.example", "Zwei", "", "zwei"),
    )
    run = uploaded(lead, "members", header, *rows)
    assert errors(lead, run) == {
        4: ["Dieses Feld ist zwingend erforderlich."],
        5: ["Bitte gültige E-Mail-Adresse eingeben."],
        6: ["Die Einrichtung „Gibt es nicht“ gibt es hier nicht."],
        7: ["Die Einrichtung „Drei“ gibt es hier nicht."],
        8: ["„Leitung“ kenne ich bei „Rolle“ nicht."],
        9: ["Dort gibt es mehrere Teams. Eine Spalte „Team“ muss sagen, welches gemeint ist."],
        11: ["Diese Adresse steht schon in Zeile 10."],
    }
    done = taken_over(lead, run, skip_errors="on")
    assert (done.added, done.known, done.left_out) == (1, 2, 7)
    assert Invitation.objects.get(email="dieses@x.example").team == two


def test_more_members_than_can_be_invited_at_once_are_refused(lead: Persona) -> None:
    content = b"Name;E-Mail;Schule\n" + b"A;a@x.example;B\n" * 501
    form = upload(lead, "members", content).context["form"]
    assert form.errors["file"] == ["Von dieser Liste gehen höchstens 500 Zeilen auf einmal."]


def test_term_can_stand_in_a_column(admin: Persona, pond: Team) -> None:
    header = ("Name", "E-Mail", "Schule", "Rolle", "Ende der Amtszeit")
    until = timezone.localdate() + timedelta(days=100)
    rows = (
        ("Mia", "mia@x.example", "Schule am Teich", "", until.strftime("%d.%m.%Y")),
        ("Kim", "kim@x.example", "Schule am Teich", "Koordinierung", until.isoformat()),
        ("Ada", "ada@x.example", "Schule am Teich", "", "bald"),
        ("Bo", "bo@x.example", "Schule am Teich", "", "01.02.2020"),
    )
    assert errors(admin, uploaded(admin, "members", header, *rows)) == {
        3: ["Eine Amtszeit haben nur Mitglieder."],
        4: ["„bald“ ist kein Datum. So geht es: 15.03.2025."],
        5: ["Das ist, bevor die Einladung abläuft. Bitte einen späteren Tag."],
    }
    taken_over(admin, uploaded(admin, "members", header, rows[0]))
    invited = Invitation.objects.get()
    assert (invited.email, invited.term_ends_on) == ("mia@x.example", until)
