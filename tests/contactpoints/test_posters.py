"""Posters and cards: accessible PDFs with the way to the form of one team."""

from __future__ import annotations

import shutil
from io import BytesIO

import pikepdf
import pytest

from accounts.enums import ChannelKind
from accounts.services import save_channels
from contactpoints.posters import Paper, address_of, set_paper
from tests.factories.accounts import TeamFactory, publish
from tests.paper_flaws import alternatives
from tests.papers import accessibility, text_of
from tests.personas import Persona

pytestmark = pytest.mark.django_db
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
MILLIMETRE = 72 / 25.4


@needs_poppler
@pytest.mark.parametrize(
    ("paper", "width", "headings"),
    [
        (Paper.POSTER_A4, 210, ["H1", "H2"]),
        (Paper.POSTER_A3, 297, ["H1", "H2"]),
        (Paper.CARD_A6, 105, ["H1", "H2"]),
        (Paper.CARDS_A4, 210, ["H1"]),
    ],
)
def test_paper_is_one_accessible_page_however_long_the_names(
    paper: Paper, width: int, headings: list[str], lead: Persona
) -> None:
    team = TeamFactory.create(slug="am-teich", institution__name="Schule " + "mit Namen " * 11)
    channels = {
        ChannelKind.ROOM: ("R" * 200, ""),
        ChannelKind.HOURS: ("montags und " * 16, "Mondays"),
        ChannelKind.PHONE: ("0511 999", ""),
    }
    save_channels(team=team, channels=channels, by=lead.user)
    content = set_paper(team, paper, "de")
    assert accessibility(content) == {
        "part": "1",
        "marked": True,
        "language": "de",
        "title": "Hier hört dir jemand zu.",
        "shows_title": True,
        "headings": headings,
    }
    assert set(alternatives(content)) == {f"QR-Code zur Adresse {address_of(team)}"}
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        box = pdf.pages[0].mediabox
        assert round(float(box[2]) / MILLIMETRE) == width
    text = " ".join(text_of(content).replace("\u200b", "").split())
    assert "Du entscheidest, wer es liest." in text
    assert address_of(team).partition("://")[2] in text
    assert "0511 999" not in text


@needs_poppler
def test_paper_names_nobody_and_speaks_the_language_chosen(member: Persona, lead: Persona) -> None:
    assert member.team
    publish(member.user, "Mia Beispiel")
    channels = {ChannelKind.ROOM: ("Raum 1", "Room 1")}
    save_channels(team=member.team, channels=channels, by=lead.user)
    address = f"/posters/{member.team.pk}/card-a6/"
    answer = member.client.get(f"{address}en/")
    assert answer["Content-Type"] == "application/pdf"
    assert f'filename="{member.team.slug}-card-a6-en.pdf"' in answer["Content-Disposition"]
    text = text_of(answer.content)
    assert "Room 1" in text
    assert "Mia" not in text
    for wrong in (f"{address}xx/", f"/posters/{member.team.pk}/card-a7/de/"):
        assert member.client.get(wrong).status_code == 404


def test_sign_that_no_font_has_is_said_on_the_page(member: Persona, lead: Persona) -> None:
    assert member.team
    save_channels(team=member.team, channels={ChannelKind.ROOM: ("漢字", "")}, by=lead.user)
    answer = member.client.get(f"/posters/{member.team.pk}/card-a6/de/", follow=True)
    assert "lässt sich nicht drucken" in answer.content.decode()
    assert "Gerade kann in diesem Team niemand Meldungen lesen." in answer.content.decode()
