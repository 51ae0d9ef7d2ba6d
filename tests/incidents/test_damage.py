"""A flipped bit in the database costs one line: it says so, and everything else stays usable."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import Model
from django.test import Client

from incidents.case_copy import as_text, copy_for_office
from incidents.enums import ConsentState, EntryKind, Step
from incidents.further_readers import Group
from incidents.models import Case, Consent, Entry
from incidents.services import work
from incidents.services.closing import close
from incidents.services.interventions import record_intervention
from incidents.services.mailbox import Mailbox, find_mailbox, write_message
from incidents.services.tasks import finish_task
from tests.factories.incidents import add_text_file, make_case, open_office
from tests.incidents.consenting import (
    CODE,
    POLICE,
    agreed_to,
    ask,
    decide,
    letting_in,
    opened_by,
    take,
)
from tests.incidents.working import agree, for_office, in_days, link, offer, set_task
from tests.personas import Persona, give_key, unlock

pytestmark = pytest.mark.django_db
MAILBOX = "/de/mailbox/"
DAMAGED = "Nicht lesbar: Hier ist etwas beschädigt."


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    counsellor.user.refresh_from_db()
    lead.user.refresh_from_db()
    unlock(counsellor)
    return make_case(code=CODE, what="Der Anfang.")


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


@pytest.fixture
def reporter(case: Case) -> Client:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post(MAILBOX, {"code": CODE, "once": uuid4()})
    return client


def flip(row: Model, column: str = "sealed") -> None:
    """Flip one bit of what is sealed."""
    damaged = bytearray(getattr(row, column))
    damaged[-1] ^= 1
    type(row)._default_manager.filter(pk=row.pk).update(**{column: bytes(damaged)})


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def talk(case: Case, mailbox: Mailbox, counsellor: Persona) -> None:
    """Let reporter and office write, and the office note something."""
    opened = opened_by(counsellor, case)
    assert opened.internal
    about: dict[str, Any] = {"case": case, "by": counsellor.user}
    asked = write_message(mailbox=mailbox, text="Die Frage.", once=uuid4())
    work.send_message(
        text="Die Antwort.", version=asked.version, once=uuid4(), shared=opened.shared, **about
    )
    work.write_note(text="Die Notiz.", once=uuid4(), envelope=opened.internal, **about)


@pytest.mark.parametrize(
    ("kind", "lost"),
    [
        (EntryKind.REPORT, "Der Anfang."),
        (EntryKind.FROM_REPORTER, "Die Frage."),
        (EntryKind.TO_REPORTER, "Die Antwort."),
        (EntryKind.NOTE, "Die Notiz."),
    ],
)
def test_damaged_entry_is_one_line(
    case: Case,
    mailbox: Mailbox,
    reporter: Client,
    counsellor: Persona,
    caplog: pytest.LogCaptureFixture,
    kind: EntryKind,
    lost: str,
) -> None:
    talk(case, mailbox, counsellor)
    entry = Entry.objects.get(kind=kind)
    flip(entry)
    texts = {"Der Anfang.", "Die Frage.", "Die Antwort.", "Die Notiz."}
    html = page(counsellor.client, f"/cases/{case.reference}/")
    assert html.count(DAMAGED) == 1
    assert {text for text in texts if text in html} == texts - {lost}
    assert f"incidents_entry {entry.pk} does not open" in caplog.text
    html = page(reporter, MAILBOX)
    assert html.count(DAMAGED) == (kind != EntryKind.NOTE)
    assert {text for text in texts if text in html} == texts - {lost, "Die Notiz."}
    answer = reporter.post(f"{MAILBOX}message/", {"text": "Noch da?", "once": str(uuid4())})
    assert answer.status_code == 302


def test_damaged_reason_of_a_move_is_one_line(case: Case, counsellor: Persona) -> None:
    opened = opened_by(counsellor, case)
    work.acknowledge(case=case, version=1, by=counsellor.user)
    assert opened.internal
    close(
        case=case, reason="spam", note="Doppelt geschickt.", version=2, by=counsellor.user,
        internal=opened.internal,
    )  # fmt: skip
    flip(Entry.objects.get(state="closed"))
    html = page(counsellor.client, f"/cases/{case.reference}/")
    assert "Status: Abgeschlossen" in html
    assert html.count(DAMAGED) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EntryKind.INTERVENTION, "Maßnahme"),
        (EntryKind.TASK, "Ist erledigt"),
        (EntryKind.REFERRAL, "Wie ging es weiter?"),
        (EntryKind.AGREEMENT, "Wurde sie eingehalten?"),
        (EntryKind.FOLLOWED, "Fortgang"),
    ],
)
def test_damaged_work_is_one_line_and_can_still_be_finished(
    case: Case, counsellor: Persona, kind: EntryKind, words: str
) -> None:
    opened = opened_by(counsellor, case)
    set_task(case, counsellor)
    done = set_task(case, counsellor, "Zweite Aufgabe")
    finish_task(**for_office(counsellor, case), task_id=done.pk)
    offer(case, counsellor)
    agree(case, counsellor)
    record_intervention(
        **for_office(counsellor, case), code="phone", on=in_days(0), minutes=5, text="Kurz.",
        once=uuid4(), shared=opened.shared,
    )  # fmt: skip
    rows = Entry.objects.filter(kind=kind)
    for row in rows:
        flip(row)
    html = page(counsellor.client, f"/cases/{case.reference}/")
    assert html.count(DAMAGED) == rows.count()
    assert words in html
    assert DAMAGED in as_text(copy_for_office(opened))


def test_damaged_reason_of_a_link_is_one_line(case: Case, counsellor: Persona) -> None:
    other = make_case()
    made = link(case, other, counsellor)
    flip(made, "sealed_one")
    flip(made, "sealed_other")
    html = page(counsellor.client, f"/cases/{case.reference}/")
    assert html.count(DAMAGED) == 1
    assert other.reference in html


def test_damaged_file_is_one_line_and_is_not_handed_out(
    case: Case, reporter: Client, counsellor: Persona
) -> None:
    file = add_text_file(case, CODE)
    flip(file)
    for client, address, path in (
        (counsellor.client, f"/cases/{case.reference}/", f"/cases/{case.reference}/files/"),
        (reporter, MAILBOX, f"{MAILBOX}files/"),
    ):
        html = page(client, address)
        assert "Datei 1 nicht lesbar" in html
        assert "Der Anfang." in html
        assert str(file.pk) not in client.get(address).content.decode()
        assert client.get(f"{path}{file.pk}/").status_code == 404


def test_damaged_question_is_one_line_and_others_can_be_answered(
    case: Case, reporter: Client, counsellor: Persona
) -> None:
    damaged = ask(case, counsellor)
    flip(damaged)
    whole = ask(case, counsellor)
    html = page(counsellor.client, f"/cases/{case.reference}/steps/")
    assert html.count("Nicht lesbar") == 1
    assert html.count(POLICE.what) == 1
    assert "Nicht lesbar" in page(counsellor.client, f"/cases/{case.reference}/")
    html = page(reporter, MAILBOX)
    assert html.count("Wir möchten dich etwas fragen") == 1
    assert html.count("Nicht lesbar") == 1
    fields = {"answer": "yes", "once": str(uuid4())}
    reporter.post(f"{MAILBOX}consents/{whole.pk}/", fields)
    whole.refresh_from_db()
    assert whole.state == ConsentState.GIVEN


def test_damaged_consent_allows_nothing_and_can_be_recalled(
    case: Case, mailbox: Mailbox, counsellor: Persona
) -> None:
    consent = agreed_to(case, counsellor, mailbox)
    flip(consent)
    address = f"/cases/{case.reference}/steps/"
    assert "Ist getan: eintragen" not in page(counsellor.client, address)
    fields = {"on": "2026-11-24", "once": str(uuid4())}
    answer = counsellor.client.post(f"{address}{consent.pk}/take/", fields)
    assert "Das geht so nicht mehr" in answer.content.decode()
    counsellor.client.post(f"{address}{consent.pk}/recall/", {"once": str(uuid4())})
    consent.refresh_from_db()
    assert consent.state == ConsentState.RECALLED


def test_damaged_opening_is_told_and_can_be_taken_back(
    case: Case, mailbox: Mailbox, reporter: Client, counsellor: Persona, member: Persona
) -> None:
    give_key(member)
    consent = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, consent, counsellor, Step.READERS)
    flip(consent)
    html = page(reporter, MAILBOX)
    assert "Dazugekommen mit deinem Ja: 1 Person" in html
    assert "liest mit" in page(counsellor.client, f"/cases/{case.reference}/steps/")
    reporter.post(f"{MAILBOX}consents/{consent.pk}/", {"answer": "back", "once": str(uuid4())})
    consent.refresh_from_db()
    assert consent.state == ConsentState.TAKEN_BACK


@pytest.mark.parametrize("column", ["sealed_answer", "sealed_reason"])
def test_damaged_words_of_a_consent_leave_the_rest(
    case: Case, lead: Persona, counsellor: Persona, column: str
) -> None:
    consent = decide(case, lead)
    Consent.objects.update(sealed_answer=consent.sealed)
    consent.refresh_from_db()
    flip(consent, column)
    html = page(counsellor.client, f"/cases/{case.reference}/steps/")
    assert POLICE.what in html
    assert "Nicht lesbar" in html


def test_damaged_report_on_the_pile_says_so(case: Case, counsellor: Persona) -> None:
    make_case(what="Eine andere.")
    Case.objects.update(apart=True)
    flip(Entry.objects.filter(case=case).get())
    html = page(counsellor.client, "/cases/pile/")
    assert "Lässt sich nicht öffnen" in html
    assert "Eine andere." in html


def test_damaged_report_can_be_sent_again(case: Case, client: Client) -> None:
    flip(Entry.objects.get())
    make_case(code=CODE, what="Der Anfang.")
    assert case.entries.filter(kind=EntryKind.REPORT).count() == 2
