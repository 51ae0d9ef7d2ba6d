"""Mails are written with what they tell, and people decide about those that did not arrive."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ateams.audit.models import Entry
from ateams.due import Recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import (
    NEVER_WITHDRAWN,
    MailMovedOnError,
    NeverWithdrawnError,
    queue,
    resend,
    withdraw,
)

pytestmark = pytest.mark.django_db

ANNA = Recipient(key="contact:1", name="Anna", email="anna@schule.example", language="de")


def write(to: Recipient = ANNA, subject: str = "Hallo") -> Mail:
    return queue(kind="test", to=to, subject=subject, text="Ein Text mit Link.")


def move(mail: Mail, state: MailState) -> None:
    now = timezone.now()
    ended = None if state in {MailState.QUEUED, MailState.SENDING} else now
    Mail.objects.filter(pk=mail.pk).update(
        state=state, sending_at=now, attempts=1, finished_at=ended
    )


def test_queue_writes_nothing_when_the_change_is_undone() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("subject", ["Hallo\nBcc: alle@example.org", "Hallo\r\nX: y", "a\x0bb", ""])
def test_queue_refuses_a_subject_of_several_lines(subject: str) -> None:
    with pytest.raises(ValidationError):
        write(subject=subject)
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["", "anna", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"]
)
def test_queue_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValidationError):
        write(Recipient(key="", name="", email=address, language="de"))
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("state", [MailState.UNCERTAIN, MailState.REFUSED])
def test_resend_queues_again_and_is_recorded(state: MailState) -> None:
    mail, by = write(), uuid.uuid4()
    move(mail, state)
    resend(mail_id=mail.pk, by=by)
    mail.refresh_from_db()
    assert (mail.state, mail.finished_at, mail.text) == (
        MailState.QUEUED,
        None,
        "Ein Text mit Link.",
    )
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id, entry.actor) == ("mail.resent", str(mail.pk), by)


@pytest.mark.parametrize(
    "state", [MailState.QUEUED, MailState.SENDING, MailState.SENT, MailState.WITHDRAWN]
)
def test_resend_refuses_what_has_a_clear_state(state: MailState) -> None:
    mail = write()
    move(mail, state)
    with pytest.raises(MailMovedOnError):
        resend(mail_id=mail.pk, by=uuid.uuid4())
    assert Entry.objects.count() == 0


def test_withdraw_takes_back_what_waits_and_its_body() -> None:
    mail = write()
    withdraw(mail_id=mail.pk, by=uuid.uuid4())
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.WITHDRAWN, "")


@pytest.mark.parametrize("kind", sorted(NEVER_WITHDRAWN))
def test_withdraw_keeps_no_warning_back(kind: str) -> None:
    mail = write()
    Mail.objects.filter(pk=mail.pk).update(kind=kind)
    with pytest.raises(NeverWithdrawnError):
        withdraw(mail_id=mail.pk, by=uuid.uuid4())
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.QUEUED, "Ein Text mit Link.")
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("state", [MailState.SENDING, MailState.SENT, MailState.UNCERTAIN])
def test_withdraw_refuses_what_has_left(state: MailState) -> None:
    mail = write()
    move(mail, state)
    with pytest.raises(MailMovedOnError):
        withdraw(mail_id=mail.pk, by=uuid.uuid4())


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "lost"}, "mail_state_has_its_end"),
        ({"state": MailState.SENT}, "mail_state_has_its_end"),
        ({"finished_at": timezone.now() - timedelta(1)}, "mail_state_has_its_end"),
        ({"state": MailState.SENDING}, "mail_sending_has_time"),
    ],
)
def test_database_refuses_impossible_states(changes: dict[str, object], constraint: str) -> None:
    mail = write()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**changes)
