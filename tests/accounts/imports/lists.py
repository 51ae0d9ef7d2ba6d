"""Uploading a list as somebody would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import ImportRun
from accounts.tasks import carry_out_waiting
from ateams.web.sheets.writing import as_csv, as_xlsx
from tests.personas import Persona


def upload(person: Persona, kind: str, content: bytes, *, name: str = "liste.csv") -> Any:
    """Choose kind and file, and send."""
    answer: Any = person.client.post(
        "/import/", {"kind": kind, "file": SimpleUploadedFile(name, content)}
    )
    return answer


def uploaded(
    person: Persona, kind: str, header: Sequence[str], *rows: Sequence[str], xlsx: bool = False
) -> ImportRun:
    """Upload rows and accept the columns as they were guessed."""
    content = as_xlsx("x", header, rows) if xlsx else as_csv(header, rows)
    answer = upload(person, kind, content)
    assert answer.status_code == 302, answer.context["form"].errors
    run = ImportRun.objects.get(pk=UUID(answer.headers["Location"].split("/")[2]))
    form = person.client.get(answer.headers["Location"]).context["form"]
    chosen = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    accepted = person.client.post(answer.headers["Location"], chosen)
    assert accepted.status_code == 302, accepted.context["form"].errors
    return run


def preview(person: Persona, run: ImportRun) -> Any:
    """Return the page that says what would happen."""
    answer: Any = person.client.get(f"/import/{run.pk}/check/")
    return answer


def errors(person: Persona, run: ImportRun) -> dict[int, list[str]]:
    """Return what is wrong, by number of the row."""
    shown = preview(person, run).context["errors"]
    return {row.line.number: [str(note) for note in row.notes] for row in shown}


def taken_over(person: Persona, run: ImportRun, **fields: str) -> ImportRun:
    """Confirm, let the worker do it, and return the import as it then stands."""
    person.client.post(f"/import/{run.pk}/confirm/", fields)
    carry_out_waiting()
    run.refresh_from_db()
    return run
