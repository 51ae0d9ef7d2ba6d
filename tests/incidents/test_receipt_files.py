"""Files right after sending: the receipt page takes them without a cookie."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from incidents.models import Attachment, Case, Entry
from incidents.services.mailbox import (
    MESSAGES_PER_HOUR,
    conversation,
    files,
    find_mailbox,
    write_message,
)
from tests.factories.incidents import open_office
from tests.files import picture
from tests.incidents.sending import clear_storage, errors, send, stored, unnamed
from tests.incidents.test_mailbox import URL as MAILBOX
from tests.incidents.test_mailbox import enter, post
from tests.personas import Persona
from tests.visitor import Answer

pytestmark = pytest.mark.django_db
REPORT = "/de/report/"
FILES = "/de/report/files/"


@pytest.fixture(autouse=True)
def _empty_storage(counsellor: Persona) -> None:
    clear_storage()
    open_office(counsellor.user)


def page(answer: HttpResponse) -> Answer:
    return Answer(answer.status_code, "", answer.content.decode())


@pytest.fixture
def receipt(client: Client) -> Answer:
    ticket = page(client.get(REPORT)).hidden["ticket"]  # type: ignore[arg-type]
    return page(post(client, REPORT, what="Jemand hat mich beleidigt.", ticket=ticket))


def test_files_go_along_and_the_code_stays_on_the_page(receipt: Answer, client: Client) -> None:
    sent = (("a.jpg", picture()), ("b.txt", b"Hallo"))
    again = page(send(client, FILES, *sent, ticket=receipt.hidden["ticket"]))
    assert again.receipt_code == receipt.receipt_code
    assert "2 Dateien sind angekommen." in again.html
    assert client.cookies == {}
    more = page(send(client, FILES, ("c.txt", b"Mehr"), ticket=again.hidden["ticket"]))
    assert "1 Datei ist angekommen." in more.html
    mailbox = find_mailbox(receipt.receipt_code)
    assert mailbox
    assert [file.name for file in files(mailbox)] == ["Bild 1", "Text 2", "Text 3"]
    assert [(said or {}).get("text") for _entry, said in conversation(mailbox)] == [None, "", ""]
    assert "Text 3</a>" in enter(client, receipt.receipt_code)


def test_files_beyond_the_hours_messages_are_refused_in_words(
    receipt: Answer, client: Client
) -> None:
    mailbox = find_mailbox(receipt.receipt_code)
    assert mailbox
    for _number in range(MESSAGES_PER_HOUR):
        write_message(mailbox=mailbox, text="Noch etwas.", once=uuid4())
    again = page(send(client, FILES, ("a.txt", b"Hallo"), ticket=receipt.hidden["ticket"]))
    assert again.status == 200
    assert again.receipt_code == receipt.receipt_code
    assert "Sende sie bitte später noch einmal." in again.html
    assert not Attachment.objects.exists()
    assert unnamed() == set()


def test_form_sent_twice_counts_once(receipt: Answer, client: Client) -> None:
    once = str(uuid4())
    for _ in range(2):
        send(client, FILES, ("a.txt", b"Hallo"), ticket=receipt.hidden["ticket"], once=once)
    assert (Attachment.objects.count(), len(stored())) == (1, 1)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([], "Wähle bitte aus, was du senden willst."),
        ([("a.gif", b"GIF89a")], "„a.gif“ können wir nicht annehmen."),
    ],
)
def test_mistake_is_explained_and_the_code_stays(
    receipt: Answer, client: Client, sent: list[tuple[str, bytes]], sentence: str
) -> None:
    answer = send(client, FILES, *sent, ticket=receipt.hidden["ticket"])
    assert errors(answer)[0].startswith(sentence)
    assert page(answer).receipt_code == receipt.receipt_code
    assert (Entry.objects.count(), stored()) == (1, set())


@pytest.mark.parametrize("ticket", ["", "forged", "report"])
def test_without_a_ticket_of_a_receipt_nothing_stays(
    receipt: Answer, client: Client, ticket: str
) -> None:
    if ticket == "report":
        ticket = page(client.get(REPORT)).hidden["ticket"]  # type: ignore[arg-type]
    answer = send(client, FILES, ("a.txt", b"Hallo"), ticket=ticket)
    assert (answer.status_code, answer["Location"]) == (302, MAILBOX)
    assert (Attachment.objects.count(), stored()) == (0, set())


def test_receipt_takes_files_for_an_hour(receipt: Answer, client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = send(client, FILES, ("a.txt", b"Hallo"), ticket=receipt.hidden["ticket"])
    assert answer.status_code == 302
    assert unnamed() == set()


def test_withdrawn_report_takes_no_files(receipt: Answer, client: Client) -> None:
    enter(client, receipt.receipt_code)
    post(client, f"{MAILBOX}withdraw/", sure="on")
    answer = send(client, FILES, ("a.txt", b"Hallo"), ticket=receipt.hidden["ticket"])
    assert answer.status_code == 302
    assert (Case.objects.count(), stored()) == (0, set())


def test_another_site_can_send_nothing(receipt: Answer, client: Client) -> None:
    fields = {"ticket": receipt.hidden["ticket"], "once": str(uuid4())}
    assert client.post(FILES, fields, headers={"sec-fetch-site": "cross-site"}).status_code == 403
