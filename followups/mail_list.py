"""Which mails the list of mails shows, and how many there are of each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.presenters import STATES, kind_group


@dataclass(frozen=True)
class StateLink:
    """One state with its number of mails, and the address that shows these."""

    label: str | Promise
    number: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class MailFilter:
    """What the list is narrowed by; nothing for all."""

    state: str = ""
    kind: str = ""
    day: date | None = None

    @property
    def query(self) -> str:
        """Return the filter as it stands in the address."""
        return self._query(self.state)

    @property
    def is_narrowed(self) -> bool:
        """Whether the list leaves something out."""
        return bool(self.state or self.kind or self.day)

    def mails(self) -> QuerySet[Mail]:
        """Return the mails that fit, the newest first, without what they say."""
        found = self._in_all_states().defer("subject", "text", "html")
        found = found.filter(state=self.state) if self.state else found
        return found.order_by("-queued_at", "id")

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many mails there are in each state, whichever is chosen."""
        rows = self._in_all_states().order_by().values_list("state").annotate(Count("pk"))
        return dict(rows)

    def links(self) -> list[StateLink]:
        """Return the ways to every state; the first leads to all."""
        every = StateLink(
            STATES[""].label, sum(self.counts.values()), self._query(""), not self.state
        )
        return [every] + [
            StateLink(
                STATES[state].label,
                self.counts.get(state, 0),
                self._query(state),
                state == self.state,
            )
            for state in MailState.values
        ]

    def _in_all_states(self) -> QuerySet[Mail]:
        found = Mail.objects.get_queryset()
        if self.kind:
            found = kind_group(self.kind, found)
        if self.day:
            begins = timezone.make_aware(datetime.combine(self.day, time.min))
            ends = timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))
            found = found.filter(queued_at__gte=begins, queued_at__lt=ends)
        return found

    def _query(self, state: str) -> str:
        parts = {"state": state, "kind": self.kind, "day": self.day.isoformat() if self.day else ""}
        return urlencode({name: value for name, value in parts.items() if value})
