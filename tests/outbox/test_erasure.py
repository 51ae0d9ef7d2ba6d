"""Mails lose their text first, and their line later."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ateams.outbox.enums import MailState
from ateams.outbox.erasure import ERASERS
from ateams.outbox.models import Mail
from ateams.outbox.services import MailMovedOnError, queue, resend
from tests.factories.followups import somebody

pytestmark = pytest.mark.django_db
by_kind = {eraser.kind: eraser for eraser in ERASERS}


def mail(state: MailState, days_ago: int) -> Mail:
    written = queue(kind="x", to=somebody("a"), subject="Hallo", text="Ein Link", html="<p>")
    at = timezone.now() - timedelta(days=days_ago)
    ends = state not in {MailState.QUEUED, MailState.SENDING}
    written.state, written.finished_at = state, at if ends else None
    written.save()
    return written


@pytest.mark.parametrize("state", [MailState.REFUSED, MailState.UNCERTAIN])
def test_text_of_a_mail_that_never_arrived_goes_and_it_cannot_be_sent_empty(
    state: MailState,
) -> None:
    old = mail(state, 30)
    mail(state, 29)
    mail(MailState.QUEUED, 40)
    eraser = by_kind["mail_text"]
    assert list(eraser.due(timezone.localdate())) == [old]
    assert eraser.erase([old.pk]) == 1
    old.refresh_from_db()
    assert (old.text, old.html, old.state) == ("", "", MailState.WITHDRAWN)
    with pytest.raises(MailMovedOnError):
        resend(mail_id=old.pk, by=old.pk)
    assert not eraser.due(timezone.localdate()).exists()


def test_text_that_was_kept_of_a_sent_mail_goes_and_it_stays_sent() -> None:
    sent = mail(MailState.SENT, 31)
    assert by_kind["mail_text"].erase([sent.pk]) == 1
    sent.refresh_from_db()
    assert (sent.text, sent.state) == ("", MailState.SENT)


def test_line_of_a_mail_goes_after_a_year() -> None:
    with time_machine.travel("2027-02-28T12:00:00+01:00"):
        old = mail(MailState.SENT, 0)
    with time_machine.travel("2028-02-28T12:00:00+01:00"):
        mail(MailState.SENT, 364)
        mail(MailState.QUEUED, 500)
        eraser = by_kind["mail"]
        assert list(eraser.due(timezone.localdate())) == [old]
        assert eraser.erase([row.pk for row in Mail.objects.all()]) == 2
        assert Mail.objects.get().state == MailState.QUEUED
