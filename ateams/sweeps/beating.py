"""What beat writes down about itself: that it wakes jobs, and that the clock jumped.

Jobs leave a heartbeat when they run, which a dead worker and a dead beat keep from them alike. So
beat leaves one, too, when it has handed a job to the broker. It sees every few seconds what time it
is, both by the clock and by a count that nobody can set: where they part, the clock was set.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery.signals import after_task_publish
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from ateams.sweeps.models import Heartbeat

logger = logging.getLogger(__name__)

BEAT, CLOCK = "beat", "clock"  # their rows beside those of the jobs
JUMP = timedelta(minutes=5)
_EVERY_SECONDS = 20


class Watch:
    """Looks at both clocks whenever beat has woken a job."""

    def __init__(self) -> None:
        self._noted: float | None = None
        self._seen: tuple[datetime, float] | None = None

    def look(self, now: datetime, steady: float) -> None:
        """Note that beat is alive, three times a minute, and every jump of the clock."""
        if self._seen:
            passed = timedelta(seconds=steady - self._seen[1])
            jumped = (now - self._seen[0]) - passed
            if abs(jumped) > JUMP:
                _note_jump(now, jumped)
        self._seen = now, steady
        if self._noted is None or steady - self._noted >= _EVERY_SECONDS:
            self._noted = steady
            Heartbeat.objects.update_or_create(
                name=BEAT, defaults={"last_started": now, "last_finished": now}
            )


def jump_of(beat: Heartbeat) -> timedelta:
    """Return by how much the clock jumped, as its row says; backwards is negative."""
    return timedelta(seconds=int(beat.last_error))


def watch_beat(**_given: Any) -> None:
    """Look whenever this process has handed a job to the broker; beat calls it when it starts."""
    watch = Watch()

    def look(**_told: Any) -> None:
        if not connection.in_atomic_block:  # beat's own never is
            close_old_connections()
        try:
            # Goes on while the machine sleeps, which is no jump.
            watch.look(timezone.now(), time.clock_gettime(time.CLOCK_BOOTTIME))
        except Error as error:  # a database that is away must not stop the waking
            logger.warning("Beat could not note that it is alive: %s", type(error).__name__)

    after_task_publish.connect(look, weak=False, dispatch_uid="ateams.beat")


def _note_jump(now: datetime, jumped: timedelta) -> None:
    logger.warning("The clock jumped by %d seconds.", jumped.total_seconds())
    seconds = str(round(jumped.total_seconds()))
    Heartbeat.objects.update_or_create(
        name=CLOCK, defaults={"last_started": now, "last_error": seconds}
    )
