"""Whom consent let in may be gone: the cards tell who reads now, and the opening still ends."""

from __future__ import annotations

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.services import lock_account
from accounts.services.erasure import erase_account
from incidents.consent_cards import cards_for_reporter, cards_for_staff, cards_for_team
from incidents.enums import ConsentState, Step
from incidents.further_readers import Group
from incidents.models import Case, Consent
from incidents.selectors import consents_of
from incidents.services import consent_answers, consents
from incidents.services.mailbox import Mailbox, find_mailbox
from tests.factories.incidents import make_case, open_office
from tests.incidents.consenting import CODE, agreed_to, decide, letting_in, take
from tests.personas import Persona, give_key, persona

pytestmark = pytest.mark.django_db
NOBODY = ("niemand liest mit", "Zur Zeit liest deshalb niemand mit.")


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


@pytest.fixture
def consent(case: Case, counsellor: Persona, mailbox: Mailbox) -> Consent:
    """Let the member in by consent."""
    found = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, found, counsellor, Step.READERS)
    return found


def erase(person: Persona) -> None:
    assert erase_account(person_id=person.user.pk)


def told(mailbox: Mailbox) -> list[tuple[str, str]]:
    """Return what reporter and office are told of the one opening: badge and last sentence."""
    known = consents_of(mailbox.case, mailbox.shared)
    (mine,), (office,) = cards_for_reporter(known), cards_for_staff(known)
    return [(card.badge, card.sentences[-1]) for card in (mine, office)]


def test_card_says_that_somebody_reads_only_while_it_is_so(
    mailbox: Mailbox, consent: Consent, member: Persona
) -> None:
    assert [badge for badge, _sentence in told(mailbox)] == ["liest mit"] * 2
    erase(member)
    assert told(mailbox) == [NOBODY] * 2
    assert cards_for_team(consents_of(mailbox.case, mailbox.shared)) == []


def test_whoever_is_locked_out_does_not_read(
    mailbox: Mailbox, consent: Consent, member: Persona, lead: Persona
) -> None:
    lock_account(person=member.user, by=lead.user)
    assert told(mailbox) == [NOBODY] * 2


def test_readers_who_are_gone_are_not_counted(
    case: Case, counsellor: Persona, mailbox: Mailbox, member: Persona
) -> None:
    other = persona(Role.MEMBER, team=member.team)
    give_key(other)
    found = agreed_to(case, counsellor, mailbox, letting_in(case, Group.MEMBERS))
    take(case, found, counsellor, Step.READERS)
    (card,) = cards_for_reporter(consents_of(case, mailbox.shared))
    assert card.who.endswith(": 2 Personen")
    erase(other)
    (card,) = cards_for_reporter(consents_of(case, mailbox.shared))
    assert card.who.endswith(": 1 Person")


def test_reporter_ends_an_opening_of_which_everybody_is_gone(
    mailbox: Mailbox, consent: Consent, member: Persona
) -> None:
    erase(member)
    consent_answers.take_back(mailbox=mailbox, consent_id=consent.pk)
    consent.refresh_from_db()
    assert consent.state == ConsentState.TAKEN_BACK
    (_badge, sentence), _office = told(mailbox)
    assert sentence == f"Seit {timezone.localdate():%d.%m.%Y} liest deshalb niemand mehr mit."


def test_office_ends_an_override_of_which_everybody_is_gone(
    case: Case, mailbox: Mailbox, counsellor: Persona, lead: Persona, member: Persona
) -> None:
    found = decide(case, lead, letting_in(case, Group.MEMBERS))
    take(case, found, counsellor, Step.READERS)
    erase(member)
    consents.recall(case=case, consent_id=found.pk, by=counsellor.user)
    found.refresh_from_db()
    assert found.state == ConsentState.RECALLED


def test_mailbox_names_nobody_who_is_gone(
    case: Case, consent: Consent, member: Persona, mailbox: Mailbox
) -> None:
    client = Client(headers={"sec-fetch-site": "same-origin"})
    client.post("/de/mailbox/", {"code": CODE, "once": uuid4()})
    assert "Dazugekommen mit deinem Ja" in client.get("/de/mailbox/").content.decode()
    erase(member)
    html = client.get("/de/mailbox/").content.decode()
    assert "Dazugekommen mit deinem Ja" not in html
    assert "Soll nicht mehr mitlesen" in html


def test_openings_of_before_are_found_by_their_readers(consent: Consent) -> None:
    Consent.objects.update(opened=False)
    migration = import_module("incidents.migrations.0008_consents_that_opened")
    for _ in range(2):
        migration.note_openings(apps, None)
        assert list(Consent.objects.values_list("opened", flat=True)) == [True]
