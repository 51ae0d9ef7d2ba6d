"""Poster and cards: the way from a wall or a hand to the report form of one team."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import ChannelKind
from accounts.models import Team, TeamChannel
from accounts.selectors import channels_in_order
from ateams.web.papers.typesetting import passage, typeset
from ateams.web.qr import qr_file

# What helps whoever stands before it. The rest is in the directory.
SHOWN = {ChannelKind.ROOM: _("Wo"), ChannelKind.HOURS: _("Wann")}


class Paper(models.TextChoices):
    """What can be printed."""

    POSTER_A4 = "poster-a4", _("Plakat A4")
    POSTER_A3 = "poster-a3", _("Plakat A3")
    CARD_A6 = "card-a6", _("Karte A6")
    CARDS_A4 = "cards-a4", _("Zehn kleine Karten zum Ausschneiden, auf A4")

    @property
    def form(self) -> str:
        """Which layout of the template it is."""
        return self.value.rpartition("-")[0]

    @property
    def size(self) -> str:
        """On what it is printed."""
        return self.value.rpartition("-")[2]


def address_of(team: Team) -> str:
    """Return where the QR code of a team leads."""
    base: str = settings.BASE_URL
    return base + reverse("contactpoints:qr-code", args=[team.slug])


def set_paper(team: Team, paper: Paper, language: str) -> bytes:
    """Return a poster or card of a team as an accessible PDF. Raises `Untypesettable`.

    It names nobody: people leave, and paper stays on walls.
    """
    with translation.override(language):
        return typeset("poster", _told(team, paper), base="")


def _told(team: Team, paper: Paper) -> dict[str, Any]:
    address = address_of(team)
    (found,) = Team.objects.filter(pk=team.pk).prefetch_related(channels_in_order())
    return {
        "form": paper.form,
        "size": paper.size,
        "title": gettext("Hier hört dir jemand zu."),
        "lead": gettext(
            "Jemand war unfair, hat dich beleidigt oder ausgegrenzt? Schreib uns: ohne Namen, "
            "ohne Konto."
        ),
        "decide": gettext("Du entscheidest, wer es liest."),
        "scan": gettext("Code scannen. Ein Satz reicht."),
        "address": address.partition("://")[2],
        "qr": qr_file(address),
        "qr_text": gettext("QR-Code zur Adresse %(address)s") % {"address": address},
        "team": _printable(team.name),
        "place": _printable(team.institution.name),
        "ways": [_way(channel) for channel in found.channels.all() if channel.kind in SHOWN],
    }


def _way(channel: TeamChannel) -> dict[str, str]:
    label = SHOWN[ChannelKind(channel.kind)]
    return {"label": str(label), "text": _printable(channel.shown)}


def _printable(text: str) -> str:
    return " ".join(passage(text)["lines"])
