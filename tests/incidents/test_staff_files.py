"""Files on the case page: what staff sends and sees, and who sees it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from ateams.audit.models import Entry as AuditEntry
from incidents.models import Attachment, Case, Entry
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.files import MARKER, picture
from tests.incidents.sending import body, clear_storage, errors, send, stored, unnamed
from tests.incidents.test_mailbox import CODE, enter
from tests.incidents.test_mailbox import URL as MAILBOX
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
AGAIN = "Gesendet ist noch nichts. Wähle die Dateien bitte noch einmal aus."


@pytest.fixture(autouse=True)
def _empty_storage() -> None:
    clear_storage()


@pytest.fixture
def case(counsellor: Persona, lead: Persona, member: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    give_key(member.user)
    for person in (counsellor, lead, member):
        person.user.refresh_from_db()
        unlock(person)
    return make_case(team=member.team, code=CODE)


def page(case: Case) -> str:
    return f"/cases/{case.reference}/"


def act(
    who: Persona, case: Case, action: str, *files: tuple[str, bytes], **fields: Any
) -> HttpResponse:
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    return send(who.client, f"{page(case)}{action}/", *files, **fields)


def addresses(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" download', html)


def shown(who: Persona, case: Case) -> list[str]:
    return addresses(who.client.get(page(case)).content.decode())


def test_answer_with_a_file_reaches_the_reporter(
    case: Case, counsellor: Persona, member: Persona, client: Client
) -> None:
    answer = act(counsellor, case, "message", ("Flyer.pdf.jpg", picture()), text="Sieh dir das an.")
    assert answer.status_code == 302
    [link] = addresses(enter(client))
    received = body(client.get(link))  # type: ignore[arg-type]
    assert received.startswith(b"\xff\xd8\xff")
    assert MARKER.encode() not in received
    for person in (counsellor, member):
        [address] = shown(person, case)
        assert body(person.client.get(address)) == received  # type: ignore[arg-type]
    actors = AuditEntry.objects.filter(action="case.file_opened").values_list("actor", flat=True)
    assert list(actors) == [None, counsellor.user.id, member.user.id]


def test_file_of_the_office_note_is_the_offices_alone(
    case: Case, counsellor: Persona, lead: Persona, member: Persona, client: Client
) -> None:
    act(counsellor, case, "note", ("a.txt", b"Nur intern"))
    [address] = shown(lead, case)
    assert body(lead.client.get(address)) == b"Nur intern"  # type: ignore[arg-type]
    assert shown(member, case) == addresses(enter(client)) == []
    assert member.client.get(address).status_code == 404
    assert client.get(f"{MAILBOX}files/{Attachment.objects.get().pk}/").status_code == 404


def test_number_of_a_shared_file_tells_nothing_of_internal_ones(
    case: Case, counsellor: Persona, client: Client
) -> None:
    act(counsellor, case, "note", ("a.txt", b"Nur intern"))
    act(counsellor, case, "message", ("b.txt", b"Hallo"))
    assert "Text 1</a>" in enter(client)


def test_team_note_with_a_file_is_read_by_all_staff_of_the_case(
    case: Case, counsellor: Persona, member: Persona, client: Client
) -> None:
    act(member, case, "note", ("a.txt", b"Vom Team"))
    [address] = shown(counsellor, case)
    assert body(counsellor.client.get(address)) == b"Vom Team"  # type: ignore[arg-type]
    assert addresses(enter(client)) == []


def test_reporters_file_is_opened_by_staff_with_an_unlocked_key_only(
    case: Case, counsellor: Persona, admin: Persona, client: Client
) -> None:
    enter(client)
    send(client, f"{MAILBOX}message/", ("a.txt", b"Hallo"), text="Dazu.")
    [address] = shown(counsellor, case)
    assert admin.client.get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    counsellor.client.post("/vault/lock/")
    assert counsellor.client.get(address)["Location"].startswith("/vault/unlock/")
    assert not AuditEntry.objects.filter(action="case.file_opened").exists()


def test_refused_file_keeps_the_answer(case: Case, counsellor: Persona) -> None:
    answer = act(counsellor, case, "message", ("a.gif", b"GIF89a"), text="Eine lange Antwort.")
    assert errors(answer)[0].startswith("„a.gif“ können wir nicht annehmen.")
    assert "Eine lange Antwort.</textarea>" in answer.content.decode()
    assert (Entry.objects.count(), Attachment.objects.count(), stored()) == (1, 0, set())


def test_locked_key_keeps_the_text_and_asks_for_the_files_again(
    case: Case, counsellor: Persona
) -> None:
    counsellor.client.post("/vault/lock/")
    answer = act(counsellor, case, "note", ("a.txt", b"Hallo"))
    assert errors(answer) == [AGAIN]
    assert stored() == set()
    assert 'enctype="multipart/form-data"' in answer.content.decode()
    again = act(counsellor, case, "note", ("a.txt", b"Hallo"), passphrase=PASSPHRASE)
    assert again.status_code == 302
    assert (Attachment.objects.count(), unnamed()) == (1, set())


def test_colleague_in_between_keeps_the_text_and_asks_for_the_files_again(
    case: Case, counsellor: Persona
) -> None:
    answer = act(counsellor, case, "message", ("a.txt", b"Hallo"), text="Bleibt.", version=99)
    html = answer.content.decode()
    assert "Inzwischen hat jemand anderes den Fall geändert." in html
    assert errors(answer) == [AGAIN]
    assert "Bleibt.</textarea>" in html
    assert stored() == set()


@pytest.mark.parametrize("action", ["date", "move", "close", "assign", "acknowledge"])
def test_other_actions_take_no_files(case: Case, counsellor: Persona, action: str) -> None:
    assert act(counsellor, case, action, ("a.txt", b"Hallo")).status_code == 400
    assert stored() == set()


def test_nobody_leaves_files_without_signing_in(case: Case) -> None:
    answer = send(Client(), f"{page(case)}note/", ("a.txt", b"Hallo"), once=str(uuid4()))
    assert answer["Location"].startswith("/accounts/login/")
    assert stored() == set()


@pytest.mark.parametrize("number", [1, 3])
def test_case_asks_the_database_as_often_for_three_files_as_for_one(
    case: Case, counsellor: Persona, number: int, django_assert_num_queries: Any
) -> None:
    files = [(f"{each}.txt", b"Hallo") for each in range(number)]
    act(counsellor, case, "note", *files)
    assert len(shown(counsellor, case)) == number
    turn = connection.vendor == "postgresql"  # the audit log waits for its turn
    with django_assert_num_queries(35 + turn):
        counsellor.client.get(page(case))
