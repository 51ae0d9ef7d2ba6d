"""How a mail of the follow-ups becomes a row of the outbox, in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

from ateams.due import DueItem, Recipient
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups.enums import Who
from followups.stages import Call
from followups.turns import Place

# RFC 5322, section 2.1.1: what every program shows in one line.
LONGEST_SUBJECT = 78


@dataclass(frozen=True)
class Told:
    """What somebody with an account is told of, and how often they have been."""

    item: DueItem
    call: Call
    hours: Hours
    place: Place


def write_to_staff(kind: str, told: Told, *, words: str = "") -> Mail:
    """Write a mail of a kind to somebody with an account, in the words of its own folder."""
    today = timezone.localdate()
    days_late = (today - told.item.due_on).days
    context = {
        "item": told.item,
        "link": f"{settings.BASE_URL}{told.item.url}",
        "days_late": max(days_late, 0),
        "days_ahead": max(-days_late, 0),
        "turn": told.place.turn,
        "next_who": told.place.next_who,
        "repeat_days": told.place.repeat_days,
        "called_in": told.place.called_in,
        "part_name": Who(told.call.part.value).label,
    }
    return write(
        kind, to=told.call.recipient, context=context, hours=told.hours, html=True, words=words
    )


def write(
    kind: str,
    *,
    to: Recipient,
    context: Mapping[str, Any],
    hours: Hours,
    not_before: datetime | None = None,
    html: bool = False,
    words: str = "",
) -> Mail:
    """Write a mail in the recipient's language, with the templates in the folder `words`.

    That is the kind's own unless another is named.
    """
    texts = worded(words or kind, to=to, context=context, html=html)
    return queue(kind=kind, to=to, hours=hours, not_before=not_before, **texts)


def worded(
    folder: str, *, to: Recipient, context: Mapping[str, Any], html: bool = False
) -> dict[str, str]:
    """Return subject, text and perhaps HTML in the recipient's language."""
    names = {
        "product_name": settings.PRODUCT_NAME,
        "office_name": settings.OFFICE_NAME,
        "office_phone": settings.OFFICE_PHONE,
    }
    shown = {**names, **context, "to": to}
    path = f"mail/followups/{folder}"
    with translation.override(to.language):
        subject = " ".join(render_to_string(f"{path}/subject.txt", shown).split())
        return {
            "subject": Truncator(subject).chars(LONGEST_SUBJECT),
            "text": render_to_string(f"{path}/body.txt", shown).strip() + "\n",
            "html": render_to_string(f"{path}/body.html", shown).strip() if html else "",
        }
