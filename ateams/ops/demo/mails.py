"""The mails that the demo would have sent, as Django's file backend wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

_END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class DemoMail:
    """One mail, and the key under which it is shown."""

    key: str
    at: datetime
    to: str
    subject: str
    text: str


def demo_mails() -> list[DemoMail]:
    """Return all mails, newest first; none outside the demo."""
    if not settings.DEMO:
        return []
    folder = Path(settings.EMAIL_FILE_PATH)
    found = [
        _read(f"{path.stem}-{number}", raw)
        for path in sorted(folder.glob("*.log"))
        # What follows the last end mark is still being written.
        for number, raw in enumerate(path.read_bytes().split(_END_OF_MAIL)[:-1], start=1)
    ]
    return sorted(found, key=lambda mail: mail.at, reverse=True)


def _read(key: str, raw: bytes) -> DemoMail:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return DemoMail(
        key=key,
        at=_moment(message["Date"].datetime),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )


def _moment(date: datetime) -> datetime:
    """Return an aware moment: mails written with "-0000" carry UTC without saying so."""
    return date if date.tzinfo else date.replace(tzinfo=UTC)
