"""The ten promises to reporters, each kept through what can be seen from outside.

Much of it is proved elsewhere in more detail; the docstrings say where. Nothing here looks into the
code: reports, mailboxes and cases are used as people use them, and what is stored is read as rows.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from accounts.models.session import Session
from ateams.audit.models import Entry as AuditEntry
from ateams.audit.verification import verify
from ateams.outbox.delivery import as_message
from ateams.outbox.models import Mail
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.models import Case, Entry
from tests.factories.followups import default_rules
from tests.personas import Persona, give_key, persona, unlock
from tests.security.found_forms import forms_on
from tests.security.reporter import MAILBOX, REPORT, Reporter, day_after
from tests.security.state import state
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SAID = "Das hat er gesagt: 7QXK."


@pytest.fixture(autouse=True)
def _office(lead: Persona, counsellor: Persona, member: Persona, coordinator: Persona) -> None:
    cache.clear()
    make_recovery_key()
    give_key(lead, counsellor, member, coordinator)


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def case_path() -> str:
    return f"/cases/{Case.objects.get().reference}/"


def reads(person: Persona) -> bool:
    """Whether somebody sees the report after unlocking."""
    person.user.refresh_from_db()
    unlock(person)
    return SAID in person.client.get(case_path()).content.decode()


def act(person: Persona, action: str, **fields: str) -> int:
    """Do something with the only case as somebody who has unlocked; return the status."""
    fields.setdefault("version", str(Case.objects.get().version))
    fields.setdefault("once", str(uuid4()))
    return person.client.post(f"{case_path()}{action}/", fields).status_code


# --- 1. nothing has to be said but what happened ---------------------------------------------


def test_promise_1_what_happened_is_enough() -> None:
    """No account, no name, no address; every other question may be skipped.

    In a browser, in three taps: `tests/journeys/test_report_to_answer.py`.
    """
    reporter = Reporter()
    page = reporter.get(REPORT)
    (form,) = (form for form in forms_on(REPORT, page) if form.view == "public:report")
    kinds = {control.type for control in form.controls}
    assert not kinds & {"email", "tel", "password"}
    assert re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"[^>]* required', page) == [
        "what"
    ]
    reporter.report(SAID)
    assert SAID in reporter.open_mailbox()


# --- 2. no address, no browser, no cookie ----------------------------------------------------


def test_promise_2_neither_address_nor_browser_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    """What a browser and its network tell about themselves is found in no row, session or log.

    No cookie, nothing from elsewhere: `tests/architecture/test_public_pages.py`. The proxy:
    `tests/ops/test_proxy.py`. Logs: `tests/web/test_logs.py`.
    """
    caplog.set_level(logging.DEBUG)
    told = {"user-agent": "Browser-7QXK/1.0", "x-forwarded-for": "203.0.113.77",
            "referer": "http://testserver/de/?from=7QXK-referer", "accept-language": "nds-7QXK",
            "x-real-ip": "2001:db8::7:1234", "cookie": "theirs=7QXK-cookie"}  # fmt: skip
    headers = {"sec-fetch-site": "same-origin", **told}
    reporter = Reporter(Client(headers=headers, REMOTE_ADDR="198.51.100.7"))
    reporter.report("Etwas ist passiert.", urgent="on")
    reporter.open_mailbox()
    reporter.post(f"{MAILBOX}message/", text="Noch etwas.")
    reporter.get("/de/nothing-here/")
    reporter.post(REPORT, what="kurz")
    kept = str(state()) + str([row.get_decoded() for row in Session.objects.all()]) + caplog.text
    for trace in ("7QXK", "203.0.113", "198.51.100", "2001:db8"):
        assert trace not in kept


def test_promise_2_no_cookie_before_the_mailbox_and_one_after() -> None:
    reporter = Reporter()
    reporter.report()
    reporter.get("/de/report/done/")
    assert not reporter.client.cookies
    reporter.open_mailbox()
    assert set(reporter.client.cookies) == {"mailbox"}


# --- 3. who reads, said before sending -------------------------------------------------------


def test_promise_3_number_of_readers_on_the_page_is_the_number_of_keys(member: Persona) -> None:
    """The page names the people by role; exactly so many keys open the report, and the safe's."""
    assert member.team
    persona(Role.COUNSELLOR)  # without a key, and so without a grant
    reporter = Reporter()
    page = reporter.get(f"{REPORT}?team={member.team.slug}")
    office = re.search(r"Nur die Beratungsstelle: (\d) Person", page)
    team = re.search(r"noch (\d) Person", page)
    coordinators = re.search(r"Koordinierungsperson \((\d) Person", page)
    assert office and team and coordinators  # noqa: PT018
    assert "Notfallschlüssel" in page
    readers = {"readers": "team", "team": member.team.slug, "with_coordinator": "on"}
    reporter.report(SAID, **readers)
    shared = Grant.objects.filter(envelope=Case.objects.get().shared_envelope)
    named = sum(int(found[1]) for found in (office, team, coordinators))
    assert shared.filter(key_pair__isnull=False).count() == named == 4
    assert shared.filter(recovery_key__isnull=False).count() == 1
    assert shared.filter(reporter=True).count() == 1
    assert shared.count() == 6


