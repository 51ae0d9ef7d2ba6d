"""What a lead decided because a life is in danger, the office ends; all else can be narrowed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from incidents.enums import ConsentState, EntryKind, Step
from incidents.further_readers import Group
from incidents.models import Case
from incidents.selectors import cases_of
from incidents.services import consents
from incidents.services.mailbox import Mailbox, find_mailbox, narrow_readers
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, decide, letting_in, take
from tests.personas import Persona, give_key, persona

pytestmark = pytest.mark.django_db
DROP = "A-Team soll nicht mehr lesen"


@pytest.fixture
def case(counsellor: Persona, lead: Persona, member: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    counsellor.user.refresh_from_db()
    lead.user.refresh_from_db()
    give_key(member)
    return make_case(code=CODE)


@pytest.fixture
def mailbox(case: Case) -> Mailbox:
    found = find_mailbox(CODE)
    assert found
    return found


def drop_everybody(mailbox: Mailbox) -> None:
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=True)


def reads(person: Persona) -> bool:
    return cases_of(person.user).exists()


def test_override_outlives_narrowing_until_the_office_ends_it(
    case: Case, counsellor: Persona, lead: Persona, member: Persona, mailbox: Mailbox
) -> None:
    consent = decide(case, lead, letting_in(case, Group.MEMBERS))
    take(case, consent, counsellor, Step.READERS)
    drop_everybody(mailbox)
    consent.refresh_from_db()
    assert (reads(member), consent.state) == (True, ConsentState.DONE)
    assert not case.entries.filter(kind=EntryKind.NARROWED).exists()
    consents.recall(case=case, consent_id=consent.pk, by=counsellor.user)
    assert not reads(member)


def test_narrowing_sends_out_everybody_but_whom_an_override_let_in(
    counsellor: Persona, lead: Persona, member: Persona, mailbox: Mailbox
) -> None:
    case = make_case(team=member.team, code="98765432109876543210")
    late = persona(Role.MEMBER, team=member.team)
    give_key(late)
    consent = decide(case, lead, letting_in(case, Group.MEMBERS))
    take(case, consent, counsellor, Step.READERS)
    opened = find_mailbox("98765432109876543210")
    assert opened
    drop_everybody(opened)
    assert (reads(member), reads(late)) == (False, True)
    case.refresh_from_db()
    assert (case.with_members, case.team) == (False, None)
    removed = AuditEntry.objects.concerning("case", case.id).filter(action="case.reader_removed")
    assert [entry.about for entry in removed] == [member.user.pk]


def test_whoever_reads_by_consent_and_override_stays_by_the_override(
    case: Case, counsellor: Persona, lead: Persona, member: Persona, mailbox: Mailbox
) -> None:
    wish = letting_in(case, Group.MEMBERS)
    agreed, decided = agreed_to(case, counsellor, mailbox, wish), decide(case, lead, wish)
    for consent in (agreed, decided):
        take(case, consent, counsellor, Step.READERS)
    drop_everybody(mailbox)
    agreed.refresh_from_db()
    decided.refresh_from_db()
    assert (agreed.state, decided.state) == (ConsentState.TAKEN_BACK, ConsentState.DONE)
    assert reads(member)


def test_mailbox_offers_to_narrow_only_what_can_be_narrowed(
    case: Case, counsellor: Persona, lead: Persona, member: Persona, mailbox: Mailbox
) -> None:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post("/de/mailbox/", {"code": CODE, "once": uuid4()})
    wish = letting_in(case, Group.MEMBERS)
    take(case, decide(case, lead, wish), counsellor, Step.READERS)
    html = client.get("/de/mailbox/").content.decode()
    assert "A-Team: 1 Person" in html
    assert "Beenden kann das nur die Beratungsstelle." in html
    assert DROP not in html
    late = persona(Role.MEMBER, team=member.team)
    give_key(late)
    wish = letting_in(case, Group.MEMBERS)
    take(case, agreed_to(case, counsellor, mailbox, wish), counsellor, Step.READERS)
    assert DROP in client.get("/de/mailbox/").content.decode()
