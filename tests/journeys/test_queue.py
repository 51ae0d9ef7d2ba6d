"""Working through the list of cases: with keys alone, many at once, and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from incidents.enums import Channel, EntryKind
from incidents.models import Case
from incidents.queue import queue_order
from tests.factories.incidents import make_case, open_office
from tests.journeys.photos import photograph
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as, unlock
from tests.web.accessibility import flaws, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def office(counsellor: Persona, lead: Persona) -> None:
    open_office(counsellor.user, lead.user)
    for person in (counsellor, lead):
        person.user.refresh_from_db()
        unlock(person)


@dataclass
class Keys:
    """Hands that stay on the keyboard; keys count, text does not."""

    page: Page
    limit: int
    pressed: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            assert self.pressed <= self.limit, f"more than {self.limit} keys"
            self.page.keyboard.press(key)


def letters_alone(person: Persona) -> None:
    person.client.post(
        "/account/", {"name": person.user.name, "language": "de", "single_keys": "on"}
    )
    person.user.refresh_from_db()
    assert person.user.single_keys


def test_counsellor_works_on_a_case_with_ten_keys_and_no_mouse(
    office: None, counsellor: Persona, desk: Page
) -> None:
    letters_alone(counsellor)
    first, second = sorted([make_case(urgent=True), make_case()], key=lambda case: not case.urgent)
    show_as(desk, counsellor).goto("/cases/")
    keys = Keys(desk, limit=10)
    keys.press("j", "Enter")
    expect(desk.get_by_role("heading", name=first.reference)).to_be_visible()
    keys.press("r")
    desk.keyboard.type("Danke, dass du schreibst. Jetzt reden wir an ...")
    keys.press("Tab", "Tab", "Enter")
    expect(desk.get_by_label("Verlauf").get_by_text("Danke, dass du schreibst.")).to_be_visible()
    keys.press("t")
    desk.keyboard.type("05052099")
    keys.press("Enter")
    expect(desk.get_by_text("Der nächste Termin ist gespeichert.")).to_be_visible()
    photograph(desk, "case-answered-by-keys")
    keys.press("n")
    expect(desk.get_by_role("heading", name=second.reference)).to_be_visible()
    first.refresh_from_db()
    assert first.next_date == date(2099, 5, 5)
    assert first.entries.filter(kind=EntryKind.TO_REPORTER).count() == 1


def test_keys_lead_through_the_list_and_back(office: None, counsellor: Persona, desk: Page) -> None:
    letters_alone(counsellor)
    for _ in range(3):
        make_case()
    order = list(queue_order(Case.objects.all()).values_list("reference", flat=True))
    show_as(desk, counsellor).goto("/cases/?who=nobody")
    for key, expected in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1), ("k", 0)):
        desk.keyboard.press(key)
        expect(desk.get_by_role("link", name=order[expected])).to_be_focused()
    desk.keyboard.press("Enter")
    for reference in order:  # opening a case moves it down the list; none is skipped
        expect(desk.get_by_role("heading", name=reference)).to_be_visible()
        desk.keyboard.press("n")
    expect(desk.get_by_role("heading", name=order[0])).to_be_visible()  # read, but not done
    desk.keyboard.press("o")
    desk.wait_for_url("**/cases/?who=nobody")
    desk.keyboard.press("/")
    desk.keyboard.type("jonk")
    expect(desk.get_by_label("Fallnummer oder Worte")).to_have_value("jonk")


def test_letters_alone_do_nothing_until_somebody_wants_it(
    office: None, counsellor: Persona, desk: Page
) -> None:
    make_case()
    case = queue_order(Case.objects.all())[0]
    show_as(desk, counsellor).goto(f"/cases/{case.reference}/")
    help_ = desk.get_by_text("Halte Alt gedrückt.")
    desk.keyboard.press("?")
    expect(help_).to_be_hidden()
    desk.keyboard.press("a")
    expect(desk.get_by_label("Notiz", exact=True)).to_be_hidden()
    desk.keyboard.press("Alt+a")
    expect(desk.get_by_label("Notiz", exact=True)).to_be_focused()
    desk.get_by_text("Tasten", exact=True).click()
    expect(help_).to_be_visible()


def test_lead_assigns_five_by_load_in_twelve_taps(office: None, lead: Persona, desk: Page) -> None:
    cases = [make_case() for _ in range(5)]
    show_as(desk, lead).goto("/")
    fingers = Fingers(desk, limit=12)
    fingers.tap(desk.get_by_role("navigation").get_by_role("link", name="Fälle"))
    for case in cases:
        fingers.tap(desk.get_by_label(f"{case.reference} ankreuzen"))
    photograph(desk, "queue")
    fingers.choose("Angekreuzte zuweisen an", "load")
    fingers.tap("Zuweisen")
    expect(desk.get_by_text("5 Fälle sind verteilt.")).to_be_visible()
    counts = Case.objects.values_list("responsible__name", flat=True)
    assert sorted(counts).count(lead.user.name) == 2
    assert flaws(desk) == []
    fingers.tap("Rückgängig")
    expect(desk.get_by_text("Rückgängig gemacht.")).to_be_visible()
    assert set(Case.objects.values_list("responsible", flat=True)) == {None}


def test_case_is_found_by_filters_on_a_phone(
    office: None, counsellor: Persona, phone: Page
) -> None:
    make_case()
    noted = make_case()
    Case.objects.filter(pk=noted.pk).update(channel=Channel.A_TEAM_TALK)
    show_as(phone, counsellor).goto("/cases/")
    fingers = Fingers(phone, limit=5)
    fingers.tap(phone.locator("summary", has_text="Filter"))
    fingers.choose("Kontaktweg", "a_team_talk")
    fingers.tap("Anzeigen")
    expect(phone.locator("[data-row]")).to_have_text([noted.reference])
    expect(phone.locator("summary", has_text="Filter")).to_contain_text("1 aktiv")
    fingers.tap(noted.reference)
    expect(phone.get_by_role("heading", name=noted.reference)).to_be_visible()


@pytest.mark.thorough
def test_list_and_search_are_accessible(office: None, counsellor: Persona, phone: Page) -> None:
    case = make_case(what="Im Bus beleidigt.", urgent=True)
    make_case(what="Im Bus beschimpft.")
    page = show_as(phone, counsellor)
    addresses = ["/cases/", "/cases/?who=nobody&unread=on", "/cases/?due=missing&who=me"]
    addresses += ["/cases/search/", f"/cases/{case.reference}/", "/account/"]
    assert {address: found for address in addresses if (found := look(page, address))} == {}
    page.goto("/cases/search/")
    page.get_by_label("Fallnummer oder Worte").fill("bus")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("mark")).to_have_text(["Bus", "Bus"])
    assert flaws(page) == []
