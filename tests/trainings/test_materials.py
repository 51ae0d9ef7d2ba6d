"""Files beside a training: what is taken, who has them, and when they are gone."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models import Team
from ateams.erasure import Eraser
from ateams.web.sheets.writing import as_xlsx
from tests.factories.accounts import TeamFactory
from tests.factories.trainings import MaterialFileFactory, TrainerFactory, TrainingFactory
from tests.files import MARKER, picture, telling_pdf
from tests.personas import Persona, persona
from trainings.enums import State
from trainings.erasure import ERASERS
from trainings.models import MaterialFile, Training
from trainings.models.material import FOLDER, MOST_MATERIAL_BYTES, MOST_MATERIALS
from trainings.sweeps import forget_stray_materials

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 12
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def training(team: Team) -> Training:
    return TrainingFactory.create(institution=team.institution, team=team, state=State.PLANNED)


def stored() -> set[str]:
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    return {path.name for path in folder.glob("*")}


def send(person: Persona, training: Training, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return person.client.post(f"/trainings/{training.pk}/materials/", {"file": file})


def errors(answer: Any) -> list[str]:
    found: list[str] = answer.context["material_form"].errors["file"]
    return found


def fetch(person: Persona, file: MaterialFile) -> Any:
    return person.client.get(f"/trainings/materials/{file.pk}/")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def archive(*names: str, mimetype: str = "") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for name in ("mimetype",) if mimetype else ():
            into.writestr(name, mimetype)
        for name in names:
            into.writestr(name, "x")
    return made.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("sent", "content", "name", "media_type"),
    [
        ("Folien.pdf", telling_pdf(), "Folien.pdf", "application/pdf"),
        ("C:\\Bilder\\Tafel.html", picture(), "Tafel.jpg", "image/jpeg"),
        ("../../Blatt.txt", "Übung".encode(), "Blatt.txt", "text/plain; charset=utf-8"),
        ("Blatt\u202e.docx", WORD, "Blatt.docx", DOCX),
        ("x" * 200, as_xlsx("x", ("a",), (("1",),)), "x" * 115 + ".xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Präsentation.odp",
         archive("content.xml", mimetype="application/vnd.oasis.opendocument.presentation"),
         "Präsentation.odp", "application/vnd.oasis.opendocument.presentation"),
    ],
    ids=["pdf", "picture", "text", "word", "excel", "libreoffice"],
)  # fmt: skip
def test_file_is_kept_as_what_it_is_and_handed_out_to_be_kept(
    member: Persona, training: Training, sent: str, content: bytes, name: str, media_type: str
) -> None:
    for _ in range(2):  # a double click is one file
        assert send(member, training, sent, content).status_code == 302
    file = MaterialFile.objects.get()
    assert (file.name, file.media_type, file.added_by) == (name, media_type, member.user)
    answer = fetch(member, file)
    handed_out = body(answer)
    assert len(handed_out) == file.size == int(answer["Content-Length"])
    assert MARKER.encode() not in handed_out
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    page = member.client.get(f"/trainings/{training.pk}/").content.decode()
    assert f'href="/trainings/materials/{file.pk}/" download>{name}</a>' in page


WRONG_TYPE = "Diese Art von Datei nehmen wir hier nicht an."
MACROS = "In der Datei steckt ein Programm (Makros)."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Die Datei ist leer."),
        (b"x" * (MOST_MATERIAL_BYTES + 1), "Die Datei ist größer als 20 MB."),
        (b"<html><script>alert(1)</script>", WRONG_TYPE),
        (b"MZ\x90\x00\x03", WRONG_TYPE),
        (archive("a.txt"), WRONG_TYPE),
        (WORD[:-30], WRONG_TYPE),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), MACROS),
        (b"%PDF-1.7 no pdf", "Aus der Datei lässt sich nicht entfernen"),
    ],
    ids=["empty", "large", "html", "program", "zip", "torn", "macros", "broken"],
)
def test_what_is_not_taken_is_said_beside_the_field_and_nothing_kept(
    member: Persona, training: Training, content: bytes, told: str
) -> None:
    before = stored()
    answer = send(member, training, "Folien.pdf", content)
    assert [error.startswith(told) for error in errors(answer)] == [True]
    assert training.title in answer.content.decode()
    assert (MaterialFile.objects.count(), stored()) == (0, before)
    answer = member.client.post(f"/trainings/{training.pk}/materials/", {})
    assert errors(answer) == ["Wähle bitte eine Datei aus."]


def test_a_training_holds_a_limited_number_of_files(member: Persona, training: Training) -> None:
    MaterialFileFactory.create_batch(MOST_MATERIALS, training=training)
    answer = send(member, training, "Noch eins.txt", b"Noch eins")
    assert errors(answer) == ["Mehr als 20 Dateien gehen bei einer Schulung nicht."]


def test_nobody_has_them_but_who_sees_the_training(
    member: Persona, coordinator: Persona, counsellor: Persona, training: Training
) -> None:
    send(member, training, "Blatt.txt", b"Hallo")
    file = MaterialFile.objects.get()
    foreign = persona(Role.COORDINATOR, team=TeamFactory.create())
    for one in (member, coordinator, counsellor):
        assert body(fetch(one, file)) == b"Hallo"
    assert fetch(foreign, file).status_code == 404
    assert Client().get(f"/trainings/materials/{file.pk}/").status_code == 302
    assert send(foreign, training, "Böse.txt", b"x").status_code == 404
    guest = TrainingFactory.create(state=State.PLANNED)  # of another institution
    TrainerFactory.create(training=guest, user=member.user, name="")
    assert send(member, guest, "Blatt.txt", b"Hallo").status_code == 404
    Training.objects.filter(pk=training.pk).update(state=State.CANCELLED)
    assert send(member, training, "Zu spät.txt", b"x").status_code == 404
    assert body(fetch(member, file)) == b"Hallo"


def test_file_is_removed_by_who_added_it_or_plans_and_is_gone_for_good(
    member: Persona,
    coordinator: Persona,
    training: Training,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = stored()
    send(coordinator, training, "Blatt.txt", b"Hallo")
    send(member, training, "Eigenes.txt", b"Meins")
    theirs, own = MaterialFile.objects.order_by("added_at")
    page = member.client.get(f"/trainings/{training.pk}/").content.decode()
    assert page.count("/remove/") == 1
    removed = f"/trainings/materials/{theirs.pk}/remove/"
    assert member.client.post(removed).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert member.client.post(f"/trainings/materials/{own.pk}/remove/").status_code == 302
        assert coordinator.client.post(removed).status_code == 302
    assert coordinator.client.post(removed).status_code == 404
    assert (MaterialFile.objects.count(), stored()) == (0, before)


def test_files_go_three_years_after_the_training_and_strays_after_a_day(
    member: Persona,
    training: Training,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = stored()
    send(member, training, "Blatt.txt", b"Hallo")
    training.sessions.update(date=date(2023, 6, 1))
    eraser: Eraser = next(one for one in ERASERS if one.kind == "training_material")
    assert list(eraser.due(date(2026, 5, 31))) == []
    [file] = eraser.due(date(2026, 6, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert eraser.erase([file.pk]) == 1
    assert stored() == before
    send(member, training, "Bleibt.txt", b"Hallo")
    default_storage.save(f"{FOLDER}/stray", ContentFile(b"x"))
    assert forget_stray_materials(timezone.now()) == 0
    assert forget_stray_materials(timezone.now() + timedelta(hours=25)) >= 1
    assert stored() & {"stray", str(MaterialFile.objects.get().pk)} == {
        str(MaterialFile.objects.get().pk)
    }


def test_page_takes_as_many_queries_for_three_files_as_for_one(
    member: Persona, training: Training, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def queries(number: int) -> None:
        MaterialFileFactory.create_batch(number, training=training, added_by=member.user)
        with django_assert_num_queries(PAGE_QUERIES):
            member.client.get(f"/trainings/{training.pk}/")

    queries(1)
    queries(2)
