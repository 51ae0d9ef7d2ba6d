"""The lead sees what was erased and what will be, in numbers."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ateams.ops.models import ErasureReport
from ateams.sweeps.models import Heartbeat
from incidents.models import Case, ErasureOrder
from incidents.retention import BACKUPS_KEPT, SPARE
from tests.factories.accounts import InvitationFactory
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona

pytestmark = pytest.mark.django_db
URL = "/erasure/"
LATE = "Seit mehr als einem Tag wurde nichts gelöscht."
FAILED = "Beim letzten Lauf ließ sich nicht alles löschen."


def shown(lead: Persona) -> str:
    return lead.client.get(URL).content.decode()


def test_lead_gets_there_from_the_agenda_and_nobody_else_does(
    lead: Persona, counsellor: Persona
) -> None:
    link = f'href="{URL}"'
    assert link in lead.client.get("/agenda/").content.decode()
    assert link not in counsellor.client.get("/agenda/").content.decode()


def test_new_installation_has_erased_nothing_and_that_is_no_fault(lead: Persona) -> None:
    html = shown(lead)
    assert "Noch nichts gelöscht" in html
    assert LATE not in html
    assert FAILED not in html


def test_page_counts_what_goes_tonight_and_within_thirty_days(lead: Persona) -> None:
    open_office(lead.user)
    for days in (0, 30, 31):
        gone_by = timezone.localdate() + BACKUPS_KEPT + SPARE + timedelta(days=days)
        Case.objects.filter(pk=make_case().pk).update(gone_by=gone_by)
    rows = lead.client.get(URL).context["outlook"]
    assert {row.eraser.kind: (row.now, row.soon) for row in rows if row.now or row.soon} == {
        "case": (1, 1)
    }


def test_page_names_the_periods_in_force(lead: Persona) -> None:
    html = shown(lead)
    assert "12 Monate nach dem Abschluss, reine Meldungen nach 6" in html


def test_page_lists_what_was_erased_the_newest_first(lead: Persona) -> None:
    ErasureReport.objects.create(day=date(2026, 11, 20), kind="case", count=3)
    ErasureReport.objects.create(day=date(2026, 11, 21), kind="no_longer_known", count=4)
    reports = lead.client.get(URL).context["reports"]
    assert [(str(row.label), row.report.count) for row in reports] == [
        ("no_longer_known", 4),
        ("Fälle", 3),
    ]


@pytest.mark.parametrize(
    ("hours", "error", "says"), [(1, "", ""), (27, "", LATE), (27, "ErasureError", FAILED)]
)
def test_page_says_when_the_daily_job_fails(
    lead: Persona, hours: int, error: str, says: str
) -> None:
    at = timezone.now() - timedelta(hours=hours)
    Heartbeat.objects.create(name="ops.erase", last_started=at, last_finished=at, last_error=error)
    html = shown(lead)
    assert [text for text in (LATE, FAILED) if text in html] == ([says] if says else [])


def test_page_says_that_orders_wait(lead: Persona) -> None:
    ErasureOrder.objects.create(case_id=uuid4())
    assert "Noch ein Auftrag wartet." in shown(lead)


def test_page_asks_the_same_number_of_questions(lead: Persona) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            lead.client.get(URL)
        return len(queries)

    ErasureReport.objects.create(day=date(2026, 11, 20), kind="case", count=3)
    questions()
    first = questions()
    for day in range(1, 4):
        ErasureReport.objects.create(day=date(2026, 11, day), kind="case", count=3)
    InvitationFactory.create_batch(3)
    assert questions() == first
