"""The memory log: handed back as it was written, and kept nowhere."""

from __future__ import annotations

import logging
import re
import shutil
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, expect

from ateams.web.papers import typesetting
from incidents.memory_log import QUESTIONS
from tests.papers import accessibility, text_of
from tests.security.state import state
from tests.web.accessibility import flaws, look

pytestmark = pytest.mark.django_db
URL = "/de/memory-log/"
SAID = "Er sagte „#geh weg“ zu mir."


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"sec-fetch-site": "same-origin"})


def take(visitor: Client, kind: str, **answers: str) -> HttpResponse:
    return visitor.post(URL, {"as": kind, **answers})  # type: ignore[return-value]


def test_form_asks_for_everything_and_needs_nothing(visitor: Client) -> None:
    html = visitor.get(URL).content.decode()
    names = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', html)
    assert names == [question.name for question in QUESTIONS]
    assert " required" not in html


def test_log_is_taken_away_as_an_accessible_paper(visitor: Client) -> None:
    answer = take(visitor, "pdf", what=SAID, when="Montag")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="gedaechtnisprotokoll.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert accessibility(answer.content) == {
        "part": "1",
        "marked": True,
        "language": "de",
        "title": "Gedächtnisprotokoll",
        "shows_title": True,
        "headings": ["H1", *["H2"] * len(QUESTIONS)],
    }


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_paper_says_what_was_written(visitor: Client) -> None:
    told = text_of(take(visitor, "pdf", what=SAID, words="$Was$\n\nnoch?").content)
    assert SAID in told
    assert "$Was$\nnoch?" in told
    assert "Wem hast du schon davon erzählt?" in told


def test_same_answers_give_the_same_paper(visitor: Client) -> None:
    assert take(visitor, "pdf", what=SAID).content == take(visitor, "pdf", what=SAID).content


def test_empty_log_is_a_form_to_fill_in_by_hand(visitor: Client) -> None:
    assert take(visitor, "pdf").content.startswith(b"%PDF-")


def test_nothing_is_stored_and_nothing_is_logged(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = state()
    for kind in ("pdf", "page", ""):
        take(visitor, kind, what="7QXK ist passiert.")
    take(visitor, "pdf", what="7QXK 漢字")
    take(visitor, "pdf", when="7QXK" * 500)
    assert state() == before
    assert "7QXK" not in caplog.text
    assert not visitor.cookies


def test_page_to_print_shows_everything_and_leads_back(visitor: Client) -> None:
    html = take(visitor, "page", what="Erst <b>\n\ndann", where="Flur").content.decode()
    assert "<p>Erst &lt;b&gt;</p>" in html
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', html))
    again = visitor.post(URL, {name: unescape(text) for name, text in carried.items()})
    assert "Erst &lt;b&gt;\n\ndann</textarea>" in again.content.decode()
    assert 'value="Flur"' in again.content.decode()


def test_what_cannot_be_set_is_shown_to_be_printed(visitor: Client) -> None:
    html = take(visitor, "pdf", what="漢字").content.decode()
    assert "Ein PDF geht damit leider nicht." in html
    assert "漢字" in html


def test_busy_typesetter_leads_to_the_page(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE_SECONDS", 0)
    assert "Ein PDF geht damit leider nicht." in take(visitor, "pdf", what=SAID).content.decode()


@pytest.mark.parametrize(("name", "longest"), [("what", 40_000), ("after", 5_000), ("when", 500)])
def test_too_much_is_named_and_kept(visitor: Client, name: str, longest: int) -> None:
    answer = take(visitor, "pdf", **{name: "ж" * (longest + 1)}).content.decode()
    assert f"Das sind {longest + 1} Zeichen. Es passen {longest} hinein." in answer
    assert "ж" * (longest + 1) in answer


def test_fullest_log_is_not_refused_as_too_large(visitor: Client) -> None:
    full = {question.name: "ж" * question.longest for question in QUESTIONS}
    encoded = "as=pdf&" + "&".join(f"{name}={'%D0%B6' * len(text)}" for name, text in full.items())
    answer = visitor.post(URL, encoded, content_type="application/x-www-form-urlencoded")
    assert answer["Content-Type"] == "application/pdf"


def test_other_sites_cannot_post(visitor: Client) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert visitor.post(URL, {"as": "pdf"}, headers=headers).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_log_without_javascript(phone_without_javascript: Page) -> None:
    page = phone_without_javascript
    page.goto(URL)
    page.get_by_label("Was ist passiert?").fill(SAID)
    with page.expect_download() as download:
        page.get_by_role("button", name="Als PDF mitnehmen").click()
    assert download.value.suggested_filename == "gedaechtnisprotokoll.pdf"
    page.get_by_role("button", name="Seite zum Drucken").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("button", name="Noch etwas ändern").click()
    expect(page.get_by_label("Was ist passiert?")).to_have_value(SAID)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
@pytest.mark.browser
def test_log_is_accessible(phone: Page) -> None:
    assert look(phone, URL) == []
    phone.get_by_label("Was ist passiert?").fill("x" * 400)
    phone.get_by_role("button", name="Seite zum Drucken").click()
    assert flaws(phone) == []
