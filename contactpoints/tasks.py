"""Background work of the contact points. Beat wakes it; what is to do stands in the database."""

from celery import shared_task
from django.utils import timezone

from ateams.sweeps.services import heartbeat
from contactpoints.sweeps import end_terms


@shared_task(name="contactpoints.end_terms")
def end_over() -> None:
    """Close the terms that are over."""
    with heartbeat("contactpoints.end_terms"):
        end_terms(timezone.localdate())
