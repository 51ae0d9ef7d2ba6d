"""What the chaos test does inside the installation, see `tests.inside`."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from tests.factories.accounts import UserFactory
from tests.factories.many_follow_ups import make_follow_ups_due
from tests.visitor import HOST


def fill(count: int) -> None:
    """Make trainings whose follow-up is due, each with an address of its own to ask."""
    make_follow_ups_due(count)


def outcome() -> dict[str, list[str]]:
    """Return the addresses of all mails by state, and which the lead can send again."""
    found: dict[str, list[str]] = {state: [] for state in MailState.values}
    for state, address in Mail.objects.values_list("state", "address"):
        found[state].append(address)
    shown = Mail.objects.filter(pk__in=_shown_uncertain())
    return found | {"shown": list(shown.values_list("address", flat=True))}


def _shown_uncertain() -> set[str]:
    """Return the ids that have a button to send again on the pages of uncertain mails."""
    client = Client(headers={"host": HOST})
    client.force_login(UserFactory.create(role=Role.LEAD))
    seen: set[str] = set()
    for page in range(1, 100):
        wanted: dict[str, str | int] = {"state": "uncertain", "page": page}
        found = client.get(reverse("followups:mails"), wanted, secure=True)
        on_page = set(re.findall(r"([0-9a-f-]{36})/resend/", found.content.decode()))
        if on_page <= seen:
            break
        seen |= on_page
    return seen
