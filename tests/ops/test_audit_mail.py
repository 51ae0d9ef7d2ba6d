"""Every lead keeps the head of the audit log of every day, where the server cannot reach it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from ateams.audit.models import Entry
from ateams.audit.services import record
from ateams.audit.verification import verify
from ateams.ops.audit_mail import mail_head
from ateams.ops.tasks import mail_audit_head
from ateams.outbox.enums import Hours
from ateams.outbox.models import Mail
from ateams.outbox.services import NeverWithdrawnError, withdraw
from ateams.sweeps.models import Heartbeat
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log() -> None:
    for number in range(3):
        with transaction.atomic():
            record(action="case.opened", subject=("case", number), by=uuid4())


def test_head_is_mailed_to_every_lead_and_proves_the_log(lead: Persona, admin: Persona) -> None:
    other = persona(Role.LEAD)
    mail_audit_head()
    mails = {mail.recipient_key: mail for mail in Mail.objects.all()}
    assert set(mails) == {f"user:{lead.user.id}", f"user:{other.user.id}"}
    mail = mails[f"user:{lead.user.id}"]
    digest = bytes(Entry.objects.latest("id").digest).hex()
    for text in (mail.text, mail.html):
        assert digest in text
        assert "Einträge: 3" in text.replace("</li>", "")
    assert verify(head=digest).fault == ""
    assert (mail.subject, mail.hours) == ("Prüfwert des Protokolls", Hours.DAYTIME)
    beat = Heartbeat.objects.get(name="ops.mail_audit_head")
    assert beat.last_finished


def test_head_is_mailed_once_a_day(lead: Persona) -> None:
    morning = timezone.localtime().replace(hour=0, minute=20) + timedelta(days=1)
    with time_machine.travel(morning, tick=False) as clock:
        assert [mail_head(), mail_head()] == [1, 0]
        clock.shift(timedelta(hours=23))
        assert mail_head() == 0
        clock.shift(timedelta(hours=1))
        assert mail_head() == 1


def test_lead_of_today_has_it_today(lead: Persona) -> None:
    mail_head()
    persona(Role.LEAD)
    assert mail_head() == 1


def test_empty_log_is_not_mailed(lead: Persona) -> None:
    Entry.objects.all().delete()
    assert mail_head() == 0


def test_nobody_can_keep_it_back(lead: Persona) -> None:
    mail_head()
    with pytest.raises(NeverWithdrawnError):
        withdraw(mail_id=Mail.objects.get().pk, by=lead.user.id)


def test_english_lead_reads_english_dates(lead: Persona) -> None:
    lead.user.language = "en"
    lead.user.save()
    mail_head()
    assert Mail.objects.get().language == "en"
