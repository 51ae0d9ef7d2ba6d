"""A coordinator proposes a step in a case that was opened to them; the office decides."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Team
from ateams.audit.models import Entry as AuditEntry
from ateams.due import Part
from incidents.due import ProposalOpen
from incidents.enums import EntryKind, Outcome
from incidents.models import Case, Proposal, Task
from incidents.services.consents import NotEntitled
from incidents.services.proposals import propose, settle
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.incidents.consenting import CODE, opened_by
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
TEXT = "Ein Gespräch mit der Klassenleitung, ohne Namen."


@pytest.fixture
def case(counsellor: Persona, coordinator: Persona, member: Persona, team: Team) -> Case:
    open_office(counsellor.user)
    for person in (coordinator, member):
        give_key(person.user)
        person.user.refresh_from_db()
    return make_case(team=team, with_coordinator=True, code=CODE, what="Das ist passiert.")


def page(case: Case) -> str:
    return f"/cases/{case.reference}/proposals/"


def proposed(case: Case, by: Persona, **more: Any) -> Proposal:
    opened = opened_by(by, case)
    fields = {"text": TEXT, "once": uuid4(), **more}
    propose(case=case, by=by.user, shared=opened.shared, **fields)
    return Proposal.objects.get()


def test_coordinator_does_all_that_is_theirs_in_a_case_opened_to_them(
    case: Case, coordinator: Persona, counsellor: Persona, client: Client
) -> None:
    """Read, acknowledge, note, propose a step, answer: each on the pages, as they would."""
    unlock(coordinator)
    url = f"/cases/{case.reference}/"
    assert "Das ist passiert." in coordinator.client.get(url).content.decode()
    sent: dict[str, Any] = {"version": 1}
    assert coordinator.client.post(f"{url}acknowledge/", sent).status_code == 302
    sent = {"once": uuid4(), "text": "Meine Notiz."}
    assert coordinator.client.post(f"{url}note/", sent).status_code == 302
    sent = {"once": uuid4(), "text": TEXT}
    assert coordinator.client.post(page(case), sent).status_code == 302
    sent = {"once": uuid4(), "text": "Danke.", "version": Case.objects.get().version}
    assert coordinator.client.post(f"{url}message/", sent).status_code == 302
    kinds = set(case.entries.filter(author=coordinator.user).values_list("kind", flat=True))
    assert kinds == {
        EntryKind.MOVE, EntryKind.TEAM_NOTE, EntryKind.PROPOSAL, EntryKind.TO_REPORTER,
    }  # fmt: skip
    for part in ("date", "assign", "move", "close", "steps", "code"):
        assert coordinator.client.post(f"{url}{part}/").status_code == 404


def test_proposal_is_seen_by_the_office_and_not_in_the_mailbox(
    case: Case, coordinator: Persona, counsellor: Persona, client: Client
) -> None:
    proposed(case, coordinator)
    assert Case.objects.get().unread
    unlock(counsellor)
    html = counsellor.client.get(f"/cases/{case.reference}/").content.decode()
    assert "Ein Vorschlag einer Koordinierungsperson ist noch offen." in html
    assert "Vorschlag: noch offen" in html
    assert TEXT in html
    assert TEXT in counsellor.client.get(page(case)).content.decode()
    fields = {"code": CODE, "once": uuid4()}
    headers = {"sec-fetch-site": "same-origin"}
    html = client.post("/de/mailbox/", fields, headers=headers, follow=True).content.decode()
    assert "Das ist passiert." in html
    assert TEXT not in html


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("taken", "Vorschlag: übernommen"), ("dismissed", "Vorschlag: nicht übernommen")],
)
def test_office_decides_and_the_coordinator_sees_it(
    case: Case, coordinator: Persona, counsellor: Persona, outcome: str, told: str
) -> None:
    proposal = proposed(case, coordinator)
    url = f"{page(case)}{proposal.pk}/settle/"
    assert coordinator.client.post(url, {"outcome": outcome}).status_code == 404
    assert counsellor.client.post(url, {"outcome": outcome}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.settled_by) == (outcome, counsellor.user)
    unlock(coordinator)
    html = coordinator.client.get(f"/cases/{case.reference}/").content.decode()
    assert told in html
    action = "case.proposal_taken" if outcome == "taken" else "case.proposal_dismissed"
    assert AuditEntry.objects.filter(action=action, actor=counsellor.user.pk).count() == 1


def test_first_decision_counts(case: Case, coordinator: Persona, counsellor: Persona) -> None:
    proposal = proposed(case, coordinator)
    for outcome in (Outcome.TAKEN, Outcome.DISMISSED, Outcome.TAKEN):
        settle(case=case, proposal_id=proposal.pk, outcome=outcome, by=counsellor.user)
    assert Proposal.objects.get().outcome == Outcome.TAKEN
    assert AuditEntry.objects.filter(action__startswith="case.proposal").count() == 1


def test_unknown_decision_changes_nothing(
    case: Case, coordinator: Persona, counsellor: Persona
) -> None:
    proposal = proposed(case, coordinator)
    counsellor.client.post(f"{page(case)}{proposal.pk}/settle/", {"outcome": "perhaps"})
    assert Proposal.objects.get().outcome == ""


def test_open_proposal_is_due_until_it_is_settled(
    case: Case, coordinator: Persona, counsellor: Persona
) -> None:
    today = timezone.localdate()
    assert not list(ProposalOpen().items(until=today))
    proposal = proposed(case, coordinator)
    Case.objects.update(responsible=counsellor.user)
    assert not list(ProposalOpen().items(until=today - timedelta(days=1)))
    (item,) = ProposalOpen().items(until=today)
    assert (item.object_id, item.due_on, item.url) == (str(case.pk), today, page(case))
    assert [person.email for person in item.people[Part.RESPONSIBLE]] == [counsellor.user.email]
    settle(case=case, proposal_id=proposal.pk, outcome=Outcome.DISMISSED, by=counsellor.user)
    assert not list(ProposalOpen().items(until=today))


def test_same_form_twice_is_one_proposal(case: Case, coordinator: Persona) -> None:
    once = uuid4()
    for _ in range(2):
        proposed(case, coordinator, once=once)
    assert case.entries.filter(kind=EntryKind.PROPOSAL).count() == 1


def test_neither_member_nor_office_proposes(
    case: Case, coordinator: Persona, counsellor: Persona, member: Persona
) -> None:
    for person in (counsellor, member):
        with pytest.raises(NotEntitled):
            proposed(case, person)
    proposal = proposed(case, coordinator)
    with pytest.raises(NotEntitled):
        settle(case=case, proposal_id=proposal.pk, outcome=Outcome.TAKEN, by=coordinator.user)
    unlock(counsellor)
    assert "Vorschlag senden" not in counsellor.client.get(page(case)).content.decode()
    assert member.client.get(page(case)).status_code == 404


def test_what_was_typed_survives_a_lock(case: Case, coordinator: Persona) -> None:
    fields = {"once": uuid4(), "text": TEXT}
    html = coordinator.client.post(page(case), fields).content.decode()
    assert TEXT in html
    assert Proposal.objects.count() == 0
    coordinator.client.post(page(case), {**fields, "passphrase": PASSPHRASE})
    assert Proposal.objects.count() == 1


def test_page_costs_the_same_however_many_there_are(
    case: Case, coordinator: Persona, counsellor: Persona, django_assert_num_queries: Any
) -> None:
    unlock(counsellor)
    counsellor.client.get(page(case))
    counts = []
    for _ in range(2):
        propose(
            case=case, text=TEXT, once=uuid4(), by=coordinator.user,
            shared=opened_by(coordinator, case).shared,
        )  # fmt: skip
        with django_assert_num_queries(100, exact=False) as captured:
            counsellor.client.get(page(case))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_settled_proposal_has_a_date(case: Case, coordinator: Persona) -> None:
    proposed(case, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(outcome=Outcome.TAKEN)


def test_office_makes_a_task_of_it_in_one_click(
    case: Case,
    coordinator: Persona,
    counsellor: Persona,
    lead: Persona,
    django_assert_num_queries: Any,
) -> None:
    proposal = proposed(case, coordinator)
    unlock(counsellor)
    with django_assert_num_queries(100, exact=False) as one:
        html = counsellor.client.get(page(case)).content.decode()
    cost = len(one)
    assert f'value="{counsellor.user.pk}" selected' in html
    day = re.search(r'name="due_on" value="([^"]+)"', html)
    assert day
    chosen: dict[str, Any] = {"person": counsellor.user.pk, "due_on": day[1]}
    address = f"{page(case)}{proposal.pk}/task/"
    for _ in range(2):
        assert counsellor.client.post(address, chosen)["Location"] == f"/cases/{case.reference}/"
    task = Task.objects.get()
    assert (task.person, task.due_on.isoformat()) == (counsellor.user, day[1])
    told = opened_by(counsellor, case).payload_of(task.entry)
    assert told == {"text": TEXT}
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.settled_by) == (Outcome.TAKEN, counsellor.user)

    for number in range(3):
        opened = opened_by(coordinator, case)
        text, once = f"{TEXT} {number}", uuid4()
        propose(case=case, text=text, once=once, by=coordinator.user, shared=opened.shared)
    with django_assert_num_queries(cost):
        counsellor.client.get(page(case))
    other = Proposal.objects.filter(outcome="").first()
    assert other
    address = f"{page(case)}{other.pk}/task/"
    html = counsellor.client.post(address, chosen | {"due_on": "2020-01-01"}).content.decode()
    assert "Dieser Tag ist schon vorbei." in html
    assert Task.objects.count() == 1
    settle(case=case, proposal_id=other.pk, outcome=Outcome.DISMISSED, by=counsellor.user)
    counsellor.client.post(address, chosen)
    assert Task.objects.count() == 1
    assert coordinator.client.post(address, chosen).status_code == 404
