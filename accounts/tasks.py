"""Background work of this package. What is to do stands in the database."""

from uuid import UUID

from celery import shared_task

from accounts.services.imports import carry_out
from accounts.sweeps import carry_out_imports
from ateams.sweeps.services import heartbeat


@shared_task(name="accounts.carry_out_import")
def carry_out_one(run_id: str) -> None:
    """Carry out one import that somebody has just confirmed."""
    carry_out(run_id=UUID(run_id))


@shared_task(name="accounts.carry_out_imports")
def carry_out_waiting() -> None:
    """Carry out what waits: a broker that was away, or a worker that was killed."""
    with heartbeat("accounts.carry_out_imports"):
        carry_out_imports()
