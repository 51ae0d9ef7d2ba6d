"""The receipt code as a card that staff hands over: shown once, to be printed or read out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from ateams.web.qr import qr_svg
from incidents.models import Case
from vault.receipts import format_code


def card_context(request: HttpRequest, case: Case, code: str) -> dict[str, Any]:
    """Return what `incidents/_receipt_card.html` shows.

    The picture leads to the mailbox in the person's language. It does not carry the code, which
    would stay in the history of the phone.
    """
    known = case.language in dict(settings.LANGUAGES)
    with translation.override(case.language if known else settings.LANGUAGE_CODE):
        address = request.build_absolute_uri(reverse("public:mailbox"))
    return {
        "case": case,
        "groups": format_code(code).split(),
        "address": address,
        "qr": qr_svg(address),
    }
