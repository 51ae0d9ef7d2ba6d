"""Referrals: nothing is passed on without consent, and the body's name is sealed."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from ateams.due import Part
from codelists.enums import CodeList
from codelists.models import Code
from codelists.services import load
from followups.sources import derive
from incidents.due import ReferralUnanswered
from incidents.enums import ConsentState, ReferralState, State, Step
from incidents.models import Case, Consent, Referral, ReferralBody
from incidents.services import work
from incidents.services.consents import ConsentMissing, Wish
from incidents.services.mailbox import find_mailbox
from incidents.services.referrals import move_referral
from incidents.transitions import REFERRAL_MOVES, ForbiddenMove
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE, POLICE, agreed_to, opened_by
from tests.incidents.working import act, bytes_of, due, for_office, in_days, offer, titles, url
from tests.personas import Persona, unlock

pytestmark = pytest.mark.django_db
PASS_ON = Wish(Step.REFERRAL, "Dürfen wir dich dort anmelden?")


@pytest.fixture
def case(counsellor: Persona, lead: Persona) -> Case:
    open_office(counsellor.user, lead.user)
    return make_case(code=CODE)


def allowed(case: Case, by: Persona, wish: Wish = PASS_ON) -> Consent:
    mailbox = find_mailbox(CODE)
    assert mailbox
    return agreed_to(case, by, mailbox, wish)


def move(case: Case, by: Persona, referral: Referral, to: str, **more: Any) -> None:
    shared = opened_by(by, case).shared
    told = {"text": "", **more}
    move_referral(**for_office(by, case), shared=shared, referral_id=referral.pk, to=to, **told)


def test_referral_is_offered_allowed_and_accepted_on_the_page(
    case: Case, counsellor: Persona
) -> None:
    body = ReferralBody.objects.create(name="Kummerkasten e. V.", kind="psych")
    unlock(counsellor)
    assert "Kummerkasten" in act(counsellor, case, "referral", body=body.pk, text="Wöchentlich")
    referral = Referral.objects.get()
    assert b"Kummer" not in bytes_of(referral.entry)
    where = ("referrals", referral.pk, "move")
    html = act(counsellor, case, *where, to="consented", text="Angerufen")
    assert "Dafür braucht es ein Einverständnis für genau diesen Schritt" in html
    assert "Angerufen" in html
    consent = allowed(case, counsellor)
    act(counsellor, case, *where, to="consented", consent=consent.pk)
    consent.refresh_from_db()
    case.refresh_from_db()
    assert (consent.state, case.unread_by_reporter) == (ConsentState.DONE, True)
    act(counsellor, case, *where, to="accepted", text="Ab Montag")
    referral.refresh_from_db()
    assert referral.state == ReferralState.ACCEPTED
    assert titles(counsellor, case)[-3:] == [
        "Verweis: Kummerkasten e. V.",
        "Verweis mit Einverständnis weitergegeben",
        "Verweis angenommen",
    ]


@pytest.mark.parametrize("wish", [None, POLICE])
def test_nothing_is_passed_on_without_consent_to_exactly_that(
    case: Case, counsellor: Persona, wish: Wish | None
) -> None:
    referral = offer(case, counsellor)
    consent_id = allowed(case, counsellor, wish).pk if wish else None
    with pytest.raises(ConsentMissing):
        move(case, counsellor, referral, ReferralState.CONSENTED, consent_id=consent_id)
    referral.refresh_from_db()
    assert referral.state == ReferralState.OFFERED


def test_one_consent_passes_on_one_referral(case: Case, counsellor: Persona) -> None:
    first, second = offer(case, counsellor), offer(case, counsellor, "Eine andere")
    consent = allowed(case, counsellor)
    move(case, counsellor, first, ReferralState.CONSENTED, consent_id=consent.pk)
    with pytest.raises(ConsentMissing):
        move(case, counsellor, second, ReferralState.CONSENTED, consent_id=consent.pk)


def test_case_is_referred_once_a_body_was_told(case: Case, counsellor: Persona) -> None:
    """The consent was used for telling the body; the state needs no second one."""
    Case.objects.update(state=State.TRIAGE, next_date="2099-01-05")
    unlock(counsellor)
    referral, consent = offer(case, counsellor), allowed(case, counsellor)
    version = Case.objects.get(pk=case.pk).version
    html = act(counsellor, case, "move", to="referred", version=version)
    assert "data-error-summary" in html
    move(case, counsellor, referral, ReferralState.CONSENTED, consent_id=consent.pk)
    version = Case.objects.get(pk=case.pk).version
    act(counsellor, case, "move", to="referred", version=version)
    assert Case.objects.get(pk=case.pk).state == State.REFERRED


@pytest.mark.parametrize("before", ReferralState)
@pytest.mark.parametrize("after", ReferralState)
def test_only_the_table_moves_a_referral(
    case: Case, counsellor: Persona, before: ReferralState, after: ReferralState
) -> None:
    referral = offer(case, counsellor)
    Referral.objects.update(state=before)
    consent_id = allowed(case, counsellor).pk
    if after == before or after in REFERRAL_MOVES[before]:
        move(case, counsellor, referral, after, consent_id=consent_id)
        assert Referral.objects.get().state == after
    else:
        with pytest.raises(ForbiddenMove):
            move(case, counsellor, referral, after, consent_id=consent_id)
        assert Referral.objects.get().state == before


def test_second_person_is_told_and_the_text_stays(case: Case, counsellor: Persona) -> None:
    referral = offer(case, counsellor)
    unlock(counsellor)
    act(counsellor, case, "referrals", referral.pk, "move", to="refused")
    html = act(counsellor, case, "referrals", referral.pk, "move", to="accepted", text="Doch!")
    assert "Inzwischen hat jemand anderes den Fall geändert." in html
    assert Referral.objects.get().state == ReferralState.REFUSED


def test_same_form_twice_is_one_offer(case: Case, counsellor: Persona) -> None:
    once = uuid4()
    for _ in range(2):
        offer(case, counsellor, once=once)
    assert Referral.objects.count() == 1


def test_body_that_is_no_longer_offered_keeps_its_name_where_it_was(
    case: Case, counsellor: Persona
) -> None:
    offer(case, counsellor, "Alter Name")
    body = ReferralBody.objects.get(name="Alter Name")
    unlock(counsellor)
    sent = {"name": "Neuer Name", "kind": "other"}
    counsellor.client.post(f"/referral-bodies/{body.pk}/", sent)
    html = counsellor.client.get(url(case)).content.decode()
    assert "Verweis: Alter Name" in html
    assert "Neuer Name" not in html
    assert "data-error-summary" in act(counsellor, case, "referral", body=body.pk)


def test_office_keeps_the_table_of_bodies(counsellor: Persona) -> None:
    sent = {
        "name": "Eine Stelle",
        "kind": "lawyer",
        "contact": "Montags",
        "languages": "Deutsch",
        "active": "on",
    }
    new = counsellor.client.post("/referral-bodies/new/", sent, follow=True).content.decode()
    assert "Eine Stelle" in new
    assert "Montags" in new
    again = counsellor.client.post("/referral-bodies/new/", sent).content.decode()
    assert "data-error-summary" in again


def test_kind_that_is_hidden_meanwhile_stays_with_its_body(counsellor: Persona) -> None:
    load()
    Code.objects.filter(list=CodeList.REFERRAL_BODY, code="lawyer").update(hidden=True)
    body = ReferralBody.objects.create(name="Eine Stelle", kind="lawyer")
    sent = {"name": "Eine Stelle", "kind": "lawyer", "area": "Neu"}
    counsellor.client.post(f"/referral-bodies/{body.pk}/", sent)
    body.refresh_from_db()
    assert (body.kind, body.area) == ("lawyer", "Neu")


def test_installation_starts_with_bodies_of_the_code_list() -> None:
    ReferralBody.objects.all().delete()  # a test that empties the tables may have been here
    import_module("incidents.migrations.0020_first_referral_bodies").create(apps, None)
    assert ReferralBody.objects.filter(kind="rias_nds", active=True).exists()


def test_database_refuses_a_state_that_is_none(case: Case, counsellor: Persona) -> None:
    offer(case, counsellor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.update(state="somewhere")


def test_body_that_does_not_answer_is_asked_again(
    case: Case, counsellor: Persona, lead: Persona
) -> None:
    source = ReferralUnanswered()
    case = work.assign(case=case, person=counsellor.user, version=case.version, by=lead.user)
    referrals = [offer(case, counsellor, f"Stelle {number}") for number in range(3)]
    assert due(source, days=99) == []
    for referral in referrals:
        consent_id = allowed(case, counsellor).pk
        move(case, counsellor, referral, ReferralState.CONSENTED, consent_id=consent_id)
    assert due(source, days=13) == []
    items = due(source, days=14, who=counsellor)
    assert [(item.due_on, item.title, item.where) for item in items] == [
        (in_days(14), "Nachfragen, was aus dem Verweis wurde", case.reference)
    ] * 3
    assert [who.key for who in items[0].people[Part.RESPONSIBLE]] == [f"user:{counsellor.user.pk}"]
    again = derive(source.kind, items[0].object_id, in_days(14))
    assert again == items[0]
    move(case, counsellor, referrals[0], ReferralState.ACCEPTED)
    move(case, counsellor, referrals[1], ReferralState.REFUSED)
    (left,) = due(source)
    assert left.object_id.startswith(str(case.pk))
    Case.objects.update(state=State.CLOSED, closed_at=timezone.now())
    assert due(source) == []
