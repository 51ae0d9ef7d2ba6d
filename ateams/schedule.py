"""All periodic jobs on one page.

Beat only wakes sweeps: what is due is derived from the database, so a missed or doubled wake-up
neither loses nor doubles anything.
"""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "plan-reminders": {"task": "followups.plan_reminders", "schedule": crontab(minute="*/5")},
    "send-reminders": {"task": "followups.send_reminders", "schedule": crontab(minute="*")},
    "deliver-mail": {"task": "outbox.deliver", "schedule": crontab(minute="*")},
}
