"""The page of the audit log: what lead and administration read, and what nobody reads there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from accounts.enums import Role
from accounts.services import deactivate, invite
from ateams.audit.enums import ADMINISTRATIVE, Action
from ateams.audit.models import Entry
from ateams.audit.services import record
from ateams.ops.log.views import PAGE_SIZE
from incidents.models import Case
from tests.factories.incidents import give_key, make_case
from tests.personas import Persona, persona
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def note(action: str, subject: tuple[str, object], at: datetime = NOON, **fields: Any) -> None:
    with time_machine.travel(at, tick=False), transaction.atomic():
        record(action=action, subject=subject, **({"by": None} | fields))


def told(who: Persona, **query: str | int) -> list[str]:
    """Return the sentences that the page shows."""
    html = who.client.get("/audit/", query).content.decode()
    return re.findall(r'<td data-label="Was geschah">(.*?)</td>', html)


@pytest.fixture
def cases(lead: Persona, counsellor: Persona) -> tuple[Case, Case]:
    """Make a case that only the counsellor can open, and one that the lead can open as well."""
    make_recovery_key()
    give_key(counsellor.user)
    foreign = make_case()
    give_key(lead.user)
    return foreign, make_case()


def test_lead_reads_references_of_those_cases_alone_that_the_lead_can_open(
    cases: tuple[Case, Case], lead: Persona, counsellor: Persona
) -> None:
    foreign, own = cases
    for case in cases:
        note("case.opened", ("case", case.id), by=counsellor.user.id)
    html = lead.client.get("/audit/").content.decode()
    assert told(lead) == [
        f"{counsellor.user.name} hat den Fall {own.reference} geöffnet.",
        f"{counsellor.user.name} hat einen Fall geöffnet.",
    ]
    assert f'href="/cases/{own.reference}/openings/"' in html
    assert foreign.reference not in html
    assert str(foreign.id) not in html


def test_administration_reads_about_accounts_and_settings_alone(
    cases: tuple[Case, Case], lead: Persona, admin: Persona
) -> None:
    Entry.objects.all().delete()
    for place, action in enumerate(Action):
        kind = action.partition(".")[0]
        note(action, (kind, uuid4()), NOON + timedelta(minutes=place), by=lead.user.id)
    sentences = told(admin)
    assert len(sentences + told(admin, page=2)) == len(ADMINISTRATIVE)
    for word in ("Fall", "Fälle", "Meldung", "Gespräch", "Schulung"):
        assert not [text for text in sentences + told(admin, page=2) if word in text]
    assert told(admin, action="case.opened") == sentences  # no choice of theirs


def test_person_is_named_and_so_is_whom_it_concerns(
    cases: tuple[Case, Case], lead: Persona, admin: Persona
) -> None:
    Entry.objects.all().delete()
    other = persona(Role.COUNSELLOR, name="Bo Beispiel")
    deactivate(person=other.user, by=admin.user)
    invite(email="ada@schule.example", role=Role.LEAD, by=admin.user)
    note("case.reader_removed", ("case", cases[1].id), about=other.user.id)
    other.user.delete()
    name, reference = admin.user.name, cases[1].reference
    assert told(lead) == [
        f"Die meldende Person hat den Fall {reference} für ein gelöschtes Konto geschlossen.",
        f"{name} hat eine Einladung an ada@schule.example verschickt.",
        f"{name} hat ein gelöschtes Konto deaktiviert.",
    ]


def test_filters_narrow_by_action_person_and_period(lead: Persona) -> None:
    other = persona(Role.COUNSELLOR, name="Bo Beispiel")
    for days, who in enumerate([lead, other, other]):
        note("team.saved", ("team", uuid4()), NOON + timedelta(days=days), by=who.user.id)
    note("mail.resent", ("mail", uuid4()), NOON, by=other.user.id)
    assert len(told(lead, action="team.saved")) == 3
    assert len(told(lead, person="beispiel")) == 3
    assert len(told(lead, person="niemand")) == 0
    assert len(told(lead, since="2026-11-25")) == 2
    assert len(told(lead, until="2026-11-25")) == 3
    assert len(told(lead, since="2026-11-25", until="2026-11-25", person="Bo")) == 1


@pytest.mark.parametrize(
    "query",
    [{"since": "gestern"}, {"until": "9999-12-31"}, {"since": "0001-01-01"}, {"action": "x"}],
)
def test_filter_that_makes_no_sense_narrows_nothing(lead: Persona, query: dict[str, str]) -> None:
    note("mail.resent", ("mail", uuid4()), by=lead.user.id)
    assert len(told(lead, **query)) == 1


def test_log_has_pages(lead: Persona) -> None:
    for _ in range(PAGE_SIZE + 1):
        note("mail.resent", ("mail", uuid4()), by=lead.user.id)
    assert len(told(lead)) == PAGE_SIZE
    assert len(told(lead, page=2)) == 1
    assert (
        'href="?action=mail.resent&amp;page=2"'
        in lead.client.get("/audit/", {"action": "mail.resent"}).content.decode()
    )


def test_log_costs_the_same_however_long_it_is(
    cases: tuple[Case, Case], lead: Persona, django_assert_num_queries: Any
) -> None:
    counts = []
    for _ in range(3):
        who = persona(Role.COUNSELLOR).user
        note("case.opened", ("case", make_case().id), by=who.id)
        note("team.saved", ("team", uuid4()), by=who.id)
        with django_assert_num_queries(100, exact=False) as captured:
            told(lead)
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


@pytest.mark.parametrize(("who", "shown"), [("lead", True), ("admin", True), ("counsellor", False)])
def test_navigation_leads_there(who: str, shown: bool, request: pytest.FixtureRequest) -> None:
    html = request.getfixturevalue(who).client.get("/").content.decode()
    assert ('href="/audit/"' in html) is shown
