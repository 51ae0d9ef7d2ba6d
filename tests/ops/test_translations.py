"""Compiling translations, and finding what they miss."""

from __future__ import annotations

import gettext
import os
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command

from ateams.ops.translations import compile_catalogues, find_gaps
from tests.ops.processes import PROJECT
from tests.servers import find_program

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
KNOWN = HEADER + 'msgid "Hallo"\nmsgstr "Hello"\n\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project that says hello, in Python and in a template."""
    if not find_program("xgettext"):
        pytest.skip("gettext is not installed")
    folder = tmp_path / "project"
    (folder / "shop" / "templates").mkdir(parents=True)
    (folder / "shop" / "views.py").write_text('from x import gettext as _\n_("Hallo")\n')
    (folder / "shop" / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "Hallo" %}'
    )
    return folder


def catalogue(project: Path, text: str) -> Path:
    file = project / "locale" / "en" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_complete_catalogue_has_no_gaps_and_stays_as_it_is(project: Path) -> None:
    file = catalogue(project, KNOWN)
    assert not find_gaps(project, "en")
    assert file.read_text() == KNOWN


def test_new_string_is_missing(project: Path) -> None:
    catalogue(project, KNOWN)
    (project / "shop" / "models.py").write_text('from x import gettext as _\n_("Fertig?")\n')
    gaps = find_gaps(project, "en")
    assert (gaps.missing, gaps.fuzzy) == (["Fertig?"], [])


def test_string_of_a_template_is_missing(project: Path) -> None:
    catalogue(project, KNOWN)
    (project / "shop" / "templates" / "new.html").write_text(
        "{% load i18n %}{% blocktranslate count n=n %}Ein Fall{% plural %}{{ n }} Fälle"
        "{% endblocktranslate %}"
    )
    assert find_gaps(project, "en").missing == ["Ein Fall"]


def test_changed_string_is_fuzzy(project: Path) -> None:
    catalogue(project, KNOWN.replace("Hallo", "Hallo zusammen, liebe Leute!"))
    (project / "shop" / "views.py").write_text(
        'from x import gettext as _\n_("Hallo zusammen, liebe Menschen!")\n'
    )
    (project / "shop" / "templates" / "page.html").unlink()
    gaps = find_gaps(project, "en")
    assert gaps.fuzzy == ["Hallo zusammen, liebe Menschen!"]


def test_language_without_catalogue_misses_everything(project: Path) -> None:
    assert find_gaps(project, "en").missing == ["Hallo"]


@pytest.mark.parametrize("in_ci", [True, False])
def test_missing_gettext_is_said_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, in_ci: bool
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setenv("CI", str(in_ci).lower())
    said = StringIO()
    if in_ci:
        with pytest.raises(CommandError, match="gettext is not installed"):
            call_command("check_translations", stdout=said)
    else:
        call_command("check_translations", stdout=said)
        assert said.getvalue() == "gettext is not installed: translations were not checked.\n"


def test_catalogues_are_compiled_when_they_are_newer(tmp_path: Path) -> None:
    file = catalogue(tmp_path, KNOWN)
    assert compile_catalogues(tmp_path / "locale") == 1
    translation = gettext.translation("django", tmp_path / "locale", ["en"])
    assert translation.gettext("Hallo") == "Hello"
    assert compile_catalogues(tmp_path / "locale") == 0
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 10))
    assert compile_catalogues(tmp_path / "locale") == 1


def test_guesses_are_not_compiled(tmp_path: Path) -> None:
    catalogue(tmp_path, KNOWN.replace('msgid "Hallo"', '#, fuzzy\nmsgid "Hallo"'))
    compile_catalogues(tmp_path / "locale")
    translation = gettext.translation("django", tmp_path / "locale", ["en"])
    assert translation.gettext("Hallo") == "Hallo"


def test_what_teams_hold_has_one_name_in_german() -> None:
    """A-Teams hold "Schulungen"; "Training" is the word of the code and of English pages."""
    with (PROJECT / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        texts = [str(message.id) for message in read_po(file)]
    assert "Schulungen" in texts
    assert [text for text in texts if "Training" in text] == []
