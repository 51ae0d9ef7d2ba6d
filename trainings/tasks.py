"""Background work of the trainings. Beat wakes it; what is to do stands in the database."""

from celery import shared_task
from django.utils import timezone

from ateams.sweeps.services import heartbeat
from trainings.sweeps import forget_stray_materials, issue_waiting, send_notices


@shared_task(name="trainings.send_notices")
def send() -> None:
    """Tell people of trainings that were moved or cancelled."""
    with heartbeat("trainings.send_notices"):
        send_notices(timezone.now())


@shared_task(name="trainings.issue_certificates")
def issue_certificates() -> None:
    """Issue the certificates that wait."""
    with heartbeat("trainings.issue_certificates"):
        issue_waiting()


@shared_task(name="trainings.forget_stray_materials")
def forget() -> None:
    """Remove what died requests have left of materials."""
    with heartbeat("trainings.forget_stray_materials"):
        forget_stray_materials(timezone.now())
