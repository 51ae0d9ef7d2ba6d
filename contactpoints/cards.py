"""Invitations as a paper to cut: QR code and link for each new member."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import Team
from accounts.services import Invited
from ateams.web.papers.typesetting import typeset


def cards_paper(team: Team, made: Sequence[Invited]) -> bytes:
    """Return the cards as a PDF. Raises `Untypesettable`."""
    expires = timezone.localtime(made[0].invitation.expires_at)
    data = {
        "title": gettext("Einladung ins A-Team"),
        "where": f"{team.name}, {team.institution.name}",
        "intro": gettext("Scanne den Code mit dem Handy oder tippe den Link ab."),
        "then": gettext("Dann wählst du ein Passwort und bist dabei."),
        "valid": gettext("Gilt einmal, bis %(day)s. Bitte nicht weitergeben.")
        % {"day": date_format(expires, "SHORT_DATE_FORMAT")},
        "code": gettext("QR-Code zur Einladung"),
        "mark": settings.PRODUCT_NAME,
        "cards": [
            {"link": one.link.removeprefix("https://"), "modules": _modules(one.link)}
            for one in made
        ],
    }
    return typeset("cards", data)


def _modules(text: str) -> list[str]:
    """Return the dark and light fields of a QR code, line by line."""
    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if field else "0" for field in row) for row in code.matrix]
