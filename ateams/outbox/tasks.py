"""Background work of the outbox."""

from celery import shared_task

from ateams.outbox.delivery import deliver_due
from ateams.sweeps.services import heartbeat


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Deliver what is due."""
    with heartbeat("outbox.deliver"):
        deliver_due()
