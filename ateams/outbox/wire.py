"""A mail as the bytes that go over the wire.

Django's own message takes longer to fold its headers than the mail server takes to accept the
mail. Ours are few and of a known form: a test compares every part with what Django would send.
"""

from __future__ import annotations

from binascii import b2a_qp
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.functional import cached_property

_ALTERNATIVES = "multipart/alternative"
# Folding begins only beyond this; RFC 5322 recommends it.
_LONGEST_LINE = 78


class Message(EmailMultiAlternatives):
    """A mail to one address that any of Django's backends sends."""

    def message(self, *_policy: Any, **_options: Any) -> Ready:  # type: ignore[override]
        """Return what backends ask for the bytes."""
        return Ready(self)


class Ready:
    """A message whose bytes are written at once; whoever asks for more gets it from Django's."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def __getitem__(self, header: str) -> Any:
        return self._in_full[header]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._in_full, name)

    @cached_property
    def _in_full(self) -> Any:
        return EmailMultiAlternatives.message(self._message)

    def as_bytes(self, *_unixfrom: Any, linesep: str = "\n", **_options: Any) -> bytes:
        """Return headers and body with line ends as wanted."""
        return self._lines if linesep == "\r\n" else self._lines.replace(b"\r\n", b"\n")

    @cached_property
    def _lines(self) -> bytes:
        message = self._message
        headers = {
            "Subject": _text(str(message.subject), len("Subject: ")),
            "From": _address(message.from_email),
            "To": _address(message.to[0]),
            "Date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
            **message.extra_headers,
            "MIME-Version": "1.0",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        html = [str(content) for content, _type in message.alternatives]
        text = _part(str(message.body), "plain")
        if not html:
            return head.encode("ascii") + text
        boundary = f"={message.extra_headers['Message-ID'].strip('<>').partition('@')[0]}="
        head += f'Content-Type: {_ALTERNATIVES}; boundary="{boundary}"\r\n\r\n'
        parts = [text, *(_part(content, "html") for content in html)]
        between = f"--{boundary}\r\n".encode("ascii")
        body = b"".join(between + part + b"\r\n" for part in parts)
        return head.encode("ascii") + body + f"--{boundary}--\r\n".encode("ascii")


def _part(content: str, kind: str) -> bytes:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = content.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    # It breaks long lines with the same signs as the first line ends with, so there has to be one.
    closed = lines if lines.endswith("\r\n") else f"{lines}\r\n"
    return head.encode("ascii") + b2a_qp(closed.encode(), istext=True)


def _text(value: str, used: int) -> str:
    """Return a header's text: as it is where that is allowed, else as an encoded word."""
    if value.isascii() and value.isprintable() and used + len(value) <= _LONGEST_LINE:
        return value
    return Header(value, "utf-8", header_name="Subject").encode(linesep="\r\n")


@lru_cache(maxsize=1000)
def _address(value: str) -> str:
    return sanitize_address(value, "utf-8")
