"""All periodic jobs on one page.

Beat only wakes sweeps: what is due is derived from the database, so a missed or doubled wake-up
neither loses nor doubles anything.
"""

from datetime import timedelta

from celery.schedules import crontab

# A wake-up that nobody took in time is worth nothing: the next one finds the same work.
_STALE_AFTER = {"expires": 60}

BEAT_SCHEDULE = {
    "plan-reminders": {
        "task": "followups.plan_reminders",
        "schedule": crontab(minute="*/5"),
        "options": _STALE_AFTER,
    },
    "send-reminders": {
        "task": "followups.send_reminders",
        "schedule": crontab(minute="*"),
        "options": _STALE_AFTER,
    },
    "deliver-mail": {
        "task": "outbox.deliver",
        "schedule": timedelta(seconds=10),  # somebody may be waiting for a new password
        "options": _STALE_AFTER,
    },
    "mail-audit-head": {
        "task": "ops.mail_audit_head",
        "schedule": crontab(minute="20"),  # whoever has had it today gets it once
        "options": _STALE_AFTER,
    },
}
