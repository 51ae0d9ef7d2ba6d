"""The promises to reporters that are kept after sending: 6 to 10, as in `test_promises.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from ateams.audit.verification import verify
from ateams.outbox.delivery import as_message
from ateams.outbox.models import Mail
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.models import Case, Entry
from tests.factories.followups import default_rules
from tests.personas import Persona, persona, unlock
from tests.security.found_forms import forms_on
from tests.security.reporter import (
    MAILBOX,
    SAID,
    Reporter,
    act,
    case_path,
    day_after,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


# --- 6. the code brings the reporter back ----------------------------------------------------


def test_promise_6_code_brings_back_status_answers_and_withdrawal(
    counsellor: Persona, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Files: `tests/incidents/test_files.py`. What is left: `tests/incidents/test_erasure.py`."""
    reporter = Reporter()
    reporter.report(SAID)
    unlock(counsellor)
    assert act(counsellor, "message", text="Danke, dass du schreibst.") == 302
    elsewhere = Reporter(code=reporter.code)
    assert "Danke, dass du schreibst." in elsewhere.open_mailbox()
    elsewhere.post(f"{MAILBOX}message/", text="Es geht mir besser.")
    assert "Es geht mir besser." in counsellor.client.get(case_path()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        elsewhere.post(f"{MAILBOX}withdraw/", sure="on")
    assert not Case.objects.exists()
    assert not Entry.objects.exists()
    assert SAID not in Reporter(code=reporter.code).open_mailbox()


# --- 7. mails say nothing --------------------------------------------------------------------


def test_promise_7_mails_about_cases_are_the_same_bytes_and_bundled(
    monday: None, lead: Persona, member: Persona
) -> None:
    """One urgent report to a team, or five to the office: to each person one mail, the same one.

    Hours and repetition: `tests/followups/test_sweeps.py`.
    """
    assert member.team
    default_rules()
    bodies, numbers = set(), []
    one = [{"urgent": "on", "readers": "team", "team": member.team.slug}]
    five: list[dict[str, str]] = [{}] * 5
    for reports in (one, five):
        undo = transaction.savepoint()
        for fields in reports:
            Reporter().report(f"{SAID} {len(reports)}", **fields)
        Case.objects.update(reply_due_on=date(2026, 11, 23))
        plan_reminders(timezone.now())
        while send_next_reminder(timezone.now()):
            pass
        mails = list(Mail.objects.filter(recipient_key=f"user:{lead.user.pk}"))
        numbers.append(len(mails))
        for mail in mails:
            message = message_from_bytes(as_message(mail).message().as_bytes())
            for name in ("Message-ID", "Date"):
                del message[name]
            bodies.add(message.as_bytes())
        transaction.savepoint_rollback(undo)
    assert numbers == [1, 1]
    (body,) = bodies
    for told in ("7QXK", member.institution.name, "dringend", "Fall"):
        assert told.encode() not in body
    assert b"Reply-To" not in body
    assert b"\nFrom: A-Teams <noreply@" in body
    assert b"\nAuto-Submitted: auto-generated" in body


# --- 8. the latest day -----------------------------------------------------------------------


def test_promise_8_day_on_the_receipt_is_never_moved_later(lead: Persona) -> None:
    """Everything that a lead can do leaves it, and so does the reporter who writes again.

    The database refuses it, too, and erasure keeps it: `tests/incidents/test_promise.py`,
    `tests/incidents/test_erasure.py`, `tests/ops/test_erasing.py`.
    """
    reporter = Reporter()
    promised = day_after("Alles gelöscht spätestens", reporter.report(SAID))
    assert date.fromisoformat(promised) > timezone.localdate() + timedelta(days=3 * 365)
    unlock(lead)
    path, done = case_path(), set()
    for _round in range(2):
        for form in forms_on(path, lead.client.get(path).content.decode()):
            if form.path.startswith(path):
                fields = form.filled() | {"gone_by": ["2099-01-01"]}
                lead.client.post(form.path, fields)
                done.add(form.view)
    assert done >= {"incidents:case-acknowledge", "incidents:case-date", "incidents:case-move"}
    mailbox = reporter.open_mailbox()
    assert day_after("mit allen Sicherungskopien", mailbox) == promised
    reporter.post(f"{MAILBOX}message/", text="Es geht weiter.", gone_by="2099-01-01")
    assert day_after("mit allen Sicherungskopien", reporter.open_mailbox()) == promised
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(gone_by=date(2099, 1, 1))


# --- 9. on every phone, in every language ----------------------------------------------------


def test_promise_9_every_page_of_reporters_has_the_way_out_and_needs_no_script() -> None:
    """The page must be left at once wherever somebody is, and no form waits for a script.

    Without JavaScript, on old phones, with screen readers: `tests/journeys/`, `tests/web/`. Ten
    more languages are to come.
    """
    reporter = Reporter()
    reporter.report(SAID)
    reporter.open_mailbox()
    reporter.get(f"{MAILBOX}withdraw/")
    for path in ("/de/", "/en/report/", "/de/report/done/", "/de/privacy/", MAILBOX):
        reporter.get(path)
    assert len(reporter.pages) == 9
    for page in reporter.pages:
        assert re.search(r'<a[^>]*href="/exit/"[^>]*data-quick-exit', page)
        assert not re.search(r"<script(?![^>]*src=)|<[^>]* on[a-z]+=|javascript:", page)


# --- 10. every opening is recorded -----------------------------------------------------------


def test_promise_10_every_opening_is_recorded_and_shown(
    lead: Persona, counsellor: Persona, member: Persona
) -> None:
    """By whichever way the text appears; nothing is recorded while it stays locked.

    That the log cannot be changed unseen: `tests/audit/test_verification.py`,
    `tests/ops/test_rights.py`.
    """
    assert member.team
    reporter = Reporter()
    reporter.report(SAID, readers="team", team=member.team.slug)
    path = case_path()
    ways: dict[str, Callable[[], Any]] = {
        "locked": lambda: lead.client.get(path),
        "unlocked": lambda: counsellor.client.get(path),
        "after a mistake": lambda: counsellor.client.post(f"{path}message/", {"text": ""}),
        "by the team": lambda: member.client.get(path),
        "in vain": lambda: persona(Role.COUNSELLOR).client.get(path),
    }
    unlock(counsellor)
    unlock(member)
    told = {}
    for way, look in ways.items():
        before = AuditEntry.objects.filter(action="case.opened").count()
        shown = SAID in look().content.decode()
        told[way] = (shown, AuditEntry.objects.filter(action="case.opened").count() - before)
    assert told == {
        "locked": (False, 0),
        "unlocked": (True, 1),
        "after a mistake": (True, 1),
        "by the team": (True, 1),
        "in vain": (False, 0),
    }
    mailbox = reporter.open_mailbox()
    openings = mailbox.split("Wer hat es geöffnet, und wann?")[1].split("Alles zurückziehen")[0]
    assert openings.count("Beratungsstelle") == 1  # two within an hour are one line
    assert counsellor.user.name not in mailbox
    assert verify().fault == ""
