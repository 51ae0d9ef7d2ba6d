"""Every page of the package in a real browser, on a phone and on a desk, looked at by axe."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.services import make_key_pair
from tests.factories.accounts import (
    PASSWORD,
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
)
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona, give_key, persona, show_as, unlock
from tests.second_factor import ADD_APP, ADD_PASSKEY, CODE, set_up_app
from tests.web.accessibility import flaws, look

pytestmark = pytest.mark.thorough

SIGNED_OUT = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/x/",
    "/accounts/inactive/",
    "/invitation/secret/",
    "/invitation/unknown/",
]
OFFICE = [
    "/",
    "/people/",
    "/people/?q=niemand",
    "/people/invite/",
    "/people/invite/many/",
    "/people/keys/",
    "/institutions/",
    "/institutions/new/",
    "/account/",
    "/account/sessions/",
    "/account/second-factor/",
    "/accounts/second-factor/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/vault/",
    "/vault/unlock/",
    "/vault/code/",
    "/vault/forgotten/",
    "/vault/next/",
    "/cases/share-again/",
    "/cases/hand-over/",
    "/cases/for-emergency/",
]
WAY_TO_A_KEY = [
    ("Sechs Wörter zeigen", "Diese sechs Wörter aufschreiben"),
    ("Aufgeschrieben, weiter", "Jetzt einmal vom Zettel abtippen"),
    ("Schlüssel anlegen", "Bitte eine Angabe prüfen"),
]
WAY_TO_A_CODE = [
    ("Ersatzcode zeigen", "Diesen Ersatzcode aufschreiben oder drucken"),
    ("Steht auf Papier, weiter", "Jetzt einmal vom Papier abtippen"),
    ("Ersatzcode einsetzen", "Bitte eine Angabe prüfen"),
]


def look_at(page: Page, addresses: list[str]) -> None:
    assert {address: found for address in addresses if (found := look(page, address))} == {}


def test_pages_of_strangers_are_accessible(phone: Page) -> None:
    InvitationFactory.create(token="secret")
    look_at(phone, SIGNED_OUT)


def test_pages_of_the_lead_are_accessible(phone: Page) -> None:
    lead, member = persona(Role.LEAD), persona(Role.MEMBER)
    give_key(lead)
    make_key_pair(person=member.user, passphrase=PASSPHRASE)
    unlock(lead)
    InvitationFactory.create(role=Role.MEMBER, team=member.team)
    MembershipFactory.create(team=member.team, user__role=Role.COORDINATOR)
    contact = ContactFactory.create(institution=member.institution)
    of_one = [("person", member.user), ("person", lead.user), ("institution", member.institution)]
    of_one += [("institution-edit", member.institution), ("contact-edit", contact)]
    addresses = [reverse(f"accounts:{name}", args=[thing.pk]) for name, thing in of_one]
    look_at(show_as(phone, lead), OFFICE + addresses)


def test_pages_of_the_own_key_are_accessible(phone: Page) -> None:
    show_as(phone, persona(Role.MEMBER))
    look_at(phone, ["/vault/", "/institutions/"])
    phone.goto("/vault/")
    for button, heading in WAY_TO_A_KEY:
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_role("heading", name=heading)).to_be_visible()
        assert (heading, flaws(phone)) == (heading, [])


def test_pages_of_the_recovery_code_are_accessible(phone: Page) -> None:
    lead = persona(Role.LEAD)
    give_key(lead)
    unlock(lead)
    show_as(phone, lead).goto("/vault/")
    phone.get_by_role("link", name="Ersatzcode machen").click()
    for button, heading in WAY_TO_A_CODE:
        phone.get_by_role("button", name=button).click()
        expect(phone.get_by_role("heading", name=heading)).to_be_visible()
        assert (heading, flaws(phone)) == (heading, [])


def test_way_to_another_address_asks_for_the_password(phone: Page) -> None:
    member = persona(Role.MEMBER)
    show_as(phone, member).goto("/account/")
    phone.get_by_role("link", name="E-Mail ändern").click()
    for password in ("falsch", PASSWORD):
        heading = phone.get_by_role("heading", name="Bitte das Passwort noch einmal eingeben")
        expect(heading).to_be_visible()
        assert flaws(phone) == []
        phone.get_by_label("Passwort").fill(password)
        phone.get_by_role("button", name="Weiter").click()
    expect(phone).to_have_url(re.compile("/accounts/email/$"))
    phone.get_by_label("E-Mail").fill("neu@x.example")
    phone.get_by_role("button", name="Ändern", exact=True).click()
    expect(phone.get_by_text("neu@x.example ist noch nicht bestätigt")).to_be_visible()
    assert flaws(phone) == []


def test_way_to_another_password_asks_for_the_earlier_one(phone: Page) -> None:
    member = persona(Role.MEMBER)
    show_as(phone, member).goto("/account/")
    phone.get_by_role("link", name="Passwort ändern").click()
    phone.locator("[name=oldpassword]").fill(PASSWORD)
    for name in ("password1", "password2"):
        phone.locator(f"[name={name}]").fill("acht Raben überm Dach")
    phone.get_by_role("button", name="Speichern").click()
    expect(phone.get_by_role("alert").or_(phone.locator(".kern-alert")).first).to_be_visible()
    assert member.user.check_password(PASSWORD)
    member.user.refresh_from_db()
    assert member.user.check_password("acht Raben überm Dach")


def test_pages_of_the_second_factor_are_accessible(phone: Page) -> None:
    member = persona(Role.MEMBER)
    pages = [ADD_APP, ADD_PASSKEY]
    member.client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD_APP})
    look_at(show_as(phone, member), pages)
    set_up_app(member.client)
    pages = ["/account/", "/accounts/second-factor/codes/", "/accounts/second-factor/"]
    pages += ["/accounts/second-factor/app/remove/", CODE]
    look_at(show_as(phone, member), pages)


def test_refused_list_is_accessible(phone: Page) -> None:
    show_as(phone, persona(Role.ADMIN)).goto("/people/invite/many/")
    phone.get_by_label("Personen, eine je Zeile").fill("kein mail\nauch keine")
    phone.get_by_role("button", name="Einladungen schicken").click()
    expect(phone.get_by_text("Zeile 2").first).to_be_visible()
    assert flaws(phone) == []


def test_locked_form_is_accessible_and_keeps_its_ticks(phone: Page) -> None:
    lead = persona(Role.LEAD)
    give_key(lead)
    make_key_pair(person=persona(Role.COUNSELLOR, name="Bo").user, passphrase=PASSPHRASE)
    show_as(phone, lead).goto("/people/keys/")
    phone.get_by_label("Bo").check()
    phone.get_by_role("button", name="Freischalten").click()
    expect(phone.get_by_label("Bo")).to_be_checked()
    assert flaws(phone) == []


def test_typed_words_are_shown_on_demand(phone: Page) -> None:
    lead = persona(Role.LEAD)
    give_key(lead)
    show_as(phone, lead).goto("/vault/unlock/")
    field = phone.get_by_label("Die sechs Wörter")
    expect(field).to_have_attribute("type", "password")
    phone.get_by_label("Wörter zeigen").check()
    expect(field).to_have_attribute("type", "text")


def test_words_unlock_without_a_script(phone_without_javascript: Page) -> None:
    lead: Persona = persona(Role.LEAD)
    give_key(lead)
    page = show_as(phone_without_javascript, lead)
    page.goto("/vault/unlock/?next=/account/")
    page.get_by_label("Die sechs Wörter").fill(PASSPHRASE)
    page.get_by_role("button", name="Entsperren").click()
    expect(page).to_have_url(re.compile("/account/$"))
    expect(page.get_by_text("Fälle sind entsperrt.")).to_be_visible()
