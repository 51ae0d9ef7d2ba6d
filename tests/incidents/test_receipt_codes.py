"""A new receipt code: the former one ends at once, and nothing else changes."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Team
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import EntryKind
from incidents.models import Case
from incidents.readers import ReaderChoice, reader_list
from incidents.selectors import open_case
from incidents.services.consents import NotEntitled
from incidents.services.mailbox import find_mailbox
from incidents.services.receipt_codes import issue_code
from incidents.services.reports import AlreadyReceived, Sending, receive_report
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.incidents.consenting import opened_by
from tests.personas import Persona, unlock, unlocked_key
from vault.models import Grant

pytestmark = pytest.mark.django_db
OLD, NEW = "12345678901234567890", "09876543210987654321"
SAID = {"how": "knows", "spoken": "on", "note": "Sie nannte den Ort."}


@pytest.fixture
def case(counsellor: Persona, member: Persona, team: Team) -> Case:
    open_office(counsellor.user)
    give_key(member.user)
    return make_case(team=team, code=OLD, what="Jemand hat mich beleidigt.")


def url(case: Case) -> str:
    return f"/cases/{case.reference}/code/"


def issue(case: Case, by: Persona, code: str = NEW) -> Case:
    opened = opened_by(by, case)
    assert opened.internal
    return issue_code(
        case=case,
        code=code,
        assured="Gesehen.",
        by=by.user,
        shared=opened.shared,
        internal=opened.internal,
    )


def send(person: Persona, case: Case, **fields: Any) -> HttpResponse:
    page = person.client.get(url(case)).content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found
    fields = {**SAID, "ticket": found[1], **fields}
    return person.client.post(url(case), fields)  # type: ignore[return-value]


def code_in(answer: HttpResponse) -> str:
    found = re.search(r"data-code>(.*?)</p>", answer.content.decode(), re.DOTALL)
    return re.sub(r"[^0-9]", "", re.sub(r"<[^>]*>", "", found[1])) if found else ""


def test_new_code_opens_what_the_old_one_did_and_the_old_one_nothing(
    case: Case, counsellor: Persona
) -> None:
    issue(case, counsellor)
    assert find_mailbox(OLD) is None
    mailbox = find_mailbox(NEW)
    assert mailbox
    entry = case.entries.get(kind=EntryKind.REPORT)
    assert entry.sealed
    told = mailbox.shared.open_json(entry.sealed, place=entry.place).payload
    assert told == {"what": "Jemand hat mich beleidigt."}


def test_open_mailbox_ends_at_once(case: Case, counsellor: Persona) -> None:
    reporter = Client(headers={"sec-fetch-site": "same-origin"})
    reporter.post("/de/mailbox/", {"code": OLD, "once": uuid4()})
    assert "Jemand hat mich beleidigt." in reporter.get("/de/mailbox/").content.decode()
    issue(case, counsellor)
    html = reporter.get("/de/mailbox/").content.decode()
    assert "Jemand hat mich beleidigt." not in html
    assert "Das Postfach ist geschlossen." in html


def test_everybody_else_reads_as_before(case: Case, counsellor: Persona, member: Persona) -> None:
    def others() -> list[Any]:
        grants = Grant.objects.filter(reporter=False).order_by("pk")
        return list(grants.values_list("pk", "envelope", "key_pair", "sealed_key"))

    before = others()
    issue(case, counsellor)
    assert others() == before
    assert Grant.objects.filter(envelope=case.shared_envelope_id, reporter=True).count() == 1
    assert open_case(case, unlocked_key(member))


def test_form_of_the_old_code_brings_no_second_case(case: Case, counsellor: Persona) -> None:
    issue(case, counsellor)
    readers = reader_list()
    sending = Sending(code=OLD, shown=readers.digests(), language="de")
    with pytest.raises(AlreadyReceived):
        receive_report(
            answers={"what": "Noch einmal."},
            choice=ReaderChoice(),
            readers=readers,
            sending=sending,
        )
    assert Case.objects.count() == 1


def test_same_code_again_changes_nothing(case: Case, counsellor: Persona) -> None:
    first = issue(case, counsellor)
    again = issue(case, counsellor)
    assert (first.version, first.mailbox_opening) == (again.version, again.mailbox_opening)
    assert case.entries.filter(kind=EntryKind.NEW_CODE).count() == 1
    assert AuditEntry.objects.filter(action="case.code_issued").count() == 1


def test_service_refuses_whoever_does_not_work_on_cases(
    case: Case, counsellor: Persona, coordinator: Persona
) -> None:
    opened = opened_by(counsellor, case)
    assert opened.internal
    with pytest.raises(NotEntitled):
        issue_code(
            case=case,
            code=NEW,
            assured="",
            by=coordinator.user,
            shared=opened.shared,
            internal=opened.internal,
        )
    assert find_mailbox(OLD)


def test_page_shows_the_code_once_and_the_timeline_how_the_person_was_known(
    case: Case, counsellor: Persona
) -> None:
    unlock(counsellor)
    answer = send(counsellor, case)
    code = code_in(answer)
    assert find_mailbox(code)
    html = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert "Neuer Zugangscode" in html
    assert "Sie weiß etwas aus dem Fall, das sonst niemand weiß" in html
    assert "Sie nannte den Ort." in html
    assert code not in re.sub(r"\D", "", html)


def test_team_and_reporter_see_that_there_is_a_new_code_and_not_how(
    case: Case, counsellor: Persona, member: Persona
) -> None:
    unlock(counsellor)
    unlock(member)
    code = code_in(send(counsellor, case))
    html = member.client.get(f"/cases/{case.reference}/").content.decode()
    assert "Neuer Zugangscode" in html
    assert "Sie nannte den Ort." not in html
    reporter = Client(headers={"sec-fetch-site": "same-origin"})
    answer = reporter.post("/de/mailbox/", {"code": code, "once": uuid4()}, follow=True)
    assert "Sie nannte den Ort." not in answer.content.decode()


@pytest.mark.parametrize("missing", ["how", "spoken"])
def test_nothing_is_issued_without_a_talk_or_saying_who_it_was(
    case: Case, counsellor: Persona, missing: str
) -> None:
    unlock(counsellor)
    answer = send(counsellor, case, **{missing: ""})
    assert "data-error-summary" in answer.content.decode()
    assert find_mailbox(OLD)


def test_what_was_typed_survives_a_lock(case: Case, counsellor: Persona) -> None:
    unlock(counsellor)
    page = counsellor.client.get(url(case)).content.decode()
    carried = re.findall(r'name="ticket" value="([^"]+)"', page)[0]
    del counsellor.client.cookies["vault"]
    fields = {**SAID, "ticket": carried}
    html = counsellor.client.post(url(case), fields).content.decode()
    assert "Sie nannte den Ort." in html
    assert find_mailbox(OLD)
    carried = re.findall(r'name="ticket" value="([^"]+)"', html)[0]
    fields |= {"ticket": carried, "passphrase": PASSPHRASE}
    assert find_mailbox(code_in(counsellor.client.post(url(case), fields)))  # type: ignore[arg-type]
