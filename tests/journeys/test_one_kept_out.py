"""A pupil with an old phone scans a poster, keeps one person out, and sees later who reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import Role
from incidents.selectors import cases_of
from tests.factories.accounts import publish
from tests.factories.incidents import give_key, open_office
from tests.journeys.taps import Fingers
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db(transaction=True)


def test_pupil_keeps_one_person_out_without_javascript(
    counsellor: Persona, member: Persona, phone_without_javascript: Page
) -> None:
    assert member.team
    open_office(counsellor.user)
    friend = persona(Role.MEMBER, team=member.team)
    for person, name in ((member, "Mia"), (friend, "Noor")):
        give_key(person.user)
        publish(person.user, name)
    page = phone_without_javascript
    page.goto(f"/m/{member.team.slug}")
    Fingers(page, limit=3).type("Was ist passiert?", "Jemand aus dem A-Team hat mich ausgelacht.")
    pupil = Fingers(page, limit=3)
    pupil.tap(page.get_by_label("Beratungsstelle und A-Team"))
    pupil.tap(page.get_by_label("Mia darf es nicht lesen"))
    pupil.tap("Meldung senden")
    code = page.locator("[data-code]").inner_text()
    page.goto("/de/mailbox/")
    pupil = Fingers(page, limit=3)
    pupil.type("Dein Code", code)
    pupil.tap("Postfach öffnen")
    readers = page.locator("summary", has_text="Wer kann das lesen?")
    expect(readers).to_contain_text("Beratungsstelle und A-Team, ohne 1 Person")
    pupil.tap(readers)
    expect(page.get_by_text("A-Team: 1 Person")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Darf doch lesen")).to_contain_text("Mia")
    expect(page.get_by_role("button", name="Noor soll nicht lesen")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reading = [cases_of(person.user).count() for person in (counsellor, member, friend)]
    assert reading == [1, 0, 1]
