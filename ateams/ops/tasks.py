"""Background work of the operation."""

from celery import shared_task

from ateams.ops.audit_mail import mail_head
from ateams.sweeps.services import heartbeat


@shared_task(name="ops.mail_audit_head")
def mail_audit_head() -> None:
    """Mail the head of the audit log to the leads, once a day."""
    with heartbeat("ops.mail_audit_head"):
        mail_head()
