"""Files in the mailbox: sent by the reporter, seen by both sides, gone with the case."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from ateams.audit.models import Entry as AuditEntry
from incidents.attachments import OpenedFile
from incidents.enums import EntryKind
from incidents.models import Attachment, Case, Entry
from incidents.services import files as services
from incidents.services.mailbox import files as files_of_mailbox
from incidents.services.mailbox import find_mailbox
from incidents.sweeps import forget_stray_files
from incidents.uploads import MOST_BYTES
from tests.factories.incidents import make_attachment, make_case, open_office
from tests.files import MARKER, picture, recordings, sound_wave, telling_files
from tests.incidents.sending import body, clear_storage, errors, send, stored, unnamed
from tests.incidents.test_mailbox import CODE, URL, enter, post
from tests.personas import Persona
from vault.files import FileWriter

pytestmark = pytest.mark.django_db
MESSAGE = f"{URL}message/"
AGAIN = "Gesendet ist noch nichts. Wähle die Dateien bitte noch einmal aus."
ACCEPTED = (
    "Es gehen Fotos und Screenshots (JPEG, PNG, WebP, HEIC), PDF, einfacher Text und "
    "Tonaufnahmen, keine Videos."
)


@pytest.fixture(autouse=True)
def _empty_storage() -> None:
    clear_storage()


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE, what="Jemand hat mich beleidigt.")


@pytest.fixture
def reporter(case: Case, client: Client) -> Client:
    enter(client)
    return client


def addresses(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" download', html)


def fetch(client: Client, number: int = 0, **headers: str) -> HttpResponse:
    url = addresses(client.get(URL).content.decode())[number]
    return client.get(url, headers=headers)  # type: ignore[return-value]


@pytest.mark.parametrize("media_type", [*telling_files(), *recordings()])
def test_file_of_a_phone_is_kept_and_comes_back(reporter: Client, media_type: str) -> None:
    content = (telling_files() | recordings())[media_type]
    assert send(reporter, MESSAGE, ("IMG_0001.HEIC", content), text="Dazu.").status_code == 302
    answer = fetch(reporter)
    expected = "image/jpeg" if media_type == "image/heic" else media_type
    assert (answer.status_code, answer["Content-Type"]) == (200, expected)
    received = body(answer)
    assert len(received) == int(answer["Content-Length"])
    if media_type in recordings():
        assert received == content
    else:
        assert MARKER.encode() not in received
    assert unnamed() == set()


def test_several_files_need_no_words(reporter: Client, case: Case) -> None:
    send(reporter, MESSAGE, ("a.jpg", picture()), ("b.wav", sound_wave()), ("c.txt", b"Hallo"))
    html = reporter.get(URL).content.decode()
    assert re.findall(r"download>(.*?)</a>", html) == ["Bild 1", "Aufnahme 2", "Text 3"]
    assert html.count("Aufnahmeort, Gerät und Zeit sind entfernt.") == 1
    assert html.count("Kann Spuren enthalten, wer es gemacht hat.") == 2
    entry = case.entries.get(kind=EntryKind.FROM_REPORTER)
    assert entry.attachments.count() == 3
    case.refresh_from_db()
    assert case.unread


def test_message_without_words_and_files_is_named(reporter: Client) -> None:
    answer = send(reporter, MESSAGE, text=" ")
    assert errors(answer) == ["Schreib bitte etwas oder wähle eine Datei aus, bevor du sendest."]


def test_form_sent_twice_keeps_its_files_once(reporter: Client) -> None:
    once = str(uuid4())
    for _ in range(2):
        send(reporter, MESSAGE, ("a.jpg", picture()), text="Nur einmal.", once=once)
    assert (Attachment.objects.count(), len(stored())) == (1, 1)


REFUSED: dict[str, tuple[list[tuple[str, bytes]], list[str]]] = {
    "wrong type": (
        [("cat.gif", b"GIF89a" + bytes(9)), ("a.txt", b"Hallo")],
        ["„cat.gif“ können wir nicht annehmen.", ACCEPTED, AGAIN],
    ),
    "named like a picture": (
        [("photo.jpg", b"<svg onload='alert(1)'/>")],
        ["„photo.jpg“ können wir nicht annehmen.", ACCEPTED, AGAIN],
    ),
    "empty": ([("leer.txt", b"")], ["„leer.txt“ ist leer.", AGAIN]),
    "too large": (
        [("lang.txt", b"x" * (MOST_BYTES + 1)), ("a.txt", b"Hallo")],
        ["„lang.txt“ ist größer als 20 MB.", AGAIN],
    ),
    "too many": (
        [(f"{number}.txt", b"Hallo") for number in range(12)],
        ["Es passen 10 Dateien in eine Nachricht. Den Rest kannst du danach senden.", AGAIN],
    ),
    "broken picture": (
        [("a.txt", b"Hallo"), ("b.jpg", picture()[:-300])],
        [
            (
                "Aus „b.jpg“ lässt sich nicht entfernen, was über dich darin steht: Die Datei ist "
                "beschädigt, geschützt oder zu groß. Ein Screenshot davon geht."
            ),
            AGAIN,
        ],
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_refused_file_is_explained_and_the_text_stays(reporter: Client, why: str) -> None:
    files, sentences = REFUSED[why]
    answer = send(reporter, MESSAGE, *files, text="Ein langer Text.")
    assert answer.status_code == 200
    assert errors(answer) == [" ".join(sentences)]
    assert "Ein langer Text.</textarea>" in answer.content.decode()
    assert (Attachment.objects.count(), Entry.objects.count(), stored()) == (0, 1, set())


def test_file_of_exactly_20_megabytes_is_taken(reporter: Client) -> None:
    send(reporter, MESSAGE, ("lang.txt", b"x" * MOST_BYTES))
    answer = fetch(reporter)
    assert answer["Content-Length"] == "20971520"
    assert body(answer) == b"x" * MOST_BYTES
    assert Attachment.objects.get().chunks == 321


def test_ten_files_are_taken(reporter: Client) -> None:
    send(reporter, MESSAGE, *[(f"{number}.txt", b"Hallo") for number in range(10)])
    assert Attachment.objects.count() == 10


def test_mailbox_that_closed_takes_no_files_and_keeps_the_text(case: Case, client: Client) -> None:
    for text in ("Ein langer Text.", ""):
        html = send(client, MESSAGE, ("a.jpg", picture()), text=text).content.decode()
        assert "Die Dateien sind nicht gesendet." in html
        assert (f"{text}</textarea>" in html) == bool(text)
        assert (Attachment.objects.count(), stored()) == (0, set())


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "a\r\nSet-Cookie: x=1.jpg": "aSet-Cookie: x=1.jpg",
    'Foto "eins"; filename=x.html': "Foto &quot;eins&quot;; filename=x.html",
    "\u202egpj.exe": "gpj.exe",
    "a\x00b.txt": "ab.txt",
    "<script>alert(1)</script>.jpg": "script&gt;.jpg",
    "x" * 300 + ".jpg": "x" * 150,
    "Ü 🏳 سلام.jpg": "Ü 🏳 سلام.jpg",
}


@pytest.mark.parametrize("name", NAMES)
def test_name_of_a_file_is_shown_as_text_and_reaches_no_header(reporter: Client, name: str) -> None:
    written = name.replace('"', "&quot;").replace("\r\n", "&#13;&#10;")  # which Django takes back
    fields = {'"once"': str(uuid4()), f'"uploads"; filename="{written}"': "Hallo"}
    parts = "".join(
        f"--line\r\nContent-Disposition: form-data; name={field}\r\n\r\n{value}\r\n"
        for field, value in fields.items()
    )
    kind = "multipart/form-data; boundary=line"
    headers = {"sec-fetch-site": "same-origin"}
    reporter.post(MESSAGE, f"{parts}--line--\r\n".encode(), content_type=kind, headers=headers)
    html = reporter.get(URL).content.decode()
    assert f"<bdi>{NAMES[name]}</bdi>" in html
    answer = fetch(reporter)
    assert answer["Content-Disposition"] == 'attachment; filename="Text-1.txt"'
    assert "Set-Cookie: x" not in str(answer.headers)


def test_file_is_served_so_that_nothing_in_it_runs(reporter: Client) -> None:
    send(reporter, MESSAGE, ("a.html", b"Hallo Welt"))
    answer = fetch(reporter)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


RANGES: dict[str, tuple[int, slice, str | None]] = {
    "": (200, slice(0, None), None),
    "bytes=0-": (206, slice(0, None), "bytes 0-99043/99044"),
    "bytes=0-99": (206, slice(0, 100), "bytes 0-99/99044"),
    "bytes=65530-65600": (206, slice(65_530, 65_601), "bytes 65530-65600/99044"),
    "bytes=-10": (206, slice(99_034, None), "bytes 99034-99043/99044"),
    "bytes=0-1,3-4": (200, slice(0, None), None),
    "bytes=99044-": (416, slice(0, 0), "bytes */99044"),
}


@pytest.mark.parametrize("asked", RANGES)
def test_recording_is_played_by_ranges(reporter: Client, asked: str) -> None:
    content = sound_wave(99_000)
    send(reporter, MESSAGE, ("a.wav", content))
    status, part, described = RANGES[asked]
    answer = fetch(reporter, Range=asked)
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, described)
    assert (body(answer) if status != 416 else b"") == content[part]


def test_one_playing_is_one_opening_in_the_log(reporter: Client) -> None:
    send(reporter, MESSAGE, ("a.wav", sound_wave()))
    now = timezone.now()
    with time_machine.travel(now) as clock:
        for minute, asked in ((0, "bytes=1-"), (1, "bytes=0-"), (9, "bytes=100-"), (9, "")):
            clock.move_to(now + timedelta(minutes=minute))
            fetch(reporter, Range=asked)
        enter(reporter)
        clock.move_to(now + timedelta(minutes=15))
        enter(reporter)
        clock.move_to(now + timedelta(minutes=31))
        enter(reporter)
        fetch(reporter)
    opened = AuditEntry.objects.filter(action="case.file_opened")
    told = list(opened.values_list("actor", "subject_kind", "subject_id"))
    assert told == [(None, "case", str(Attachment.objects.get().case_id))] * 2


def test_foreign_and_missing_files_do_not_exist(reporter: Client, case: Case) -> None:
    send(reporter, MESSAGE, ("a.txt", b"Hallo"))
    foreign = addresses(reporter.get(URL).content.decode())[0]
    make_case(code="9" * 20)
    enter(reporter, "9" * 20)
    assert reporter.get(foreign).status_code == 404
    assert reporter.get(f"{URL}files/{uuid4()}/").status_code == 404
    assert not AuditEntry.objects.filter(action="case.file_opened").exists()
    assert Client().get(foreign)["Location"] == URL


def test_file_that_the_storage_has_lost_is_not_begun(reporter: Client) -> None:
    send(reporter, MESSAGE, ("a.txt", b"Hallo"))
    clear_storage()
    assert fetch(reporter).status_code == 404
    assert "Text 1" in reporter.get(URL).content.decode()


def test_withdrawal_erases_files_once_it_is_certain(
    reporter: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    send(reporter, MESSAGE, ("a.jpg", picture()), ("b.txt", b"x" * 3_000_000))
    assert len(stored()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        post(reporter, f"{URL}withdraw/", sure="on")
        assert len(stored()) == 2
    assert (Attachment.objects.count(), stored()) == (0, set())


def test_case_takes_a_limited_number_of_files(
    reporter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_PER_CASE", 2)
    send(reporter, MESSAGE, ("a.txt", b"Hallo"))
    answer = send(reporter, MESSAGE, ("b.txt", b"Hallo"), ("c.txt", b"Hallo"), text="Bleibt.")
    assert errors(answer)[0].startswith("Hier liegen schon so viele Dateien")
    assert "Bleibt.</textarea>" in answer.content.decode()
    assert (Attachment.objects.count(), Entry.objects.count(), unnamed()) == (1, 2, set())


def test_sweep_removes_what_no_row_names_after_a_day(reporter: Client) -> None:
    send(reporter, MESSAGE, ("a.txt", b"x" * 2_000_000))
    died = FileWriter()
    died.write(b"x" * 3_000_000)
    assert forget_stray_files(timezone.now()) == 0
    assert forget_stray_files(timezone.now() + timedelta(hours=25)) == 2
    assert unnamed() == set()
    assert body(fetch(reporter)) == b"x" * 2_000_000


def test_two_files_of_an_envelope_never_have_the_same_number(case: Case) -> None:
    make_attachment(case)
    with pytest.raises(IntegrityError, match=r"attachment_number_once|number"):
        make_attachment(case)


def test_file_without_chunks_is_refused(case: Case) -> None:
    attachment = make_attachment(case)
    attachment.chunks = 0
    with pytest.raises(IntegrityError, match="attachment_counts_from_one"):
        attachment.save()


@pytest.mark.parametrize("number", [1, 3])
def test_mailbox_asks_the_database_as_often_for_three_files_as_for_one(
    reporter: Client, number: int, django_assert_num_queries: Any
) -> None:
    send(reporter, MESSAGE, *[(f"{each}.txt", b"Hallo") for each in range(number)])
    reporter.get(URL)
    with django_assert_num_queries(11):
        html = reporter.get(URL).content.decode()
    assert len(addresses(html)) == number
    mailbox = find_mailbox(CODE)
    assert mailbox
    files = files_of_mailbox(mailbox)
    names = [file.original_name for file in files if isinstance(file, OpenedFile)]
    assert names == [f"{each}.txt" for each in range(number)]
