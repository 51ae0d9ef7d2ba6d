"""Background work of the trainings. Beat wakes it; what is to do stands in the database."""

from celery import shared_task

from ateams.sweeps.services import heartbeat
from trainings.sweeps import issue_waiting


@shared_task(name="trainings.issue_certificates")
def issue_certificates() -> None:
    """Issue the certificates that wait."""
    with heartbeat("trainings.issue_certificates"):
        issue_waiting()
