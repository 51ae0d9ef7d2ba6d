"""What the health page and `/metrics` tell: the troubles, every job, and the mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.sweeps.beating import BEAT
from ateams.sweeps.models import Heartbeat
from followups.broker import BrokerAwayError, waiting_wake_ups
from followups.health import Trouble, clock_apart, troubles
from followups.sweep_states import Condition, SweepState, sweep_states

_WORDS: Mapping[Condition, tuple[str | Promise, str]] = {
    Condition.RUNS: (_("läuft"), "success"),
    Condition.LATE: (_("zu spät"), "danger"),
    Condition.NEVER: (_("noch nie"), ""),
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the page shows it."""

    state: SweepState
    backlog: int | None

    @property
    def word(self) -> str | Promise:
        """How the job is doing."""
        return _WORDS[self.state.condition][0]

    @property
    def tone(self) -> str:
        """The colour of that word."""
        return _WORDS[self.state.condition][1]


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that can be said at one moment."""

    troubles: Sequence[Trouble]
    jobs: Sequence[JobRow]
    beat: Heartbeat | None
    wake_ups: int | None
    mails: Mapping[str, int]
    oldest_mail: datetime | None


def health_page(now: datetime) -> Health:
    """Look at everything, the broker and the database's clock included."""
    beats = Heartbeat.objects.in_bulk()
    states = sweep_states(now, beats)
    apart = clock_apart(now)
    counts = dict(Mail.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return Health(
        troubles=[*troubles(now, states), *([apart] if apart else [])],
        jobs=[JobRow(state, state.backlog(now)) for state in states],
        beat=beats.get(BEAT),
        wake_ups=_wake_ups(),
        mails={state: counts.get(state, 0) for state in MailState},
        oldest_mail=Mail.objects.due(now).aggregate(oldest=Min("not_before"))["oldest"],
    )


def _wake_ups() -> int | None:
    try:
        return waiting_wake_ups()
    except BrokerAwayError:
        return None
