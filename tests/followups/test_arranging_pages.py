"""Putting off and passing on, as people see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from ateams.audit.models import Entry
from ateams.due import DueItem
from followups.models import Delegation, Snooze
from followups.sources import BY_KIND, items
from tests.factories.incidents import open_office
from tests.factories.trainings import TrainingFactory
from tests.followups.arranging import dated_case, found
from tests.personas import Persona

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def named(item: DueItem) -> dict[str, str]:
    due = item.derived_on.isoformat()
    return {"kind": item.kind, "object": item.object_id, "due": due, "back": "/agenda/?show=all"}


def text_of(who: Persona, url: str, fields: dict[str, str]) -> str:
    return who.client.post(url, fields, follow=True).content.decode()


def test_put_off_on_the_page_and_taken_back(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    case = dated_case(counsellor.user)
    sent = named(found(counsellor, case))
    form = counsellor.client.get("/agenda/snooze/", sent).content.decode()
    assert "Bitte nichts aus einem Fall" in form
    assert "Spätestens am 21.02.2027." in form
    too_late = (TODAY + timedelta(days=200)).isoformat()
    wrong = {**sent, "until": too_late, "reason": "no_time", "note": "Später"}
    html = text_of(counsellor, "/agenda/snooze/", wrong)
    assert "data-error-summary" in html
    assert "Bitte einen Tag vom 24.11.2026 bis zum 21.02.2027 wählen." in html
    assert 'value="Später"' in html

    right = {**wrong, "until": (TODAY + timedelta(days=4)).isoformat()}
    html = text_of(counsellor, "/agenda/snooze/", right)
    assert "Verschoben auf den 27.11.2026." in html
    assert "Rückgängig" in html
    assert "Eigentlich fällig:" in html
    assert "hat es auf den 27.11.2026 verschoben. Gerade geht anderes vor. Später" in html
    row = Snooze.objects.get()
    undo = {"what": "snooze", "row": str(row.pk), "back": "https://elsewhere.example/"}
    for _ in range(2):
        answer = counsellor.client.post("/agenda/take-back/", undo)
        assert (answer.status_code, answer["Location"]) == (302, "/agenda/")
    assert not Snooze.objects.exists()
    actions = Entry.objects.filter(action__startswith="due.").values_list("action", flat=True)
    assert sorted(actions) == ["due.put_off", "due.put_off_ended"]


def test_passed_on_on_the_page_and_by_nobody_else(
    counsellor: Persona, lead: Persona, coordinator: Persona, member: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    case = dated_case(counsellor.user)
    sent = {**named(found(counsellor, case)), "to": str(lead.user.pk)}
    for stranger in (coordinator, member):
        html = text_of(stranger, "/agenda/delegate/", sent)
        assert "Das ist inzwischen erledigt" in html
        assert case.reference not in html
    assert "data-error-summary" in text_of(counsellor, "/agenda/delegate/", {**sent, "to": ""})
    strange = {**sent, "to": str(coordinator.user.pk)}
    assert "data-error-summary" in text_of(counsellor, "/agenda/delegate/", strange)
    assert not Delegation.objects.exists()
    assert f"{lead.user.name} macht es jetzt." in text_of(counsellor, "/agenda/delegate/", sent)
    row = Delegation.objects.get()
    undo = {"what": "delegation", "row": str(row.pk)}
    member.client.post("/agenda/take-back/", undo)
    assert Delegation.objects.exists()
    counsellor.client.post("/agenda/take-back/", undo)  # has no part in it now, but did it
    assert not Delegation.objects.exists()
    assert counsellor.client.get("/agenda/snooze/", {"kind": "x"}).status_code == 404


def test_member_puts_off_nothing_that_is_the_coordinators(
    coordinator: Persona, member: Persona
) -> None:
    training = TrainingFactory.create(
        institution=coordinator.institution, logged_at=MONDAY - timedelta(days=8)
    )
    seen = items(BY_KIND["training.to_confirm"], until=TODAY, reader_id=member.user.pk)
    sent = {**named(next(seen)), "until": "2026-11-30", "reason": "others"}
    assert "Das ist inzwischen erledigt" in text_of(member, "/agenda/snooze/", sent)
    assert "Später oder abgeben" not in member.client.get("/agenda/?show=all").content.decode()
    assert "Verschoben auf" in text_of(coordinator, "/agenda/snooze/", sent)
    assert Snooze.objects.get().object_id == str(training.pk)
