"""The product's Celery application with a beat that hurries: a test has less time than a day."""

from __future__ import annotations

from datetime import timedelta

from ateams.celery import app

__all__ = ["app"]

_EVERY = {
    "followups.plan_reminders": timedelta(seconds=5),
    "followups.send_reminders": timedelta(seconds=1),
    "outbox.deliver": timedelta(seconds=1),
}
app.conf.beat_schedule = {
    task: {"task": task, "schedule": every, "options": {"expires": 60}}
    for task, every in _EVERY.items()
}
