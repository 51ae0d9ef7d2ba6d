"""Who writes again is no script: erasing an hour of the pile spares them, and says so."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from ateams.audit.models import Entry as AuditEntry
from incidents.models import Case
from incidents.services import pile as services
from incidents.services.mailbox import find_mailbox, withdraw, write_message
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
ERASE = "/cases/pile/erase/"


@pytest.fixture
def written(counsellor: Persona) -> Case:
    """Return the one of four reports on the pile whose reporter has written since."""
    open_office(counsellor.user)
    for _ in range(3):
        make_case()
    found = make_case(code=CODE)
    Case.objects.update(apart=True)
    write(CODE)
    return found


def write(code: str) -> None:
    mailbox = find_mailbox(code)
    assert mailbox
    write_message(mailbox=mailbox, text="Ist jemand da?", once=uuid4())


def this_hour() -> datetime:
    return timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def test_hour_spares_whoever_has_written_since_and_says_so(
    written: Case, counsellor: Persona
) -> None:
    fields = {"hour": this_hour().isoformat()}
    html = counsellor.client.post(ERASE, fields).content.decode()
    assert "3 Meldungen werden sofort gelöscht" in html
    kept = "1 Meldung bleibt liegen, denn wer sie geschickt hat, hat danach noch geschrieben."
    assert kept in html
    answer = counsellor.client.post(ERASE, {**fields, "sure": "on"}, follow=True)
    assert "3 Meldungen sind gelöscht." in answer.content.decode()
    assert kept in answer.content.decode()
    assert list(Case.objects.all()) == [written]
    assert AuditEntry.objects.get(action="pile.erased").number == 3
    assert services.erase_piled(by=counsellor.user, hour=this_hour()) == 0


def test_message_that_comes_while_the_hour_is_erased_is_spared(
    written: Case, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes after the reports were looked up and before they are locked."""
    late = make_case(code="9" * 20)
    Case.objects.update(apart=True)
    look_up = services._locked

    def late_message(ids: list[object]) -> list[object]:
        write("9" * 20)
        return look_up(ids)  # type: ignore[arg-type,return-value]

    monkeypatch.setattr(services, "_locked", late_message)
    assert services.erase_piled(by=counsellor.user, hour=this_hour()) == 3
    assert set(Case.objects.all()) == {written, late}


def test_ticked_one_is_erased_by_whoever_sees_that_its_reporter_wrote(
    written: Case, counsellor: Persona
) -> None:
    unlock(counsellor)
    html = counsellor.client.get("/cases/pile/").content.decode()
    assert html.count("hat danach noch geschrieben") == 1
    assert services.erase_piled(by=counsellor.user, case_ids=[written.pk]) == 1
    assert Case.objects.count() == 3


def test_withdrawn_one_is_neither_erased_again_nor_counted(
    written: Case, counsellor: Persona
) -> None:
    mailbox = find_mailbox(CODE)
    assert mailbox
    withdraw(mailbox=mailbox)
    answer = counsellor.client.post(
        ERASE, {"hour": this_hour().isoformat(), "sure": "on"}, follow=True
    )
    html = answer.content.decode()
    assert "3 Meldungen sind gelöscht." in html
    assert "bleibt liegen" not in html
