"""Passkeys in a real browser, with Chromium's virtual authenticator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect

from accounts.enums import Role
from accounts.models import User
from ateams.audit.models import Entry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import PASSPHRASE, give_key, make_case
from tests.second_factor import ADD_PASSKEY as ADD
from tests.second_factor import sign_in
from vault.services import make_recovery_key

PASSKEY = "/accounts/second-factor/passkey/"
SIGN_IN = f"{PASSKEY}sign-in/"


@pytest.fixture(autouse=True)
def _no_attempts_so_far() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def counsellor(transactional_db: None) -> User:
    make_recovery_key()
    user = UserFactory.create(role=Role.COUNSELLOR)
    give_key(user)
    return user


@pytest.fixture
def device(phone: Page) -> CDPSession:
    """Give the phone a fingerprint sensor that always agrees."""
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable", {"enableUI": False})
    sensor = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": sensor})
    return device


@pytest.mark.thorough
def test_passkey_is_set_up_and_leads_to_a_case(
    phone: Page, device: CDPSession, counsellor: User
) -> None:
    case = make_case()
    sign_in_by_password(phone, counsellor)
    phone.goto(f"/cases/{case.reference}/")
    set_up_passkey(phone)
    phone.get_by_role("link", name="Aufgeschrieben, weiter").click()
    expect(phone).to_have_url(re.compile(f"/cases/{case.reference}/$"))

    sign_out(phone)
    phone.goto("/accounts/login/")
    phone.get_by_role("button", name="Passkey verwenden").click()
    expect(phone.get_by_role("heading", name=f"Hallo {counsellor.name}")).to_be_visible()
    phone.goto(f"/cases/{case.reference}/")
    phone.get_by_label("Die sechs Wörter").fill(PASSPHRASE)
    phone.get_by_role("button", name="Entsperren").click()
    expect(phone.get_by_text("Fälle sind entsperrt.")).to_be_visible()

    sign_out(phone)
    sign_in_by_password(phone, counsellor)
    phone.goto("/cases/")
    phone.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(phone).to_have_url(re.compile("/cases/$"))
    assert Entry.objects.filter(action="account.factor_added").count() == 1


def test_device_that_confirms_nothing_says_so(
    phone: Page, device: CDPSession, counsellor: User
) -> None:
    sign_in_by_password(phone, counsellor)
    phone.goto(ADD)
    phone.get_by_label("Passwort").fill(PASSWORD)
    phone.get_by_role("button", name="Weiter").click()
    device.send("WebAuthn.disable")  # no sensor any more
    phone.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new Error('cancelled')); }"
    )
    phone.get_by_role("button", name="Passkey einrichten").click()
    expect(phone.get_by_text("Das hat nicht geklappt")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_sign_in_offers_no_passkey_without_a_script(phone_without_javascript: Page) -> None:
    phone_without_javascript.goto("/accounts/login/")
    expect(
        phone_without_javascript.get_by_role("button", name="Anmelden", exact=True)
    ).to_be_visible()
    expect(phone_without_javascript.get_by_text("Passkey verwenden")).not_to_be_visible()


def made_up() -> list[str]:
    """Return what no browser sends: wrong shapes, and right shapes with rubbish in them."""
    junk = {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA"}
    junk |= {"signature": "AA", "userHandle": "AAAA"}
    shapes: list[object] = [{}, [], 1, {"response": {}}, {"response": {"userHandle": "AAAA"}}]
    shapes += [{"id": "x", "response": {}}, {"id": 1, "rawId": 1, "type": 1, "response": 1}]
    shapes += [{"id": "AA", "rawId": "AA", "type": "public-key", "response": junk}]
    shapes += [{"id": "AA", "rawId": "AA", "type": "public-key", "response": {**junk, name: "%"}}
               for name in junk]  # fmt: skip
    return ["", "x", *map(json.dumps, shapes)]


@pytest.mark.parametrize("answer", made_up())
def test_made_up_passkey_signs_nobody_in(db: None, answer: str) -> None:
    client = Client()
    client.get(SIGN_IN, headers={"accept": "application/json"})
    assert client.post(SIGN_IN, {"credential": answer}).headers["Location"] == "/accounts/login/"
    assert client.get("/account/").status_code == 302


def test_made_up_passkey_is_not_set_up(db: None) -> None:
    client = sign_in(UserFactory.create())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": ADD})
    assert options_of(client.get(ADD))["authenticatorSelection"]["userVerification"] == "required"
    for answer in made_up():
        page = client.post(ADD, {"name": "Handy", "credential": answer})
        assert (answer, bool(page.context["form"].errors)) == (answer, True)
    assert not Authenticator.objects.exists()


def options_of(page: Any) -> dict[str, Any]:
    options: dict[str, Any] = page.context["js_data"]["creation_options"]["publicKey"]
    return options


def sign_in_by_password(phone: Page, user: User) -> None:
    phone.goto("/accounts/login/")
    phone.get_by_label("E-Mail-Adresse").fill(user.email)
    phone.get_by_label("Passwort").fill(PASSWORD)
    phone.get_by_role("button", name="Anmelden", exact=True).click()
    expect(phone.get_by_role("heading", name=f"Hallo {user.name}")).to_be_visible()


def sign_out(phone: Page) -> None:
    phone.goto("/accounts/logout/")
    phone.get_by_role("main").get_by_role("button", name="Abmelden").click()


def set_up_passkey(phone: Page) -> None:
    phone.get_by_role("link", name="Passkey einrichten").click()
    phone.get_by_label("Passwort").fill(PASSWORD)
    phone.get_by_role("button", name="Weiter").click()
    phone.get_by_label("Name").fill("Mein Handy")
    phone.get_by_role("button", name="Passkey einrichten").click()
    expect(phone.get_by_role("heading", name="Ersatzcodes")).to_be_visible()
