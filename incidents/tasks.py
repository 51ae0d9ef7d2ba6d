"""Background work of the incidents. Beat wakes it; what is to do stands in the storage."""

from celery import shared_task
from django.utils import timezone

from ateams.sweeps.services import heartbeat
from incidents.sweeps import end_openings, forget_stray_files, shuffle_facts


@shared_task(name="incidents.forget_stray_files")
def forget() -> None:
    """Remove what died requests have left of files."""
    with heartbeat("incidents.forget_stray_files"):
        forget_stray_files(timezone.now())


@shared_task(name="incidents.shuffle_facts")
def shuffle() -> None:
    """Let nothing tell in which order cases were counted."""
    with heartbeat("incidents.shuffle_facts"):
        shuffle_facts(timezone.localdate())


@shared_task(name="incidents.end_openings")
def end_over() -> None:
    """Send out whoever was let into a case for a time that is over."""
    with heartbeat("incidents.end_openings"):
        end_openings(timezone.localdate())
