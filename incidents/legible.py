"""Reading what may be damaged: one bad row must cost one line of a page, never the page."""

from __future__ import annotations

import logging
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vault.crypto import Bytes, Place
from vault.envelopes import OpenEnvelope
from vault.errors import Unopenable

logger = logging.getLogger(__name__)

ILLEGIBLE: str | Promise = _("Nicht lesbar: Hier ist etwas beschädigt.")


def legible(sealed: Bytes, envelope: OpenEnvelope, place: Place) -> dict[str, Any] | None:
    """Return what was sealed, or nothing if it is damaged; the log says which row, and no more."""
    try:
        return envelope.open_json(sealed, place=place).payload
    except Unopenable:
        logger.error("%s %s does not open: it is damaged", place.table, place.row)  # noqa: TRY400
        return None
