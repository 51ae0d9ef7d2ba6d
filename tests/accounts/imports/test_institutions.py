"""Institutions from a list."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.enums import ImportState
from accounts.imports.rows import open_rows
from accounts.models import Contact, ImportRun, Institution, Team
from accounts.sweeps import carry_out_imports
from ateams.audit.models import Entry
from ateams.web.sheets.writing import as_csv
from tests.accounts.imports.lists import errors, preview, taken_over, upload, uploaded
from tests.factories.accounts import ContactFactory, InstitutionFactory
from tests.personas import Persona
from vault.middleware import BACKGROUND_HEADER

HEADER = (
    "Schule", "Schulform", "Stadtteil", "Anschrift", "Vereinbarung vom", "Vereinbarung bis",
    "Ansprechpartner", "Funktion", "E-Mail",
)  # fmt: skip
FULL = (
    "Schule Grüne Straße", "IGS", "linden nord".replace(" ", "-"), "Grüne Straße 1, 30449 Hannover",
    "1.8.2025", "31. Juli 2027", "Petra Muster", "Schulleitung", "Petra@Schule.example",
)  # fmt: skip


@pytest.mark.parametrize("xlsx", [False, True], ids=["csv", "xlsx"])
def test_institution_comes_with_team_contact_and_agreement(lead: Persona, *, xlsx: bool) -> None:
    run = taken_over(lead, uploaded(lead, "institutions", HEADER, FULL, xlsx=xlsx))
    assert (run.state, run.added, run.known, bytes(run.sealed)) == (ImportState.DONE, 1, 0, b"")
    made = Institution.objects.get()
    assert (made.name, made.slug, made.type, made.district) == (
        "Schule Grüne Straße", "schule-gruene-strasse", "igs", "Linden-Nord",
    )  # fmt: skip
    assert made.address == "Grüne Straße 1, 30449 Hannover"
    assert (made.agreement_signed_on, made.agreement_until) == (date(2025, 8, 1), date(2027, 7, 31))
    assert made.teams.get().slug == "schule-gruene-strasse"
    contact = made.contacts.get()
    assert (contact.name, contact.function, contact.email, contact.responsible) == (
        "Petra Muster", "Schulleitung", "petra@schule.example", True,
    )  # fmt: skip
    acts = Entry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["institution.saved", "team.saved", "contact.saved", "list.imported"]


def test_second_run_makes_nothing_twice_and_only_fills_in(admin: Persona) -> None:
    InstitutionFactory.create(name="Schule  am TEICH", type="bbs", district="List", address="")
    rows = (("schule am teich", "IGS", "Bult", "Am Teich 1"), ("Neu", "IGS", "", ""))
    first = taken_over(admin, uploaded(admin, "institutions", HEADER[:4], *rows))
    assert (first.added, first.completed, first.known) == (1, 1, 0)
    kept = Institution.objects.get(slug__startswith="teich")
    assert (kept.type, kept.district, kept.address) == ("bbs", "List", "Am Teich 1")
    second = uploaded(admin, "institutions", HEADER[:4], *rows)
    assert "Alles aus dieser Liste steht schon hier." in preview(admin, second).content.decode()
    assert (taken_over(admin, second).known, Institution.objects.count()) == (2, 2)
    assert Team.objects.count() == 1


def test_second_contact_answers_only_where_nobody_does(lead: Persona) -> None:
    known = ContactFactory.create(institution__name="A", email="da@x.example")
    header = ("Name", "Art", "E-Mail", "Kontaktperson")
    rows = (("A", "IGS", "neu@x.example", "Neu"), ("B", "IGS", "b@x.example", ""))
    taken_over(lead, uploaded(lead, "institutions", header, *rows))
    found = Contact.objects.order_by("email").values_list("email", "name", "responsible")
    assert list(found) == [
        ("b@x.example", "b", True),
        ("da@x.example", known.name, True),
        ("neu@x.example", "Neu", False),
    ]


def test_every_wrong_row_is_named_and_nothing_is_written_without_a_tick(lead: Persona) -> None:
    rows = (
        ("Gut", "IGS", "List", "", "", ""),
        ("", "IGS", "", "", "", ""),
        ("Ohne Art", "", "", "", "", ""),
        ("Falsche Art", "Burg", "Linden-Limmer", "", "", ""),
        ("Langenhagen", "IGS", "Kaltenweide", "", "", ""),
        ("Datum", "IGS", "", "", "31.02.2025", ""),
        ("Rückwärts", "IGS", "", "", "2027-01-01", "2026-01-01"),
        (" GUT ", "IGS", "", "", "", ""),
        ("N" * 121, "IGS", "", "", "", ""),
    )
    run = uploaded(lead, "institutions", HEADER[:6], *rows)
    told = errors(lead, run)
    assert told == {
        3: ["Name: Dieses Feld darf nicht leer sein."],
        4: ["Hier fehlt die Art der Einrichtung."],
        5: ["„Burg“ kenne ich bei „Art“ nicht.",
            "„Linden-Limmer“ ist ein Stadtbezirk. Hier gehört der Stadtteil hin."],
        6: ["Den Stadtteil „Kaltenweide“ gibt es in der Liste von Hannover nicht."],
        7: ["„31.02.2025“ ist kein Datum. So geht es: 15.03.2025."],
        8: ["Vereinbarung bis: Die Vereinbarung kann nicht vor ihrem Beginn enden."],
        9: ["Steht schon in Zeile 2."],
        10: told[10],
    }  # fmt: skip
    assert len(told[10]) == 1
    failed = taken_over(lead, run)
    assert (failed.state, failed.trouble, bytes(failed.sealed)) == ("failed", "changed", b"")
    assert not Institution.objects.exists()
    page = lead.client.get(f"/import/{run.pk}/").content.decode()
    assert "Es ist nichts gespeichert." in page
    done = taken_over(lead, uploaded(lead, "institutions", HEADER[:6], *rows), skip_errors="on")
    assert (done.state, done.added, done.left_out) == ("done", 1, 8)
    assert [one.name for one in Institution.objects.all()] == ["Gut"]


def test_second_click_and_second_worker_change_nothing(lead: Persona) -> None:
    run = uploaded(lead, "institutions", HEADER[:2], ("A", "IGS"))
    lead.client.post(f"/import/{run.pk}/confirm/")
    waiting = lead.client.get(f"/import/{run.pk}/").content.decode()
    # Asking how far it is must not keep a key unlocked.
    assert 'hx-trigger="every 1s"' in waiting
    assert BACKGROUND_HEADER in waiting
    run = taken_over(lead, run)
    assert "hx-trigger" not in lead.client.get(f"/import/{run.pk}/").content.decode()
    assert taken_over(lead, run).state == "done"
    assert carry_out_imports() == 0
    assert Institution.objects.count() == 1
    assert lead.client.post(f"/import/{run.pk}/discard/").status_code == 302
    assert ImportRun.objects.get().state == "done"


def test_short_names_stay_free_of_those_that_are_taken(lead: Persona) -> None:
    run = uploaded(lead, "institutions", HEADER[:2], ("A", "IGS"), ("B", "IGS"))
    InstitutionFactory.create(name="C", slug="a")
    done = taken_over(lead, run)
    assert (done.state, Institution.objects.get(name="A").slug) == ("done", "a-2")


def test_columns_are_corrected_and_each_is_used_once(lead: Persona) -> None:
    answer = upload(lead, "institutions", as_csv(("Eins", "Zwei"), [("A", "IGS")]))
    url = answer.headers["Location"]
    assert lead.client.get(url.replace("columns", "check")).headers["Location"] == url
    wrong = lead.client.post(url, {"name": "0", "type": "0"}).context["form"]
    assert wrong.errors == {"type": ["Diese Spalte ist schon für „Name“ gewählt."]}
    assert list(lead.client.post(url, {"name": "0"}).context["form"].errors) == ["type"]
    assert lead.client.post(url, {"name": "9", "type": "1"}).status_code == 200
    lead.client.post(url, {"name": "0", "type": "1"})
    run = ImportRun.objects.get()
    assert (preview(lead, run).context["counts"]["new"], taken_over(lead, run).added) == (1, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 a pdf", "Das ist keine Tabelle."),
        (b"", "In der Datei steht nichts."),
        (b"Name;Art\n", "Unter den Überschriften steht nichts."),
        (b"Name;Art\n" + b"A;IGS\n" * 5001, "mehr als 5.000 Zeilen"),
        (b"x" * (5 * 1024 * 1024 + 1), "größer als 5 MB"),
    ],
    ids=["pdf", "empty", "header", "rows", "size"],
)
def test_bad_file_is_told_beside_its_field(lead: Persona, content: bytes, told: str) -> None:
    form = upload(lead, "institutions", content).context["form"]
    assert list(form.errors) == ["file"]
    assert told in form.errors["file"][0]
    assert not ImportRun.objects.exists()


def test_import_is_the_persons_own_and_gone_with_the_right(lead: Persona, admin: Persona) -> None:
    run = uploaded(lead, "institutions", HEADER[:2], ("A", "IGS"))
    for path in ("", "columns/", "check/"):
        assert admin.client.get(f"/import/{run.pk}/{path}").status_code == 404
    lead.client.post(f"/import/{run.pk}/confirm/")
    lead.user.is_active = False
    lead.user.save()
    carry_out_imports()
    run.refresh_from_db()
    assert (run.state, run.trouble, Institution.objects.exists()) == ("failed", "gone", False)


def test_rows_are_unreadable_in_the_database_and_go_with_the_key(
    lead: Persona, settings: object
) -> None:
    run = uploaded(lead, "institutions", HEADER[:2], ("Geheime Schule", "IGS"))
    assert b"Geheime" not in bytes(ImportRun.objects.get().sealed)
    settings.SECRET_KEY = "another" * 10  # type: ignore[attr-defined]
    assert open_rows(run) is None
    settings.SECRET_KEY_FALLBACKS = ["for-tests-only-" * 4]  # type: ignore[attr-defined]
    opened = open_rows(ImportRun.objects.get())
    assert opened is not None
    assert opened.rows[0].cells[0] == "Geheime Schule"


def test_five_hundred_institutions_come_at_once(lead: Persona) -> None:
    rows = [(f"Schule Nummer {n}", "IGS", "List", f"Weg {n}", "", "", "", "", f"k{n}@x.example")
            for n in range(500)]  # fmt: skip
    run = taken_over(lead, uploaded(lead, "institutions", HEADER, *rows))
    assert (run.added, run.checked, Contact.objects.count()) == (500, 500, 500)
