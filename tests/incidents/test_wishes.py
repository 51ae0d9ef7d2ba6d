"""What a reporter says with one tap: it has got worse, somebody shall interpret."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from ateams.audit.models import Entry as AuditEntry
from incidents.enums import EntryKind, State
from incidents.models import Case, Entry
from incidents.services.mailbox import MESSAGES_PER_HOUR, Mailbox, find_mailbox
from incidents.services.wishes import ask_interpreter, tell_worse
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def case(counsellor: Persona) -> Case:
    open_office(counsellor.user)
    return make_case(code=CODE)


@pytest.fixture
def reporter(case: Case) -> Client:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post("/de/mailbox/", {"code": CODE, "once": uuid4()})
    return client


def opened() -> Mailbox:
    mailbox = find_mailbox(CODE)
    assert mailbox
    return mailbox


def send(reporter: Client, what: str, **fields: Any) -> HttpResponse:
    fields.setdefault("once", str(uuid4()))
    return reporter.post(f"/de/mailbox/{what}/", fields, follow=True)  # type: ignore[return-value]


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_worse_makes_it_urgent_brings_the_answer_forward_and_shows_at_once(
    counsellor: Persona,
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        open_office(counsellor.user)
        case = make_case(code=CODE)
        assert (case.urgent, case.reply_due_on) == (False, date(2026, 11, 27))
        Case.objects.update(unread=False)
        client = Client(headers={"sec-fetch-site": "same-origin"})
        client.post("/de/mailbox/", {"code": CODE, "once": uuid4()})
        told = text_of(send(client, "worse"))
    assert "Deine Meldung ist dringend." in told
    assert "Wir antworten bis Mittwoch, 25. November." in told
    assert "Du hast gesagt: Es ist schlimmer geworden" in told
    found = Case.objects.get()
    assert (found.urgent, found.unread, found.reply_due_on) == (True, True, date(2026, 11, 25))
    assert AuditEntry.objects.filter(action="case.worse", actor=None).count() == 1


def test_worse_with_words_is_read_by_the_office(
    case: Case, reporter: Client, counsellor: Persona
) -> None:
    send(reporter, "worse", text="Heute hat er mich geschlagen.")
    unlock(counsellor)
    told = text_of(counsellor.client.get(f"/cases/{case.reference}/"))  # type: ignore[arg-type]
    assert "Es ist schlimmer geworden" in told
    assert "Heute hat er mich geschlagen." in told
    assert "dringend" in told


def test_worse_reopens_a_closed_case(case: Case) -> None:
    Case.objects.update(state=State.CLOSED, closed_at=timezone.now(), reply_due_on=None)
    tell_worse(mailbox=opened(), text="", once=uuid4())
    found = Case.objects.get()
    assert (found.state, found.urgent) == (State.REOPENED, True)
    assert found.next_date == found.reply_due_on is not None


def test_same_form_twice_counts_once(case: Case) -> None:
    for kind, tell in ((EntryKind.WORSE, tell_worse), (EntryKind.INTERPRETER, ask_interpreter)):
        once, words = uuid4(), "text" if kind == EntryKind.WORSE else "language"
        for _ in range(2):
            tell(mailbox=opened(), once=once, **{words: "ar"})
        assert case.entries.filter(kind=kind).count() == 1
    assert AuditEntry.objects.filter(action="case.worse").count() == 1


def test_interpreter_is_a_flag_for_staff_until_nobody_is_needed(
    case: Case, reporter: Client, counsellor: Persona
) -> None:
    unlock(counsellor)
    url = f"/cases/{case.reference}/"
    flag = "Die Person wünscht sich jemanden zum Dolmetschen: "
    told = text_of(send(reporter, "interpreter", language="ar"))
    assert "Jemand soll für dich dolmetschen" in told
    assert f"{flag}Arabisch." in counsellor.client.get(url).content.decode()
    send(reporter, "interpreter", language="ku")
    assert f"{flag}Kurdisch." in counsellor.client.get(url).content.decode()
    send(reporter, "interpreter", language="none")
    html = counsellor.client.get(url).content.decode()
    assert flag not in html
    assert "doch nicht" in html


def test_language_of_the_interpreter_is_sealed(case: Case, reporter: Client) -> None:
    send(reporter, "interpreter", language="ar")
    first = Entry.objects.get(kind=EntryKind.INTERPRETER)
    send(reporter, "interpreter", language="other")
    second = Entry.objects.exclude(pk=first.pk).get(kind=EntryKind.INTERPRETER)
    assert first.sealed
    assert second.sealed
    assert len(first.sealed) == len(second.sealed)
    plain = [Entry.objects.filter(pk=one.pk).values("state", "date", "person").get() for one in
             (first, second)]  # fmt: skip
    assert plain[0] == plain[1]
    assert Case.objects.get().language == "de"


def test_interpreter_without_language_is_asked_for(case: Case, reporter: Client) -> None:
    answer = send(reporter, "interpreter", language="")
    assert "Wähle bitte eine Sprache aus." in answer.content.decode()
    assert not case.entries.filter(kind=EntryKind.INTERPRETER).exists()


def test_many_wishes_are_too_many_messages(case: Case, reporter: Client) -> None:
    for number in range(MESSAGES_PER_HOUR):
        if number % 2:
            tell_worse(mailbox=opened(), text="", once=uuid4())
        else:
            ask_interpreter(mailbox=opened(), language="ar", once=uuid4())
    for what in ("worse", "interpreter", "message"):
        answer = send(reporter, what, text="Noch etwas.", language="ar")
        assert "sehr viele Nachrichten" in answer.content.decode()
    assert case.entries.count() == MESSAGES_PER_HOUR + 1


def test_closed_mailbox_asks_for_the_code_first(case: Case) -> None:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    html = send(client, "worse", text="Heute war es schlimm.").content.decode()
    assert "Dein Code" in html
    assert "Heute war es schlimm." in html
    assert not Case.objects.get().urgent
