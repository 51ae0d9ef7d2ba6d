"""The project: settings, addresses, periodic jobs, and the packages beneath everything else."""

from ateams.celery import app as celery_app

__all__ = ["celery_app"]
