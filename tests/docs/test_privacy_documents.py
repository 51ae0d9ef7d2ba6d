"""The documents for data protection say what the code does and what is set."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from ateams.ops.erasing.sources import ERASERS
from ateams.ops.privacy.documents import documents
from ateams.ops.privacy.holdings import holdings
from incidents.retention import BACKUPS_KEPT, KEPT_AT_MOST
from tests.ops.processes import PROJECT

COMMITTED = PROJECT / "docs" / "privacy"
PRIVACY_PAGE = "/de/privacy/"


def test_committed_documents_are_fresh() -> None:
    """Write them again with `manage.py privacy_documents`."""
    committed = {path.name: path.read_text() for path in COMMITTED.glob("*.md")}
    assert committed == documents()


def test_command_writes_them_into_a_folder(tmp_path: Path) -> None:
    call_command("privacy_documents", "--out", str(tmp_path / "new"), stdout=StringIO())
    written = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert written == documents()


def test_record_of_processing_names_every_table_and_every_column() -> None:
    text = documents()["verarbeitungsverzeichnis.md"]
    for holding in holdings():
        section = text.partition(f" (`{holding.model}`)\n")[2].partition("\n### ")[0]
        named = set(re.findall(r"^  - `(\w+)`|(?<=[:,] )`(\w+)`", section, re.MULTILINE))
        assert set(holding.columns) <= {name for pair in named for name in pair}, holding.model


def test_erasure_concept_names_every_eraser() -> None:
    text = documents()["loeschkonzept.md"]
    assert [eraser.kind for eraser in ERASERS if f"| {eraser.label} |" not in text] == []


def test_impact_assessment_lists_what_is_plain() -> None:
    plain = documents()["dsfa-entwurf.md"].partition("## 2.")[2].partition("\nVersiegelt")[0]
    for meaning in ("Zeitpunkt des Eingangs", "Kontaktweg", "ob es eilt", "zuständige Person"):
        assert meaning in plain
    assert "Text der Meldung" not in plain


@override_settings(CASE_KEPT_MONTHS=9, ACCOUNT_KEPT_MONTHS=3)
def test_documents_say_what_is_set() -> None:
    text = documents()["loeschkonzept.md"]
    assert "| Der Fall ist abgeschlossen | 9 Monate nach dem Abschluss |" in text
    assert "| Konten Ausgeschiedener | 3 Monate nach dem Ausscheiden |" in text


def test_documents_leave_no_markup_behind() -> None:
    for name, text in documents().items():
        assert not re.search(r"\{[{%]|&\w+;|\n\n\n", text), name


# --- the public page --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("cases", "reports"), [(12, 6), (7, 3)])
def test_public_page_names_the_periods_in_force(client: Client, cases: int, reports: int) -> None:
    with override_settings(CASE_KEPT_MONTHS=cases, REPORT_KEPT_MONTHS=reports):
        html = client.get(PRIVACY_PAGE).content.decode()
    assert f"{cases} Monate nachdem dein Fall abgeschlossen ist" in html
    assert f"nach {reports} Monaten" in html
    assert f"spätestens {KEPT_AT_MOST.years} Jahre" in html
    assert f"{BACKUPS_KEPT.days} Tage" in html
