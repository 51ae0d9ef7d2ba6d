"""A real SMTP server that can be told to misbehave.

    with MailSink() as sink:
        sink.behaviours["tired@example.org"] = Behaviour.LATER
        ...
        assert sink.message_ids() == [...]

It listens on a free port of this machine, in a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum, StrEnum, auto
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import log

from tests.servers import free_port

log.setLevel(logging.WARNING)  # it would write down every line of every conversation


class Behaviour(Enum):
    """What the server does with a mail to an address."""

    ACCEPT = auto()
    LATER = auto()  # 450 to RCPT
    LATER_AFTER_DATA = auto()  # 451 after the last dot
    LATER_ONCE = auto()  # 450 to the first RCPT, then it accepts
    LATER_AFTER_DATA_ONCE = auto()  # 451 after the first last dot, then it accepts
    NEVER = auto()  # 550 to RCPT
    HANG = auto()  # no answer after the last dot
    CLOSE = auto()  # refuses silently: hangs up after the last dot
    ACCEPT_AND_CLOSE = auto()  # keeps the mail and hangs up before it says so


class Phase(StrEnum):
    """Where in a delivery `on_phase` is called."""

    MAIL = "mail"  # after MAIL FROM came in, before it is answered
    RCPT = "rcpt"
    DATA = "data"  # after the last dot, before the mail is kept
    KEPT = "kept"  # the mail is kept, the client does not know it yet


@dataclass(frozen=True)
class Received:
    """A mail that the server has kept."""

    address: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        message = message_from_bytes(self.content, policy=default)
        assert isinstance(message, EmailMessage)
        return message


class MailSink:
    """A server that keeps mails in memory; `on_phase` sees every step of every delivery."""

    def __init__(self) -> None:
        self.port = free_port()
        self.received: list[Received] = []
        self.behaviours: dict[str, Behaviour] = {}
        self.on_phase: Callable[[Phase], None] = lambda _phase: None
        self.connections = 0
        self._arrived = threading.Condition()
        self._talking: set[asyncio.Transport] = set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._controller.stop()

    def start(self) -> None:
        """Listen, at the beginning or after `kill`."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def kill(self) -> None:
        """Vanish in the middle of every conversation, as a killed process does."""
        self._controller.loop.call_soon_threadsafe(self._hang_up)
        self._controller.stop()

    def _hang_up(self) -> None:
        for transport in self._talking:
            transport.abort()
        self._talking.clear()

    @property
    def settings(self) -> dict[str, Any]:
        """Django's settings that lead to this server."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": False,
        }

    def addresses(self) -> list[str]:
        """Return to whom the kept mails went, in order of arrival."""
        return [mail.address for mail in self.received]

    def message_ids(self) -> list[str]:
        """Return the Message-ID of every kept mail, in order of arrival."""
        return [mail.message["Message-ID"] for mail in self.received]

    def wait_for(self, count: int, *, seconds: float = 30) -> None:
        """Wait until `count` mails have been kept; fail after `seconds`."""
        arrived = self.arrive(count, seconds=seconds)
        assert arrived, f"{len(self.received)} of {count} mails arrived"

    def arrive(self, count: int, *, seconds: float) -> bool:
        """Wait for `count` mails, and tell whether they have come within `seconds`."""
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self.received) >= count, seconds)

    def _keep(self, address: str, content: bytes) -> None:
        with self._arrived:
            self.received.append(Received(address, content))
            self._arrived.notify_all()
        self.on_phase(Phase.KEPT)

    # --- aiosmtpd's hooks

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self._talking.add(server.transport)
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.on_phase(Phase.MAIL)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        self.on_phase(Phase.RCPT)
        behaviour = self.behaviours.get(address, Behaviour.ACCEPT)
        if behaviour is Behaviour.LATER_ONCE:
            self.behaviours[address] = Behaviour.ACCEPT
        if behaviour in {Behaviour.LATER, Behaviour.LATER_ONCE}:
            return "450 try again later"
        if behaviour is Behaviour.NEVER:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.on_phase(Phase.DATA)
        address = envelope.rcpt_tos[0]
        behaviour = self.behaviours.get(address, Behaviour.ACCEPT)
        if behaviour is Behaviour.LATER_AFTER_DATA_ONCE:
            self.behaviours[address] = Behaviour.ACCEPT
        if behaviour in {Behaviour.LATER_AFTER_DATA, Behaviour.LATER_AFTER_DATA_ONCE}:
            return "451 try again later"
        if behaviour is Behaviour.HANG:
            await asyncio.sleep(3600)
        if behaviour in {Behaviour.ACCEPT, Behaviour.ACCEPT_AND_CLOSE}:
            self._keep(address, envelope.content)
        if behaviour in {Behaviour.CLOSE, Behaviour.ACCEPT_AND_CLOSE}:
            server.transport.abort()
        return "250 kept"
