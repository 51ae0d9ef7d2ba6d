"""Linked cases: for those alone who can open both."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from incidents.models import Case, CaseLink
from incidents.services.erasure import Reason, erase_case
from incidents.services.links import AlreadyLinked
from tests.factories.incidents import give_key, make_case, open_office
from tests.incidents.consenting import CODE
from tests.incidents.working import act, link, url
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(counsellor: Persona) -> tuple[Case, Case]:
    open_office(counsellor.user)
    return make_case(code=CODE), make_case()


def shown(who: Persona, case: Case) -> str:
    return who.client.get(url(case)).content.decode()


def test_link_is_shown_on_both_pages_and_taken_away(
    cases: tuple[Case, Case], counsellor: Persona
) -> None:
    one, other = cases
    unlock(counsellor)
    typed = other.reference.lower()
    assert "Dieselbe Klasse" in act(
        counsellor, one, "link", reference=f" {typed} ", reason="Dieselbe Klasse"
    )
    assert "Dieselbe Klasse" in shown(counsellor, other)
    assert one.reference in shown(counsellor, other)
    made = CaseLink.objects.get()
    assert b"Klasse" not in bytes(made.sealed_one) + bytes(made.sealed_other)
    act(counsellor, other, "links", made.pk, "remove")
    assert not CaseLink.objects.exists()
    assert "Dieselbe Klasse" not in shown(counsellor, one)


def test_link_to_itself_twice_or_to_what_one_cannot_open_is_refused(
    cases: tuple[Case, Case], counsellor: Persona
) -> None:
    one, other = cases
    unlock(counsellor)

    def tried(case: Case, reference: str) -> str:
        return act(counsellor, case, "link", reference=reference, reason="Weil")

    assert "Das ist dieser Fall selbst." in tried(one, one.reference)
    unknown = tried(one, "2222-2222")
    assert "kannst du nicht öffnen" in unknown
    tried(one, other.reference)
    assert "schon verknüpft" in tried(one, other.reference)
    assert "schon verknüpft" in tried(other, one.reference)
    assert CaseLink.objects.count() == 1


def test_service_and_database_refuse_the_same(
    cases: tuple[Case, Case], counsellor: Persona
) -> None:
    one, other = cases
    with pytest.raises(AlreadyLinked):
        link(one, one, counsellor)
    made = link(one, other, counsellor)
    with pytest.raises(AlreadyLinked):
        link(other, one, counsellor)
    for pair in ((made.one, made.one), (made.one, made.other), (made.other, made.one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseLink.objects.create(one=pair[0], other=pair[1], sealed_one=b"-", sealed_other=b"-")


def test_link_is_hidden_from_whoever_cannot_open_both(
    counsellor: Persona, lead: Persona, coordinator: Persona
) -> None:
    open_office(counsellor.user)
    hidden = make_case()
    give_key(lead.user)
    give_key(coordinator.user)
    case = make_case(team=coordinator.team, with_coordinator=True)
    link(case, hidden, counsellor, "Dieselbe Lehrkraft")
    for person in (lead, coordinator):
        unlock(person)
        html = shown(person, case)
        assert "Dieselbe Lehrkraft" not in html
        assert hidden.reference not in html
        assert "Gehört zusammen mit" not in html
    assert "kannst du nicht öffnen" in act(
        lead, case, "link", reference=hidden.reference, reason="?"
    )


def test_link_of_another_case_is_not_removed_from_here(
    cases: tuple[Case, Case], counsellor: Persona
) -> None:
    made = link(*cases, counsellor)
    unlock(counsellor)
    elsewhere = url(make_case(), "links", made.pk, "remove")
    assert counsellor.client.post(elsewhere).status_code == 404
    assert CaseLink.objects.exists()


def test_erasing_one_case_takes_the_link_with_it(
    cases: tuple[Case, Case], counsellor: Persona
) -> None:
    link(*cases, counsellor)
    erase_case(case_id=cases[0].pk, reason=Reason.WITHDRAWN)
    assert not CaseLink.objects.exists()
    assert not cases[1].entries.exclude(kind="report").exists()


def test_mailbox_says_nothing_of_links(
    cases: tuple[Case, Case], counsellor: Persona, client: object
) -> None:
    before = Case.objects.values("unread_by_reporter", "version").get(pk=cases[0].pk)
    link(*cases, counsellor)
    assert Case.objects.values("unread_by_reporter", "version").get(pk=cases[0].pk) == before
