"""The directory, the boxes by which people are shut out, and what is printed, looked at by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from accounts.enums import ChannelKind
from accounts.services import save_channels
from tests.factories.accounts import publish
from tests.factories.incidents import give_key, open_office
from tests.personas import Persona, show_as
from tests.web.accessibility import flaws, look

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_pages_are_accessible(counsellor: Persona, coordinator: Persona, phone: Page) -> None:
    team = coordinator.team
    assert team
    open_office(counsellor.user)
    give_key(coordinator.user)
    publish(coordinator.user, "Frau Kim")
    channels = {ChannelKind.ROOM: ("Raum 1", ""), ChannelKind.WEBSITE: ("https://a.example/", "")}
    save_channels(team=team, channels=channels, by=counsellor.user)
    addresses = ["/de/teams/", "/de/teams/?district=Linden-Mitte", f"/en/teams/{team.slug}/"]
    found = {address: look(phone, address) for address in addresses}
    found["report"] = _report(phone, team.slug)
    found["mailbox"] = _mailbox(phone)
    page = show_as(phone, coordinator)
    for address in (
        f"/posters/{team.pk}/",
        f"/institutions/teams/{team.pk}/channels/",
        f"/institutions/{team.institution_id}/",
        "/account/public-name/",
    ):
        found[address] = look(page, address)
    assert {address: faults for address, faults in found.items() if faults} == {}


def _report(page: Page, slug: str) -> list[str]:
    """Choose the team from the list of all, and be shown its names."""
    page.goto("/de/report/")
    page.get_by_label("Was ist passiert?").fill("Etwas ist passiert.")
    page.get_by_role("link", name="Weiter zum Senden").click()
    page.get_by_label("Beratungsstelle und ein A-Team").check()
    page.get_by_label("Welches A-Team?").select_option(slug)
    page.get_by_role("button", name="Meldung senden").click()
    page.get_by_label("Frau Kim (Koordinierung) darf es nicht lesen").wait_for()
    return flaws(page)


def _mailbox(page: Page) -> list[str]:
    """Send it without that person, and see it in the mailbox."""
    page.get_by_label("Frau Kim (Koordinierung) darf es nicht lesen").check()
    page.get_by_role("button", name="Meldung senden").click()
    code = page.locator("[data-code]").inner_text()
    page.goto("/de/mailbox/")
    page.get_by_label("Dein Code").fill(code)
    page.get_by_role("button", name="Postfach öffnen").click()
    page.locator("summary", has_text="ohne 1 Person").click()
    return flaws(page)