def test_promise_3_nothing_is_stored_when_somebody_joined_meanwhile() -> None:
    """The list is shown again with everything that was typed; sending once more is accepted.

    Nothing stored reveals text or code: `tests/security/test_leaks.py`. No coded answer leads to
    a report: `tests/security/test_stolen_data.py`.
    """
    reporter = Reporter()
    page = reporter.get(REPORT)
    give_key(persona(Role.COUNSELLOR))
    again = reporter.post(REPORT, what=SAID, ticket=reporter.ticket(page))
    assert not Case.objects.exists()
    assert "Noch ist nichts gesendet." in again
    assert SAID in again
    assert "Nur die Beratungsstelle: 3 Personen" in again
    receipt = reporter.post(REPORT, what=SAID, ticket=reporter.ticket(again))
    assert "data-code" in receipt


def test_promise_3_further_readers_join_neither_by_role_nor_by_key(member: Persona) -> None:
    """Who comes later reads later reports. By consent: `tests/incidents/test_consent_pages.py`."""
    assert member.team
    Reporter().report(SAID, readers="team", team=member.team.slug)
    later = persona(Role.MEMBER, team=member.team), persona(Role.COUNSELLOR)
    give_key(*later)
    assert [reads(person) for person in later] == [False, False]
    assert reads(member)


# --- 4. the reporter chooses -----------------------------------------------------------------


def test_promise_4_nothing_chosen_is_the_office_alone(
    counsellor: Persona, member: Persona, coordinator: Persona
) -> None:
    assert member.team
    Reporter().report(SAID, team=member.team.slug)
    everybody = (counsellor, member, coordinator)
    assert [reads(person) for person in everybody] == [True, False, False]


def test_promise_4_box_for_the_coordinator_is_unticked_and_stays_so(
    counsellor: Persona, member: Persona, coordinator: Persona
) -> None:
    assert member.team
    page = Reporter().get(f"{REPORT}?team={member.team.slug}")
    box = re.search(r'<input[^>]*name="with_coordinator"[^>]*>', page)
    assert box
    assert "checked" not in box[0]
    Reporter().report(SAID, readers="team", team=member.team.slug)
    everybody = (counsellor, member, coordinator)
    assert [reads(person) for person in everybody] == [True, True, False]


def test_promise_4_readers_are_narrowed_later(member: Persona, coordinator: Persona) -> None:
    """Each group on its own; one by one is not built yet, there being no directory of people."""
    assert member.team
    reporter = Reporter()
    reporter.report(SAID, readers="team", team=member.team.slug, with_coordinator="on")
    assert reads(member)
    assert reads(coordinator)
    reporter.open_mailbox()
    reporter.post(f"{MAILBOX}readers/", drop_coordinator="on")
    assert (reads(member), reads(coordinator)) == (True, False)
    assert "Kein A-Team liest mit." in reporter.post(f"{MAILBOX}readers/", drop_members="on")
    assert not reads(member)


# --- 5. nobody acts outside without consent --------------------------------------------------


def test_promise_5_step_needs_a_yes_to_this_very_question(counsellor: Persona) -> None:
    """Asked and unanswered, answered with no, answered with yes: only the last one is a step.

    All states and kinds of steps: `tests/incidents/test_consents.py`; the override of a lead and
    what the reporter is shown of it: `tests/incidents/test_consent_pages.py`.
    """
    reporter = Reporter()
    reporter.report(SAID)
    unlock(counsellor)
    path, taken = f"{case_path()}steps/", {}
    for answer in ("", "no", "yes"):
        question = f"Dürfen wir zur Polizei gehen? Antwort: {answer or 'keine'}"
        asked = {"step": "police", "what": question, "once": str(uuid4())}
        assert counsellor.client.post(f"{path}ask/", asked).status_code == 302
        mailbox = reporter.open_mailbox()
        assert question in mailbox
        (consent,) = re.findall(rf'action="{MAILBOX}consents/([^"]+)/"', mailbox)
        if answer:
            reporter.post(f"{MAILBOX}consents/{consent}/", answer=answer)
        today = {"on": timezone.localdate().isoformat(), "note": "Getan.", "once": str(uuid4())}
        counsellor.client.post(f"{path}{consent}/take/", today)
        taken[answer] = Entry.objects.filter(kind="step").count()
        counsellor.client.post(f"{path}{consent}/recall/", {"once": str(uuid4())})
    assert taken == {"": 0, "no": 0, "yes": 1}


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
            message = as_message(mail).message()
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
    for _round in range(3):
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
