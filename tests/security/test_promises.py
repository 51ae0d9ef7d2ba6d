"""The ten promises to reporters, each kept through what can be seen from outside: 1 to 5.

Much of it is proved elsewhere in more detail; the docstrings say where. Nothing here looks into the
code: reports, mailboxes and cases are used as people use them, and what is stored is read as rows.
The others stand in `test_promises_afterwards.py`.
"""

from __future__ import annotations

import logging
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models.session import Session
from incidents.models import Case, Entry
from tests.factories.accounts import publish
from tests.personas import Persona, give_key, persona, unlock
from tests.security.found_forms import forms_on
from tests.security.reporter import (
    MAILBOX,
    REPORT,
    SAID,
    Reporter,
    case_path,
    reads,
)
from tests.security.state import state
from vault.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]


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
    """Each group on its own; one by one below."""
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


def test_promise_4_people_of_the_directory_are_shut_out_one_by_one(
    counsellor: Persona, member: Persona, coordinator: Persona
) -> None:
    """A tick beside a name: that person reads nothing, now or later, and is told nothing.

    By consent, key, team, role and recovery key: `tests/incidents/test_kept_out.py`.
    """
    assert member.team
    friend = persona(Role.MEMBER, team=member.team)
    give_key(friend)
    shut_out = publish(member.user, "Mia")
    publish(friend.user, "Noor")
    everybody = (counsellor, friend, member, coordinator)
    reporter = Reporter()
    page = reporter.get(f"{REPORT}?team={member.team.slug}")
    assert "Mia darf es nicht lesen" in page
    reporter.report(SAID, readers="team", team=member.team.slug, without=str(shut_out.pk))
    assert [reads(person) for person in everybody] == [True, True, False, False]
    assert member.client.get(case_path()).status_code == 404
    assert case_path() not in member.client.get("/cases/").content.decode()
    mailbox = reporter.open_mailbox()
    assert "Beratungsstelle und A-Team, ohne 1 Person" in mailbox
    assert "Noor soll nicht lesen" in mailbox
    again = reporter.post(f"{MAILBOX}readers/", keep_out=str(friend.user.memberships.get().pk))
    assert "Kein A-Team liest mit." in again
    assert [reads(person) for person in everybody] == [True, False, False, False]
    reporter.post(f"{MAILBOX}readers/again/", account=str(member.user.pk))
    assert [reads(person) for person in everybody] == [True, False, True, False]


def test_promise_4_names_are_shown_before_a_team_that_has_some_reads(member: Persona) -> None:
    """Whoever picks the team from the list of all is asked once more, with everything typed."""
    assert member.team
    shut_out = publish(member.user, "Mia")
    reporter = Reporter()
    page = reporter.get(REPORT)
    assert "Mia" not in page
    wanted = {"what": SAID, "readers": "team", "team": member.team.slug}
    again = reporter.post(REPORT, ticket=reporter.ticket(page), **wanted)
    assert not Case.objects.exists()
    assert "Noch ist nichts gesendet." in again
    assert "Mia darf es nicht lesen" in again
    assert SAID in again
    ticket = reporter.ticket(again)
    reporter.post(REPORT, ticket=ticket, without=str(shut_out.pk), **wanted)
    assert not reads(member)
    assert Case.objects.get().team == member.team


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
