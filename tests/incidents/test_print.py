"""A case on paper, as a browser prints it."""

from __future__ import annotations

import shutil
import subprocess
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from incidents.services import work
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import opened_by
from tests.personas import Persona, show_as, unlock

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils"),
]
# Beside the case on the screen, and of no use on paper.
ON_THE_SCREEN = (
    "Alle Fälle",
    "Agenda",
    "Jetzt sperren",
    "Antwort senden",
    "Dateien",
    "Zuweisen",
    "Als verschlüsseltes PDF",
    "Alle anzeigen",
)


def test_case_on_paper_is_whole_and_marked_on_every_page(desk: Page, counsellor: Persona) -> None:
    open_office(counsellor.user)
    unlock(counsellor)
    case = make_case(what="Wie es begann.")
    opened = opened_by(counsellor, case)
    assert opened.internal
    text = " ".join(f"Satz{number}." for number in range(900))
    work.write_note(
        case=case, by=counsellor.user, once=uuid4(), text=text, envelope=opened.internal
    )
    page = show_as(desk, counsellor)
    page.goto(f"/cases/{case.reference}/")
    assert all(page.get_by_text(word).count() for word in ON_THE_SCREEN)
    sheets = printed(page)
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, start=1):
        lines = sheet.splitlines()
        assert lines.count(f"{case.reference} · Vertraulich") == 1
        assert f"{number} / {len(sheets)}" in lines
    whole = " ".join(sheets)
    assert "Wie es begann." in whole
    assert [f"Satz{number}." for number in range(900) if f"Satz{number}." not in whole] == []
    assert [word for word in ON_THE_SCREEN if word in whole] == []


def printed(page: Page) -> list[str]:
    """Print the page and return the text of every sheet."""
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=page.pdf(prefer_css_page_size=True),
        capture_output=True,
        check=True,
    )
    return [sheet.strip() for sheet in run.stdout.decode().split("\f") if sheet.strip()]
