"""The page of a team: what is shown, who changes what, cards for new members, the gap ahead."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.access import key_state
from accounts.enums import EndReason, KeyState, Role
from accounts.models import Invitation, Membership, Team, User
from ateams.outbox.models import Mail
from ateams.school_year import end_of_term
from contactpoints.strength import strengths
from tests.factories.accounts import MembershipFactory, TeamFactory
from tests.factories.contactpoints import open_gate
from tests.paper_flaws import alternatives
from tests.papers import accessibility, text_of
from tests.personas import Persona, give_key, persona

pytestmark = pytest.mark.django_db
CARD = {"submission": "8d1b7d0a-4a55-4dd1-b1c6-3f3f1a0b5a11", "days": "14", "as": "screen"}


def own(person: Persona) -> str:
    assert person.team
    return f"/team/{person.team.pk}/"


def of(person: Persona) -> Membership:
    return person.user.memberships.get()


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def cards(number: int, **more: str) -> dict[str, str]:
    return {**CARD, "number": str(number), "term_ends_on": str(in_days(200)), **more}


def test_coordinator_sees_what_each_still_lacks(member: Persona, coordinator: Persona) -> None:
    give_key(persona(Role.MEMBER, team=coordinator.team, name="Zoe"))
    answer = coordinator.client.get("/team/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(own(coordinator), 302)]
    assert "2 Mitglieder, 1 davon freigeschaltet." in page
    assert page.count("in keinem Jahrgang") == 2
    assert "Erklärung liegt vor" not in page  # the office says so
    assert "Mein Team" in coordinator.client.get("/").content.decode()


def test_page_takes_as_many_queries_for_one_as_for_three(
    counsellor: Persona, team: Team, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for more in (1, 2):
        open_gate(*(one.user for one in MembershipFactory.create_batch(more, team=team)))
        with django_assert_max_num_queries(40) as captured:
            assert counsellor.client.get(f"/team/{team.pk}/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_office_opens_the_gate_and_closes_it(
    counsellor: Persona, member: Persona, coordinator: Persona
) -> None:
    address = f"/team/members/{of(member).pk}"
    ahead = {"on": str(in_days(1))}
    refused = counsellor.client.post(f"{address}/attest/declaration/", ahead).content.decode()
    assert "Dieser Tag ist noch nicht gewesen." in refused
    assert f'value="{in_days(1)}"' in refused
    counsellor.client.post(f"{address}/attest/declaration/", {"on": str(in_days(-3))})
    counsellor.client.post(f"{address}/attest/confirmation/", {"on": str(in_days(0))})
    assert coordinator.client.post(f"{address}/attest/declaration/").status_code == 404
    page = counsellor.client.get(own(member)).content.decode()
    assert "Erklärung gilt nicht mehr" in page
    give_key(member)
    counsellor.client.post(f"{address}/withdraw/declaration/")
    assert key_state(User.objects.get(pk=member.user.pk)) == KeyState.WAITING


def test_coordinator_sets_a_term_and_ends_it(member: Persona, coordinator: Persona) -> None:
    address = f"/team/members/{of(member).pk}"
    refused = coordinator.client.post(f"{address}/term/", {"ends_on": str(in_days(-1))})
    assert "Bitte einen Tag zwischen heute und in drei Jahren" in refused.content.decode()
    coordinator.client.post(f"{address}/term/", {"ends_on": str(in_days(40))})
    assert of(member).term_ends_on == in_days(40)
    coordinator.client.post(f"{address}/end/", {"reason": "left_institution"})
    ended = of(member)
    assert (ended.ended_on, ended.end_reason) == (in_days(0), EndReason.LEFT_INSTITUTION)
    assert "Noch niemand im Team" not in coordinator.client.get(own(coordinator)).content.decode()
    assert coordinator.client.post(f"{address}/term/").status_code == 404


def test_term_that_is_over_is_revived_by_nobody(member: Persona, coordinator: Persona) -> None:
    Membership.objects.filter(user=member.user).update(term_ends_on=in_days(-1))
    address = f"/team/members/{of(member).pk}/term/"
    assert coordinator.client.post(address, {"ends_on": str(in_days(9))}).status_code == 404


def test_coordinator_changes_neither_the_own_term_nor_a_colleagues(
    coordinator: Persona, counsellor: Persona
) -> None:
    colleague = persona(Role.COORDINATOR, team=coordinator.team)
    for person in (coordinator, colleague):
        address = f"/team/members/{of(person).pk}/term/"
        assert coordinator.client.post(address, {"ends_on": str(in_days(9))}).status_code == 404
        assert counsellor.client.post(address, {"ends_on": str(in_days(9))}).status_code == 302


def link_on(page: str) -> str:
    found = re.search(r"/invitation/[\w-]+/", page)
    assert found
    return found.group()


def test_holder_of_a_card_becomes_a_member_for_a_term(coordinator: Persona) -> None:
    page = coordinator.client.post(f"{own(coordinator)}cards/", cards(1)).content.decode()
    link, [invitation] = link_on(page), Invitation.objects.all()
    assert invitation.token_hash != link.encode()
    phone = Client()
    assert "Mitglied im A-Team" in phone.get(link).content.decode()
    data = {"name": "Ayşe", "password": "sieben Zwerge im Wald"}
    taken = phone.post(link, data | {"email": coordinator.user.email}).content.decode()
    assert "Zu dieser Adresse gibt es schon ein Konto." in taken
    assert 'value="Ayşe"' in taken
    assert phone.post(link, data | {"email": "Ayse@schule.example"}).headers["Location"] == "/"
    assert "Hallo Ayşe" in phone.get("/").content.decode()
    user = User.objects.get(email="ayse@schule.example")
    membership = user.memberships.get()
    assert (user.role, membership.team) == (Role.MEMBER, coordinator.team)
    assert membership.term_ends_on == in_days(200)
    assert not EmailAddress.objects.get(user=user).verified
    assert Mail.objects.get(address=user.email).kind == "account_address_confirmation"
    # Before a second factor, and so before anything is read, the address has to be confirmed.
    for way in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert phone.get(reverse(way)).headers["Location"] == "/account/second-factor/"
    page = phone.get("/account/second-factor/").content.decode()
    assert "Zuerst die Adresse bestätigen: ayse@schule.example" in page
    assert "Passkey einrichten" not in page
    phone.post("/account/second-factor/confirm-address/")
    assert Mail.objects.filter(address=user.email, kind="account_address_confirmation").exists()
    assert Client().get(link).status_code == 410  # once


def test_cards_are_made_once_whatever_is_sent_twice(coordinator: Persona) -> None:
    address = f"{own(coordinator)}cards/"
    coordinator.client.post(address, cards(3))
    again = coordinator.client.post(address, cards(3)).content.decode()
    assert "Diese Karten sind schon gemacht." in again
    assert Invitation.objects.count() == 3
    shown = coordinator.client.get(own(coordinator)).content.decode()
    assert shown.count("Karte vom") >= 3
    one = Invitation.objects.latest("pk")
    coordinator.client.post(f"{address}{one.pk}/revoke/")
    assert Invitation.objects.open(timezone.now()).count() == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"number": "13"}, "12"),
        ({"number": "x"}, "ganze Zahl"),
        ({"days": "0"}, "1"),
        ({"term_ends_on": "gestern"}, "Datum"),
        ({"term_ends_on": "2000-01-01"}, "bevor die Karten ablaufen"),
        ({"submission": ""}, "fehlt"),
    ],
    ids=["many", "word", "days", "date", "early", "once"],
)
def test_bad_numbers_make_no_card(coordinator: Persona, wrong: dict[str, str], told: str) -> None:
    answer = coordinator.client.post(f"{own(coordinator)}cards/", cards(2) | wrong)
    assert told in answer.content.decode()
    assert not Invitation.objects.exists()


def test_cards_are_an_accessible_paper(coordinator: Persona) -> None:
    data = cards(2, **{"as": "pdf"})
    paper = coordinator.client.post(f"{own(coordinator)}cards/", data)
    assert paper.headers["Content-Type"] == "application/pdf"
    assert accessibility(paper.content) == {
        "part": "1",
        "marked": True,
        "language": "de",
        "title": "Einladung ins A-Team",
        "shows_title": True,
        "headings": ["H1", "H2", "H2"],
    }
    assert alternatives(paper.content) == ["QR-Code zur Einladung"] * 2
    assert text_of(paper.content).count("Gilt einmal") == 2


def test_card_cannot_be_taken_up_at_a_provider_or_mailed(
    coordinator: Persona, lead: Persona
) -> None:
    link = link_on(coordinator.client.post(f"{own(coordinator)}cards/", cards(1)).content.decode())
    assert Client().post(f"{link}with/city/").status_code == 410
    [card] = Invitation.objects.all()
    lead.client.post(f"/people/invitations/{card.pk}/resend/")
    assert not Mail.objects.exists()


@time_machine.travel("2027-05-03 09:00+02:00", tick=False)
def test_gap_after_the_summer_shows_to_lead_and_coordinator() -> None:
    lead, team = persona(Role.LEAD), TeamFactory.create()
    coordinator = persona(Role.COORDINATOR, team=team)
    strong = TeamFactory.create()
    stays, summer = date(2028, 7, 31), date(2027, 7, 31)
    MembershipFactory.create_batch(3, team=strong, term_ends_on=stays)
    MembershipFactory.create(team=team, term_ends_on=summer)
    [weak, well] = strengths([team, strong])
    assert (weak.members, weak.staying, weak.has_gap, weak.dies_out) == (1, 0, True, True)
    assert (well.staying, well.has_gap) == (3, False)
    page = lead.client.get("/").content.decode()
    assert "Wer macht nach dem Sommer weiter?" in page
    assert team.institution.name in page
    assert strong.institution.name not in page
    assert "nach dem Sommer niemand" in coordinator.client.get("/").content.decode()
    agenda = coordinator.client.get("/agenda/").content.decode()
    assert "Nach dem 31.07.2027 noch im Team: 0" in agenda


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 8, 1), date(2027, 7, 31)),
        (date(2027, 5, 2), date(2027, 7, 31)),
        (date(2027, 5, 3), date(2028, 7, 31)),
    ],
    ids=["august", "last", "before_summer"],
)
def test_term_ends_with_the_school_year(start: date, end: date) -> None:
    assert end_of_term(start) == end
