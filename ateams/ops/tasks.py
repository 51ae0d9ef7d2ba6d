"""Background work of operation. Beat wakes it; what is to do stands in the database."""

from celery import shared_task
from django.utils import timezone

from ateams.ops.audit_mail import mail_head
from ateams.ops.erasing.orders import carry_out_orders
from ateams.ops.erasing.runner import erase_due
from ateams.sweeps.services import heartbeat


@shared_task(name="ops.erase")
def erase() -> None:
    """Erase what is due."""
    with heartbeat("ops.erase"):
        erase_due()


@shared_task(name="ops.carry_out_erasures")
def carry_out() -> None:
    """Take erased cases out of everything else."""
    with heartbeat("ops.carry_out_erasures"):
        carry_out_orders(timezone.now())


@shared_task(name="ops.mail_audit_head")
def mail_audit_head() -> None:
    """Mail the head of the audit log to the leads, once a day."""
    with heartbeat("ops.mail_audit_head"):
        mail_head()
