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
    "carry-out-erasures": {
        "task": "ops.carry_out_erasures",
        "schedule": crontab(minute="*/5"),
        "options": _STALE_AFTER,
    },
    "erase": {
        "task": "ops.erase",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 12 * 3600},  # a worker that was away still does it that day
    },
    "forget-stray-files": {
        "task": "incidents.forget_stray_files",
        "schedule": crontab(minute="*/10"),
        "options": _STALE_AFTER,
    },
    "shuffle-facts": {
        "task": "incidents.shuffle_facts",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"expires": 12 * 3600},
    },
    "end-openings": {
        "task": "incidents.end_openings",
        "schedule": crontab(minute="*/5"),  # soon after midnight, and again if a worker was away
        "options": _STALE_AFTER,
    },
    "tell-of-moved-trainings": {
        "task": "trainings.send_notices",
        "schedule": crontab(minute="*"),
        "options": _STALE_AFTER,
    },
    "end-terms": {
        "task": "contactpoints.end_terms",
        "schedule": crontab(minute="15"),  # soon after midnight, and again if a worker was away
        "options": _STALE_AFTER,
    },
    "issue-certificates": {
        "task": "trainings.issue_certificates",
        "schedule": timedelta(seconds=5),  # somebody is looking at the bar
        "options": _STALE_AFTER,
    },
    "forget-stray-materials": {
        "task": "trainings.forget_stray_materials",
        "schedule": crontab(minute="*/10"),
        "options": _STALE_AFTER,
    },
    "mail-audit-head": {
        "task": "ops.mail_audit_head",
        "schedule": crontab(minute="20"),  # whoever has had it today gets it once
        "options": _STALE_AFTER,
    },
    "carry-out-imports": {
        "task": "accounts.carry_out_imports",
        "schedule": timedelta(seconds=20),  # usually the click itself has woken the worker
        "options": _STALE_AFTER,
    },
}
