"""An administrator manages accounts, and yet can give nobody the keys to a case.

Everything goes through the pages that people use; only keys that are there from the beginning are
made behind them.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.access import key_state
from accounts.enums import KeyState, Role
from accounts.models import Team, User
from ateams.outbox.models import Mail
from incidents.models import Case
from tests.personas import Persona, give_key, persona, show_second_factor, unlock
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
PASSWORD = "sieben Schirme am Bahnhof"


@pytest.fixture
def office(lead: Persona, counsellor: Persona) -> None:
    """Give a lead and a counsellor active keys."""
    make_recovery_key()
    give_key(lead, counsellor)


def report() -> Case:
    """Send a report from the public page."""
    visitor = Client()
    ticket = re.search(
        r'name="ticket" value="([^"]+)"', visitor.get("/de/report/").content.decode()
    )
    assert ticket
    fields = {"ticket": ticket[1], "what": "In der Pause hat jemand etwas gesagt."}
    visitor.post("/de/report/", fields, headers={"sec-fetch-site": "same-origin"})
    return Case.objects.latest("received_at")


def second_self(admin: Persona, role: Role) -> Persona:
    """Let the administrator invite an address of their own, take it up and make a key pair."""
    address = f"zweites-ich-{role}@ateams.example"
    offer = {"email": address, "role": role, "language": "de"}
    answer = admin.client.post("/people/invite/", offer)
    assert answer.status_code == 302
    link = re.search(r"/invitation/[^/\s]+/", Mail.objects.get(address=address).text)
    assert link
    client = Client()
    answer = client.post(link[0], {"name": "Zweites Ich", "password": PASSWORD})
    assert answer.status_code == 302
    myself = Persona(User.objects.get(email=address), client, password=PASSWORD)
    show_second_factor(client, myself.user)
    make_key_pair(myself)
    return myself


def make_key_pair(person: Persona) -> None:
    """Make a key pair on its pages; the persona remembers the words."""
    page = person.client.post("/vault/new/")
    signed = re.search(r'name="words" value="([^"]+)"', page.content.decode())
    assert signed
    person.passphrase = " ".join(page.context["words"])
    person.client.post("/vault/new/type/", {"words": signed[1], "typed": person.passphrase})
    person.user.refresh_from_db()
    assert person.user.key_pair


def activate(lead: Persona, person: Persona) -> None:
    """Let a lead activate the key of a person on the page for it."""
    page = lead.client.get("/people/keys/").content.decode()
    pair = person.user.key_pair
    assert pair
    tick = re.search(rf'value="({pair.pk} [^"]+)"', page)
    assert tick
    unlock(lead)
    assert lead.client.post("/people/keys/", {"keys": tick[1]}).status_code == 302


def reads(person: Persona, case: Case) -> bool:
    """Whether somebody holds a grant of a case; the page must say the same."""
    person.user.refresh_from_db()
    pair = person.user.key_pair
    granted = Grant.objects.filter(envelope=case.shared_envelope, key_pair=pair).exists()
    status = person.client.get(f"/cases/{case.reference}/").status_code
    assert status in {200, 404}
    return granted and status == 200


def state_of(person: Persona) -> KeyState:
    return key_state(User.objects.get(pk=person.user.pk))


def test_second_self_with_a_fresh_key_pair_gets_no_grant(office: None, admin: Persona) -> None:
    myself = second_self(admin, Role.COUNSELLOR)
    case = report()
    assert state_of(myself) == KeyState.WAITING
    assert not Grant.objects.filter(key_pair=myself.user.key_pair).exists()
    assert not reads(myself, case)
    assert case.reference not in myself.client.get("/cases/").content.decode()
    unlocking = myself.client.post("/vault/unlock/", {"passphrase": myself.passphrase})
    assert unlocking.headers["Location"] == "/vault/"


def test_activation_by_a_lead_opens_the_next_report_and_no_earlier_one(
    office: None, admin: Persona, lead: Persona
) -> None:
    myself = second_self(admin, Role.COUNSELLOR)
    earlier = report()
    activate(lead, myself)
    assert (reads(myself, report()), reads(myself, earlier)) == (True, False)


def test_administrator_can_activate_nobody(office: None, admin: Persona) -> None:
    myself = second_self(admin, Role.COUNSELLOR)
    pair = myself.user.key_pair
    assert pair
    answer = admin.client.post("/people/keys/", {"keys": f"{pair.pk} counsellor"})
    assert answer.status_code == 404
    assert state_of(myself) == KeyState.WAITING


def test_second_self_as_lead_can_activate_nobody(office: None, admin: Persona) -> None:
    myself = second_self(admin, Role.LEAD)
    pair = myself.user.key_pair
    assert pair
    ticked = {"keys": f"{pair.pk} lead", "passphrase": myself.passphrase}
    assert myself.client.post("/people/keys/", ticked).status_code == 200
    assert state_of(myself) == KeyState.WAITING


def test_second_self_as_lead_is_not_the_first_lead_of_an_installation(admin: Persona) -> None:
    make_recovery_key()
    assert state_of(second_self(admin, Role.LEAD)) == KeyState.WAITING


def test_role_changed_by_an_administrator_ends_the_activation(
    office: None, admin: Persona, counsellor: Persona, lead: Persona, team: Team
) -> None:
    case = report()
    unlock(counsellor)
    assert reads(counsellor, case)
    url = f"/people/{counsellor.user.pk}/role/"
    admin.client.post(url, {"role": Role.COORDINATOR, "team": str(team.pk)})
    admin.client.post(url, {"role": Role.COUNSELLOR, "team": ""})
    assert state_of(counsellor) == KeyState.WAITING
    assert (reads(counsellor, case), reads(counsellor, report())) == (False, False)
    activate(lead, counsellor)
    assert reads(counsellor, report())


def test_coordinator_made_counsellor_by_an_administrator_reads_nothing_more(
    office: None, admin: Persona, coordinator: Persona
) -> None:
    give_key(coordinator)
    admin.client.post(f"/people/{coordinator.user.pk}/role/", {"role": Role.COUNSELLOR, "team": ""})
    assert not reads(coordinator, report())


def test_account_switched_off_and_on_again_waits_for_a_lead(
    office: None, admin: Persona, counsellor: Persona
) -> None:
    for action in ("deactivate", "reactivate"):
        admin.client.post(f"/people/{counsellor.user.pk}/{action}/")
    counsellor.user.refresh_from_db()
    counsellor.client.force_login(counsellor.user)
    show_second_factor(counsellor.client, counsellor.user)
    assert state_of(counsellor) == KeyState.WAITING
    assert not reads(counsellor, report())


def test_new_key_pair_of_an_active_counsellor_waits_for_a_lead(
    office: None, counsellor: Persona
) -> None:
    make_key_pair(counsellor)
    assert state_of(counsellor) == KeyState.WAITING
    assert not reads(counsellor, report())


def test_last_reader_gone_means_nothing_is_accepted(
    office: None, admin: Persona, lead: Persona, counsellor: Persona
) -> None:
    persona(Role.LEAD)
    for reader in (counsellor, lead):
        admin.client.post(f"/people/{reader.user.pk}/deactivate/")
    assert state_of(lead) == KeyState.ACTIVE  # no other lead could activate a key
    make_key_pair(lead)
    page = Client().get("/de/report/").content.decode()
    assert 'name="what"' not in page
