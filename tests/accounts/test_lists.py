"""Lists that leave the system: what is in them, who may have them, and the trace of it."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ateams.audit.models import Entry
from tests.factories.accounts import ContactFactory, MembershipFactory, TeamFactory
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona


def csv_of(person: Persona, key: str, query: str = "") -> list[list[str]]:
    answer = person.client.post(f"/lists/{key}/export/", {"format": "csv", "query": query})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{key}-')
    lines = answer.content.decode("utf-8-sig").splitlines()
    return [line.split(";") for line in lines]


def test_institutions_leave_with_the_filters_of_the_page_and_a_trace(admin: Persona) -> None:
    contact = ContactFactory.create(institution__name="=HYPERLINK()", institution__district="List")
    ContactFactory.create(institution__name="Anderswo", institution__district="Bult")
    TeamFactory.create(institution__name="Ohne Kontakt", institution__district="List")
    rows = csv_of(admin, "institutions", "q=&borough=2")
    assert rows[0][:3] == ["Name", "Art", "Stadtteil"]
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK()", "Ohne Kontakt"]
    assert rows[1][6:9] == [contact.name, contact.function, contact.email]
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_kind, entry.subject_id, entry.number, entry.actor) == (
        "list.exported", "list", "institutions", 2, admin.user.pk,
    )  # fmt: skip
    log = admin.client.get(reverse("audit")).content.decode()
    assert "hat die Liste „Einrichtungen“ heruntergeladen: 2 Zeilen." in log


def test_people_leave_as_excel(lead: Persona) -> None:
    member = MembershipFactory.create(user__name="@SUM(A1)").user
    answer = lead.client.post("/lists/people/export/", {"format": "xlsx", "query": "role=member"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    header, row = sheet.iter_rows()
    assert header[1].value == "E-Mail"
    assert (row[0].value, row[0].data_type, row[1].value) == ("@SUM(A1)", "s", member.email)


def test_trainings_leave_without_names_and_can_be_taken_over_again(counsellor: Persona) -> None:
    TrainingFactory.create(title="Projekttag", institution__name="A", heads={"teachers": 24})
    header, row = csv_of(counsellor, "trainings", "year=")
    told = dict(zip(header, row, strict=True))
    assert (told["Einrichtung"], told["Titel"], told["Lehrkräfte"]) == ("A", "Projekttag", "24")
    assert told["Themen"] == "Antisemitismus"


@pytest.mark.parametrize(
    ("key", "may"),
    [
        ("institutions", {"counsellor", "lead", "admin"}),
        ("people", {"lead", "admin"}),
        ("trainings", {"counsellor", "lead"}),
        ("cases", set()),
    ],
)
def test_who_may_have_which_list(request: pytest.FixtureRequest, key: str, may: set[str]) -> None:
    for role in ("member", "coordinator", "counsellor", "lead", "admin"):
        person: Persona = request.getfixturevalue(role)
        answer = person.client.post(f"/lists/{key}/export/", {"format": "csv"})
        assert answer.status_code == (200 if role in may else 404), role
    assert Entry.objects.count() == len(may)


def test_format_that_does_not_exist_is_refused_without_a_trace(lead: Persona) -> None:
    answer = lead.client.post("/lists/people/export/", {"format": "pdf"})
    assert (answer.status_code, Entry.objects.exists()) == (400, False)
