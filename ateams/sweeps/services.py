"""Recording that a sweep ran."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from ateams.sweeps.models import Heartbeat


@contextmanager
def heartbeat(name: str) -> Iterator[None]:
    """Record start and end of a sweep's run; an error leaves its class there and goes on up.

    Must not stand inside a transaction, which would take the record back with the work.
    """
    Heartbeat.objects.update_or_create(name=name, defaults={"last_started": timezone.now()})
    beat = Heartbeat.objects.filter(name=name)
    try:
        yield
    except Exception as error:
        beat.update(last_error=type(error).__name__[:100])
        raise
    beat.update(last_finished=timezone.now(), last_error="")
