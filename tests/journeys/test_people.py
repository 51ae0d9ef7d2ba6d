"""From a pasted list of names to somebody who can read cases."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.enums import Role
from accounts.models import Invitation, Team, User
from accounts.selectors import team_readers
from ateams.outbox.models import Mail
from tests.factories.accounts import InstitutionFactory, TeamFactory
from tests.factories.contactpoints import open_gate
from tests.journeys.taps import Fingers
from tests.personas import Persona, give_key, persona, show_as, unlock
from tests.second_factor import App

PEOPLE = "\n".join(f"Person {number} <p{number}@schule.example>" for number in range(20))


@pytest.fixture
def school(transactional_db: None) -> Team:
    return TeamFactory.create(institution=InstitutionFactory.create(name="IGS Lindenblick"))


def test_administrator_invites_twenty_people_with_five_clicks(desk: Page, school: Team) -> None:
    show_as(desk, persona(Role.ADMIN)).goto("/")
    fingers = Fingers(desk, limit=5)
    fingers.tap("Mehrere Personen einladen")
    fingers.choose("Team", "IGS Lindenblick – A-Team")
    desk.get_by_label("Personen, eine je Zeile").fill(PEOPLE)
    fingers.tap("Einladungen schicken")
    expect(desk.get_by_text("20 Einladungen sind unterwegs.")).to_be_visible()
    assert Invitation.objects.filter(team=school).count() == 20
    assert Mail.objects.filter(kind="account_invitation").count() == 20


def test_administrator_sees_no_case_and_no_key(desk: Page, school: Team) -> None:
    show_as(desk, persona(Role.ADMIN))
    for address in ("/cases/", "/vault/", "/vault/unlock/", "/people/keys/", "/conversations/new/"):
        answer = desk.goto(address)
        assert answer
        assert answer.status == 404, address


def test_invited_member_gets_to_read(phone: Page, desk: Page, school: Team) -> None:
    admin, lead = persona(Role.ADMIN), persona(Role.LEAD)
    give_key(lead)
    unlock(lead)
    invite_member(desk, admin)
    accept_invitation(phone)
    phone.get_by_role("link", name="Schlüssel anlegen").click()
    set_up_second_factor(phone)
    make_key(phone)
    assert list(team_readers(school)) == []
    open_gate(User.objects.get(email="ayse@schule.example"))
    activate_key(desk, lead)
    assert [reader.name for reader in team_readers(school)] == ["Ayşe"]
    phone.goto("/vault/")
    expect(phone.get_by_text("Der Schlüssel ist freigeschaltet")).to_be_visible()


def invite_member(desk: Page, admin: Persona) -> None:
    show_as(desk, admin).goto("/people/invite/")
    desk.get_by_label("E-Mail").fill("ayse@schule.example")
    desk.get_by_label("Team").select_option("IGS Lindenblick – A-Team")
    desk.get_by_role("button", name="Einladung schicken").click()
    expect(desk.get_by_text("Die Einladung ist unterwegs.")).to_be_visible()


def accept_invitation(phone: Page) -> None:
    link = re.search(r"/invitation/\S+/", Mail.objects.get(kind="account_invitation").text)
    assert link
    phone.goto(link[0])
    phone.get_by_label("Name").fill("Ayşe")
    phone.get_by_label("Passwort").fill("sieben Zwerge im Wald")
    phone.get_by_role("button", name="Konto einrichten").click()
    expect(phone.get_by_role("heading", name="Hallo Ayşe")).to_be_visible()


def set_up_second_factor(phone: Page) -> None:
    phone.get_by_role("link", name="App einrichten").click()
    phone.get_by_label("Passwort").fill("sieben Zwerge im Wald")
    phone.get_by_role("button", name="Weiter").click()
    phone.get_by_text("Von Hand eingeben").click()
    app = App(phone.locator("main code").inner_text(), [])
    phone.get_by_label("Der Code, den die App jetzt zeigt").fill(app.code())
    phone.get_by_role("button", name="App einrichten").click()
    phone.get_by_role("link", name="Aufgeschrieben, weiter").click()


def make_key(phone: Page) -> None:
    phone.get_by_role("button", name="Sechs Wörter zeigen").click()
    expect(phone.locator("main ol li")).to_have_count(6)
    words = phone.locator("main ol li").all_inner_texts()
    phone.get_by_role("button", name="Aufgeschrieben, weiter").click()
    phone.get_by_label("Die sechs Wörter").fill(" ".join(words))
    phone.get_by_role("button", name="Schlüssel anlegen").click()
    make_recovery_code(phone)
    expect(phone.get_by_text("Der Schlüssel wartet auf Freischaltung")).to_be_visible()


def make_recovery_code(phone: Page) -> None:
    phone.get_by_role("button", name="Ersatzcode zeigen").click()
    code = phone.locator("[data-code]").inner_text()
    phone.get_by_role("button", name="Steht auf Papier, weiter").click()
    phone.get_by_label("Ersatzcode").fill(code)
    phone.get_by_role("button", name="Ersatzcode einsetzen").click()


def activate_key(desk: Page, lead: Persona) -> None:
    desk.context.clear_cookies()
    show_as(desk, lead).goto("/")
    fingers = Fingers(desk, limit=3)
    fingers.tap("Ansehen und freischalten")
    fingers.tap(desk.get_by_label("Ayşe · ayse@schule.example · A-Team-Mitglied · A-Team, IGS"))
    fingers.tap("Freischalten")
    expect(desk.get_by_text("1 Schlüssel ist freigeschaltet.")).to_be_visible()


def test_link_from_another_site_finds_the_key_unlocked(desk: Page, settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    lead = persona(Role.LEAD)
    give_key(lead)
    desk.goto("/accounts/login/")
    desk.get_by_label("E-Mail-Adresse").fill(lead.user.email)
    desk.get_by_label("Passwort").fill(lead.password)
    desk.get_by_role("button", name="Anmelden").click()
    desk.goto("/vault/unlock/")
    desk.get_by_label("Die sechs Wörter").fill(lead.passphrase)
    desk.get_by_role("button", name="Entsperren").click()
    account = desk.url + "account/"
    desk.route("https://mail.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{account}">Zum Konto</a>'
    ))  # fmt: skip
    desk.goto("https://mail.example/")
    desk.get_by_role("link", name="Zum Konto").click()
    expect(desk.get_by_text("Fälle sind entsperrt.")).to_be_visible()
