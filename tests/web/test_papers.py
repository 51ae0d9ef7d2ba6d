"""Papers: accessible PDFs from data that is never markup, set by a process that keeps nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ateams.web.papers import typesetting
from ateams.web.papers.typesetting import Untypesettable, command, passage, typeset
from tests.paper_flaws import elements, ua_flaws
from tests.papers import accessibility, text_of

needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
MARKUP = (
    '#let x = 1 #eval("1") $a^2$ \\ \\u{41} "q" \'s\' `raw` *b* _e_ <l> @r = h '
    "// c /* d */ - ~ [x] #{}"
)
# What the fonts can show: letters of the languages of reporters, markup, signs, emoji.
SHOWN = st.text(
    st.one_of(
        st.sampled_from("#$\\\"'`*_<>@=/-~[]{}()&%^|+.,:;!?\n\t "),
        st.characters(min_codepoint=0x20, max_codepoint=0x17F, categories=("L", "N", "P", "S")),
        st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяїієґ"),
        st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگیک،؟"),
        st.sampled_from("🙂😀😭❤🏳🎓👍⚠★„“–…€"),
    ),
    max_size=300,
)


def paper(**data: Any) -> bytes:
    told = {"title": "Titel", "mark": "Oben", "intro": "Anfang", "answers": [], "by_hand": []}
    return typeset("memory_log", told | data)


def saying(text: str) -> bytes:
    return paper(answers=[{"question": "Frage?", "passage": passage(text)}])


def letters(text: str) -> str:
    """Return a text without what layout may change: white space, hyphens, directions."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf"
    )


def test_paper_is_accessible_as_the_standard_wants_it() -> None:
    assert accessibility(saying("Antwort")) == {
        "part": "1",
        "marked": True,
        "language": "de",
        "title": "Titel",
        "shows_title": True,
        "headings": ["H1", "H2"],
    }


@pytest.mark.parametrize(("active", "named"), [("en", "en"), ("de-simple", "de"), ("ar", "ar")])
def test_paper_names_the_language_of_the_page(active: str, named: str) -> None:
    with translation.override(active):
        assert accessibility(saying("Antwort"))["language"] == named


@settings(max_examples=12)
@given(SHOWN)
def test_same_text_gives_the_same_bytes_and_a_paper(text: str) -> None:
    assert saying(text) == saying(text)


@needs_pdftotext
@settings(max_examples=25)
@given(
    st.text(st.sampled_from("#$\\\"'`*_<>@=/-~[]{}()&%^|+.:;! aZé0Жї\n"), min_size=1, max_size=200)
)
def test_no_text_is_ever_markup(text: str) -> None:
    """What comes out is letter by letter what went in, whatever it looks like."""
    told = letters(text_of(saying(text)))
    assert told == letters(f"Oben Titel Anfang Frage? {text} 1/1")


@needs_pdftotext
def test_markup_comes_out_as_it_was_written() -> None:
    assert letters(MARKUP) in letters(text_of(saying(MARKUP)))


@needs_pdftotext
@pytest.mark.parametrize(
    "text", ["x" * 40_000, "ж " * 20_000, "سلام " * 8_000, "🙂" * 10_000, "ab\n" * 13_000]
)
def test_longest_text_fits(text: str) -> None:
    told = text_of(saying(text))
    assert sum(told.count(sign) for sign in set(letters(text))) >= len(letters(text))


@needs_pdftotext
def test_arabic_text_comes_out_letter_by_letter() -> None:
    told = text_of(saying("قضية تثنين مرحبا بالعالم فارسی گپ چژ"))
    assert sorted(letters(told)) == sorted(
        letters("Oben Titel Anfang Frage? 1/1 قضية تثنين مرحبا بالعالم فارسی گپ چژ")
    )


def test_direction_is_that_of_the_first_letter() -> None:
    assert [passage(text)["rtl"] for text in ("12: سلام abc", "abc سلام", "…", "")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("text", ["漢字", "\ud800"])
def test_signs_that_no_font_has_are_refused(text: str) -> None:
    with pytest.raises(Untypesettable):
        saying(text)


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0)
    with pytest.raises(Untypesettable):
        saying("Antwort")
    monkeypatch.undo()
    assert saying("Antwort")


def test_third_one_at_once_is_told_to_print_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0.1)
    held = [typesetting._SLOTS.acquire() for _ in range(typesetting.AT_ONCE)]
    try:
        with pytest.raises(Untypesettable):
            saying("Antwort")
    finally:
        for _ in held:
            typesetting._SLOTS.release()


def test_program_can_neither_read_nor_write_files_nor_load_packages(tmp_path: Path) -> None:
    """Even a template that tried: what somebody wrote is read when no file can be opened."""
    target = tmp_path / "template.typ"
    for forbidden in ('#read("/etc/hostname")', '#import "@preview/cetz:0.3.0"'):
        target.write_text(f'#set document(title: "t", date: none)\n= T\n{forbidden}')
        run = subprocess.run(
            [*command("memory_log")[:5], str(target)],
            input=b"{}",
            capture_output=True,
            check=False,
        )
        assert (run.returncode, run.stdout) == (3, b"")


def test_nothing_lies_in_a_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert saying("Antwort")
    assert list(tmp_path.iterdir()) == []


def test_program_imports_nothing_of_the_product() -> None:
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import program; "
        "print(json.dumps([n for n in sys.modules if n.startswith(('ateams', 'django', 'vault'))]))"
    )
    folder = str(typesetting.PROGRAM.parent)
    run = subprocess.run(
        [sys.executable, "-I", "-B", "-c", code, folder], capture_output=True, check=True
    )
    assert json.loads(run.stdout) == []


BREAKS: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "no tags [01-005]": lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"),
    "no language [11-006]": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "the window shows no title [07-001]": lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"),
    "not marked as tagged [06-001]": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "Figure without words [13-004]": lambda pdf: _element(pdf, "Figure").__delitem__("/Alt"),
    "something is never read [01-004]": lambda pdf: _element(pdf, "H1").__delitem__("/K"),
    "unknown tag Schmuck [02-001]": lambda pdf: _rename(pdf, "P", "Schmuck"),
    "H4 after H1 [14-003]": lambda pdf: _rename(pdf, "H2", "H4"),
    "page 1: 1 neither tagged nor decoration [01-005]": lambda pdf: pdf.pages[0].contents_add(
        b" 0 0 9 9 re f"
    ),
}


def _element(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    return next(one for one, _parent in elements(pdf) if str(one.S) == f"/{kind}")


def _rename(pdf: pikepdf.Pdf, kind: str, name: str) -> None:
    _element(pdf, kind).S = pikepdf.Name(f"/{name}")


@pytest.mark.parametrize("flaw", BREAKS)
def test_what_is_broken_in_a_paper_is_found(flaw: str) -> None:
    """Whoever says that papers have no flaws must be able to find some."""
    broken = BytesIO()
    with pikepdf.open(BytesIO(_poster())) as pdf:
        BREAKS[flaw](pdf)
        pdf.save(broken)
    assert flaw in ua_flaws(broken.getvalue())


@cache
def _poster() -> bytes:
    words = dict.fromkeys(
        ("title", "lead", "decide", "scan", "address", "qr_text", "team", "place"), "Wort"
    )
    way = {"label": "Ort", "text": "Raum 1"}
    sign = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    told = {"form": "poster", "size": "a4", "qr": sign, "ways": [way]}
    return typeset("poster", words | told, base="")
