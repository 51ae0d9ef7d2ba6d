"""The start page, the navigation, and what other packages add to them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import Right, StaffRequest
from accounts.enums import Role
from accounts.navigation import Action, Place, add_action, add_place
from accounts.panels import Panel, add_start_panel
from accounts.services import make_key_pair
from tests.factories.incidents import PASSPHRASE
from tests.personas import Persona, give_key

KEYS_PANEL = "accounts/_keys_panel.html"


@pytest.mark.parametrize(("browser", "public"), [("de", "/de/"), ("en-GB", "/en/"), ("tr", "/de/")])
def test_strangers_go_to_the_public_page_in_their_language(
    db: None, browser: str, public: str
) -> None:
    answer = Client().get("/", headers={"accept-language": browser})
    assert answer.headers["Location"] == public
    assert answer.cookies == {}


@pytest.mark.usefixtures("alone")
def test_navigation_shows_what_the_role_may_open(admin: Persona, member: Persona) -> None:
    add_place(Place("accounts:people", "Zweitens", order=2, right=Right.MANAGE_PEOPLE))
    add_place(Place("accounts:vault", "Erstens", order=1, count=lambda _request: 4))
    add_place(Place("accounts:institutions", "Nie da", order=3, roles=frozenset({Role.LEAD})))
    add_place(Place("accounts:not-there-yet", "Kommt noch", order=4))
    links = [
        (link.label, link.url, link.count)
        for link in admin.client.get("/account/").context["navigation"]
    ]
    assert links == [("Erstens", "/vault/", 4), ("Zweitens", "/people/", None)]
    assert [link.label for link in member.client.get("/account/").context["navigation"]] == [
        "Erstens"
    ]


@pytest.mark.usefixtures("alone")
def test_rare_places_stand_in_the_menu_of_the_account(lead: Persona, member: Persona) -> None:
    add_place(Place("accounts:vault", "Oft", order=1))
    add_place(Place("accounts:people", "Selten", order=2, right=Right.MANAGE_PEOPLE, rare=True))
    page = lead.client.get("/account/")
    assert [link.label for link in page.context["navigation"]] == ["Oft"]
    assert [link.label for link in page.context["rare_places"]] == ["Selten"]
    assert page.content.decode().count("Selten") == 1
    assert "Selten" not in member.client.get("/account/").content.decode()


def test_navigation_marks_where_one_is(lead: Persona) -> None:
    for url, current in (("/people/invite/", "Personen"), ("/", "Start")):
        links = lead.client.get(url).context["navigation"]
        assert [str(link.label) for link in links if link.current] == [current]


@pytest.mark.usefixtures("alone")
def test_three_big_actions_stand_in_the_order_of_the_role(lead: Persona, admin: Persona) -> None:
    for position, name in enumerate(["people", "keys", "vault", "institutions"], start=1):
        positions = {Role.LEAD: 5 - position}
        add_action(Action(f"accounts:{name}", name, icon="add", positions=positions))
    add_action(Action("accounts:not-there-yet", "x", icon="add", positions={Role.LEAD: 0}))
    actions = lead.client.get("/").context["actions"]
    assert [action.label for action in actions] == ["institutions", "vault", "keys"]
    assert admin.client.get("/").context["actions"] == []


@pytest.mark.usefixtures("alone")
def test_boxes_that_wait_stand_first(admin: Persona) -> None:
    def build(title: str, *, waits: bool) -> Panel:
        return Panel(title, KEYS_PANEL, {"count": 1}, waits=waits)

    add_start_panel("test:calm", lambda _request: build("Ruhig", waits=False), order=1)
    add_start_panel("test:due", lambda _request: build("Eilig", waits=True), order=2)
    add_start_panel("test:none", lambda _request: None, order=3)
    page = admin.client.get("/").content.decode()
    assert page.index("Eilig") < page.index("Ruhig")
    assert "Gerade wartet nichts" not in page


@pytest.mark.usefixtures("alone")
def test_empty_start_page_says_what_will_stand_there(admin: Persona) -> None:
    def calm(request: StaffRequest) -> Panel:
        return Panel(request.user.name, KEYS_PANEL, {"count": 1}, waits=False)

    add_start_panel("test:calm", calm, order=1)
    assert "Gerade wartet nichts" in admin.client.get("/").content.decode()


def test_lead_sees_that_keys_wait(lead: Persona, counsellor: Persona, admin: Persona) -> None:
    make_key_pair(person=counsellor.user, passphrase=PASSPHRASE)
    assert "Schlüssel freischalten" in lead.client.get("/").content.decode()
    assert "Schlüssel freischalten" not in admin.client.get("/").content.decode()


def test_page_says_how_far_the_own_key_is(lead: Persona, member: Persona) -> None:
    assert "fehlt noch ein Schlüssel" in member.client.get("/").content.decode()
    make_key_pair(person=member.user, passphrase=PASSPHRASE)
    assert "wartet auf Freischaltung" in member.client.get("/").content.decode()
    give_key(lead, member)
    assert "Für Fälle" not in member.client.get("/").content.decode()


@pytest.mark.parametrize("who", ["member", "coordinator"])
@pytest.mark.parametrize(
    "term",
    [
        {"starts_on": "2019-01-01", "term_ends_on": "2020-01-01"},
        {"starts_on": "2019-01-01", "ended_on": "2019-02-01", "end_reason": "term_over"},
        {"starts_on": "2999-01-01", "term_ends_on": None},
    ],
)
def test_somebody_without_a_term_is_greeted_and_told_so(
    request: pytest.FixtureRequest, who: str, term: dict[str, str | None]
) -> None:
    person: Persona = request.getfixturevalue(who)
    make_key_pair(person=person.user, passphrase=PASSPHRASE)
    person.user.memberships.update(**term)
    start = person.client.get("/")
    page = start.content.decode()
    assert f"Hallo {person.user.name}" in page
    assert "Die Amtszeit ist vorbei oder hat noch nicht begonnen." in page
    assert "Freischaltung" not in page
    assert start.context["actions"] == []
    for link in start.context["navigation"]:
        assert person.client.get(link.url, follow=True).status_code == 200, link.url


@pytest.mark.thorough
def test_every_place_of_every_role_opens(
    member: Persona, coordinator: Persona, counsellor: Persona, lead: Persona, admin: Persona
) -> None:
    for person in (member, coordinator, counsellor, lead, admin):
        start = person.client.get(reverse("accounts:start"))
        links = [*start.context["navigation"], *start.context["actions"]]
        assert links
        for link in links:
            assert person.client.get(link.url, follow=True).status_code == 200, link.url
