"""Proposals of coordinators as the office sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from ateams.web.forms import BaseForm
from incidents.enums import Outcome
from incidents.legible import ILLEGIBLE, legible
from incidents.models import Entry
from incidents.selectors import OpenCase

MOST_PROPOSALS = 200


@dataclass(frozen=True)
class ShownProposal:
    """One proposal as its page shows it."""

    id: UUID
    text: str
    by: str
    at: datetime
    outcome: str
    form: BaseForm | None = None

    @property
    def is_open(self) -> bool:
        """Whether the office has not decided."""
        return not self.outcome

    @property
    def state(self) -> str:
        """What became of it."""
        return str(Outcome(self.outcome).label) if self.outcome else gettext("offen")

    @property
    def tone(self) -> str:
        """How the badge looks."""
        return {Outcome.TAKEN.value: "success", Outcome.DISMISSED.value: ""}.get(
            self.outcome, "info"
        )


def proposals_of(opened: OpenCase) -> list[ShownProposal]:
    """Return the proposals of a case, those that wait first, then the newest, in one query."""
    entries = opened.case.entries.filter(proposal__isnull=False)
    found = entries.select_related("author", "proposal").order_by("-at")[:MOST_PROPOSALS]
    shown = [
        ShownProposal(
            id=entry.id,
            text=_text(entry, opened),
            by=str(entry.author or gettext("gelöschtes Konto")),
            at=entry.at,
            outcome=entry.proposal.outcome,
        )
        for entry in found
    ]
    return sorted(shown, key=lambda proposal: not proposal.is_open)


def _text(entry: Entry, opened: OpenCase) -> str:
    payload = legible(entry.sealed, opened.shared, entry.place) if entry.sealed else None
    return payload["text"] if payload else str(ILLEGIBLE)
