"""Somebody who reports and comes back, through the public pages alone, and who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from incidents.models import Case
from tests.personas import Persona, unlock

SAID = "Das hat er gesagt: 7QXK."
REPORT, MAILBOX = "/de/report/", "/de/mailbox/"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


@dataclass
class Reporter:
    """One browser; `pages` are the texts of all answers, in order."""

    client: Client = field(default_factory=lambda: Client(headers=SAME_ORIGIN))
    code: str = ""
    pages: list[str] = field(default_factory=list)

    def get(self, path: str) -> str:
        """Open a page; return what it shows."""
        return self._shown(self.client.get(path))

    def post(self, path: str, **fields: Any) -> str:
        """Send a form; return what the next page shows."""
        fields.setdefault("once", str(uuid4()))
        return self._shown(self.client.post(path, fields, follow=True))

    def report(self, what: str = "In der Pause hat jemand etwas gesagt.", **fields: Any) -> str:
        """Send a report; keep the code that the receipt shows, and return the receipt."""
        team = fields.get("team")
        path = f"{REPORT}?team={team}" if team else REPORT
        ticket = self.ticket(self.get(path))
        receipt = self.post(path, what=what, ticket=ticket, **fields)
        shown = re.search(r"data-code>(.*?)</p>", receipt, re.DOTALL)
        assert shown, receipt
        self.code = re.sub(r"\D", "", re.sub(r"<[^>]*>", "", shown[1]))
        assert len(self.code) == 20
        return receipt

    def open_mailbox(self) -> str:
        """Type the code; return what the mailbox shows."""
        return self.post(MAILBOX, code=self.code)

    @staticmethod
    def ticket(page: str) -> str:
        """Return the ticket that a report form carries."""
        return page.split('name="ticket" value="')[1].split('"', maxsplit=1)[0]

    def _shown(self, answer: Any) -> str:
        assert isinstance(answer, HttpResponse)
        self.pages.append(answer.content.decode())
        return self.pages[-1]


def day_after(words: str, page: str) -> str:
    """Return the first day, such as "2026-12-01", that a page shows after some words."""
    found = re.search(rf'{words}.*?datetime="(\d{{4}}-\d\d-\d\d)', page, re.DOTALL)
    assert found, page
    return found[1]


def case_path() -> str:
    """Return the address of the only case."""
    return f"/cases/{Case.objects.get().reference}/"


def reads(person: Persona) -> bool:
    """Whether somebody sees the report after unlocking."""
    person.user.refresh_from_db()
    unlock(person)
    return SAID in person.client.get(case_path()).content.decode()


def act(person: Persona, action: str, **fields: str) -> int:
    """Do something with the only case as somebody who has unlocked; return the status."""
    fields.setdefault("version", str(Case.objects.get().version))
    fields.setdefault("once", str(uuid4()))
    return person.client.post(f"{case_path()}{action}/", fields).status_code
