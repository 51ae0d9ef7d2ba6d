"""The bytes of a mail say what Django's own message would have said."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage as ParsedMessage
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given, settings
from hypothesis import strategies as st

from ateams.outbox.delivery import as_message
from ateams.outbox.models import Mail

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\x85"),
    max_size=120,
)
LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def parsed(content: bytes) -> ParsedMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, ParsedMessage)
    return message


def bytes_of(message: EmailMultiAlternatives) -> bytes:
    written: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return written


@settings(max_examples=30)
@given(subject=WORDS.map(lambda text: " ".join(text.split())), text=LINES.filter(bool), html=LINES)
def test_mail_reads_as_django_would_have_written_it(subject: str, text: str, html: str) -> None:
    mail = Mail(address="anna@schüle.example", subject=subject, text=text, html=html)
    ours = as_message(mail)
    theirs = EmailMultiAlternatives(subject, text, to=[mail.address], headers=ours.extra_headers)
    if html:
        theirs.attach_alternative(html, "text/html")
    sent = bytes_of(ours)
    mine, other = parsed(sent), parsed(bytes_of(theirs))
    assert mine["Subject"].strip() == other["Subject"].strip()
    for name in ("From", "To", "Message-ID", "Auto-Submitted", "MIME-Version"):
        assert mine[name] == other[name]
    assert mine["Date"].datetime
    assert mine.get_content_type() == other.get_content_type()
    bodies = [[part for part in one.walk() if not part.is_multipart()] for one in (mine, other)]
    assert [part.get_content_type() for part in bodies[0]] == [
        part.get_content_type() for part in bodies[1]
    ]
    contents = [_unified(part) for part in bodies[0]]
    assert contents == [_unified(part) for part in bodies[1]]
    assert all(len(line) <= 998 and line.isascii() for line in sent.split(b"\r\n"))  # RFC 5321
    assert not {b"\n", b"\r"} & {bytes([byte]) for byte in sent.replace(b"\r\n", b"")}


def _unified(part: ParsedMessage) -> str:
    """Return a part's text; which sign ends a line is left to whoever carries it."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


@pytest.mark.parametrize("subject", ["Eins\nBcc: alle@schule.example", "Eins\rZwei"])
def test_subject_smuggles_in_no_header(subject: str) -> None:
    message = as_message(Mail(address="anna@schule.example", subject=subject, text="x"))
    content = bytes_of(message)
    assert parsed(content)["Bcc"] is None
    assert len(parsed(content).get_all("Subject")) == 1  # type: ignore[arg-type]
