"""The disk is nearly full: files are refused in words, texts arrive, and people who can help know.

Nothing is filled for it; the installation is told to keep more free than any disk has.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from followups.health import troubles
from incidents.enums import EntryKind
from incidents.models import Attachment, Case, Entry
from tests.factories.incidents import make_case, open_office
from tests.files import picture
from tests.incidents.sending import clear_storage, errors, send, stored
from tests.incidents.test_mailbox import CODE, URL, enter, post
from tests.incidents.test_receipt_files import FILES, REPORT, page
from tests.personas import Persona, unlock
from vault.room import free_bytes

pytestmark = pytest.mark.django_db
MESSAGE = f"{URL}message/"
LEFT_OUT = "Der Text ist angekommen, die Dateien nicht: Dafür ist hier gerade kein Platz."
NO_ROOM = "Für Dateien ist hier gerade kein Platz."
PHOTO = ("a.jpg", picture())


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    clear_storage()
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE)


@pytest.fixture
def reporter(case: Case, client: Client) -> Client:
    enter(client)
    return client


@pytest.fixture
def full(settings: Settings) -> None:
    settings.DISK_SPARE_BYTES = 2**62


@pytest.mark.usefixtures("full")
def test_message_arrives_without_its_files(reporter: Client, case: Case) -> None:
    answer = send(reporter, MESSAGE, PHOTO, PHOTO, text="Nur der Text.")
    html = answer.content.decode()
    assert LEFT_OUT in html
    assert "Nur der Text." in html
    assert "Nur der Text.</textarea>" not in html
    assert case.entries.filter(kind=EntryKind.FROM_REPORTER).count() == 1
    assert (Attachment.objects.count(), stored()) == (0, set())


@pytest.mark.usefixtures("full")
def test_files_without_words_are_refused(reporter: Client, case: Case) -> None:
    (error,) = errors(send(reporter, MESSAGE, PHOTO))
    assert error.startswith(NO_ROOM)
    assert not case.entries.filter(kind=EntryKind.FROM_REPORTER).exists()


def test_files_beside_the_report_are_refused(
    case: Case, client: Client, settings: Settings
) -> None:
    ticket = page(client.get(REPORT)).hidden["ticket"]  # type: ignore[arg-type]
    receipt = page(post(client, REPORT, what="Jemand hat mich beleidigt.", ticket=ticket))
    settings.DISK_SPARE_BYTES = 2**62
    answer = send(client, FILES, PHOTO, ticket=receipt.hidden["ticket"])
    assert errors(answer)[0].startswith(NO_ROOM)
    assert page(answer).receipt_code == receipt.receipt_code
    assert (Attachment.objects.count(), stored()) == (0, set())


@pytest.mark.usefixtures("full")
def test_answer_of_the_office_arrives_without_its_files(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    path = f"/cases/{case.reference}/"
    send(counsellor.client, f"{path}message/", PHOTO, text="Die Antwort.", version=1)
    html = counsellor.client.get(path).content.decode()
    assert LEFT_OUT in html
    assert Entry.objects.filter(kind=EntryKind.TO_REPORTER).count() == 1


@pytest.mark.usefixtures("full")
def test_mistake_is_named_even_so(reporter: Client) -> None:
    """The text waits: what is wrong with the form is said before anything is stored."""
    answer = send(reporter, MESSAGE, PHOTO, text="x" * 40_001)
    assert "40001" in errors(answer)[0]


def test_people_and_machines_are_told(case: Case, client: Client, settings: Settings) -> None:
    told = "Auf dem Server ist kaum noch Platz: Dateien werden nicht angenommen."
    assert told not in {trouble.sentence for trouble in troubles(timezone.now())}
    assert "\nateams_storage_has_room 1\n" in client.get("/metrics").content.decode()
    settings.DISK_SPARE_BYTES = 2**62
    assert told in {trouble.sentence for trouble in troubles(timezone.now())}
    assert "\nateams_storage_has_room 0\n" in client.get("/metrics").content.decode()


def test_object_store_is_never_full(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    settings.DISK_SPARE_BYTES = 2**62
    assert free_bytes() is None
