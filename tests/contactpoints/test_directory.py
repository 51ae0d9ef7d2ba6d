"""The public directory: open contact points alone, and what they publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import ChannelKind, EndReason, Role
from accounts.models import Institution, Team
from accounts.services import assign, end_membership, save_channels, withdraw_name
from tests.factories.accounts import InstitutionFactory, TeamFactory, publish
from tests.factories.incidents import give_key
from tests.personas import Persona, persona
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db
TEAMS = "/de/teams/"


def open_team(name: str, district: str, slug: str) -> tuple[Team, Persona]:
    """Return a team in which one person can read."""
    institution = InstitutionFactory.create(name=name, district=district)
    team = TeamFactory.create(institution=institution, slug=slug)
    somebody = persona(Role.MEMBER, team=team)
    give_key(somebody.user)
    return team, somebody


@pytest.fixture
def pond(db: None) -> tuple[Team, Persona]:
    make_recovery_key()
    return open_team("IGS Am Teich", "Linden-Nord", "am-teich")


def shown(client: Client, path: str = TEAMS) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not client.cookies
    return answer.content.decode()


def test_only_teams_in_which_somebody_can_read_are_listed(
    client: Client, pond: tuple[Team, Persona]
) -> None:
    closed = TeamFactory.create(slug="closed", institution__name="Schule ohne Schlüssel")
    persona(Role.MEMBER, team=closed)
    gone, _ = open_team("Schule von früher", "Mitte", "gone")
    Institution.objects.filter(teams=gone).update(active=False)
    page = shown(client)
    assert "IGS Am Teich" in page
    assert "Schule ohne Schlüssel" not in page
    assert "Schule von früher" not in page
    assert [client.get(f"{TEAMS}{slug}/").status_code for slug in ("closed", "gone", "nobody")] == [
        404
    ] * 3
    team, member = pond
    end_membership(person=member.user, reason=EndReason.OWN_WISH, by=persona(Role.LEAD).user)
    assert "Gerade ist kein A-Team erreichbar" in shown(client)
    assert client.get(f"{TEAMS}{team.slug}/").status_code == 404


@pytest.mark.usefixtures("pond")
def test_list_is_narrowed_to_a_part_of_the_city(client: Client) -> None:
    open_team("Gymnasium Am Fluss", "Südstadt", "am-fluss")
    page = shown(client, f"{TEAMS}?district=S%C3%BCdstadt")
    assert "Gymnasium Am Fluss" in page
    assert "IGS Am Teich" not in page
    for nonsense in ("?district=Atlantis", "?district=" + "x" * 500):
        assert "IGS Am Teich" in shown(client, TEAMS + nonsense)


def test_team_shows_channels_and_names_in_the_language_of_the_page(
    client: Client, pond: tuple[Team, Persona], lead: Persona
) -> None:
    team, member = pond
    channels = {
        ChannelKind.ROOM: ("Raum <b>1</b>", "Room 1"),
        ChannelKind.HOURS: ("montags", ""),
        ChannelKind.PHONE: ("0511 / 12-34", ""),
        ChannelKind.EMAIL: ("ateam@teich.example", ""),
        ChannelKind.INSTAGRAM: ("@ateam_teich", ""),
    }
    save_channels(team=team, channels=channels, by=lead.user)
    publish(member.user, "Mia")
    page = shown(client, f"{TEAMS}am-teich/")
    assert "Raum &lt;b&gt;1&lt;/b&gt;" in page
    for link in ("tel:05111234", "mailto:ateam@teich.example", "instagram.com/ateam_teich/"):
        assert link in page
    assert "<li>Mia</li>" in page
    assert 'href="/de/report/?team=am-teich"' in page
    english = shown(client, "/en/teams/am-teich/")
    assert "Room 1" in english
    assert '<dd lang="de">montags</dd>' in english


def test_name_is_gone_as_soon_as_it_is_taken_back_or_the_membership_ends(
    client: Client, pond: tuple[Team, Persona], lead: Persona
) -> None:
    team, member = pond
    other = persona(Role.MEMBER, team=team)
    coordinator = persona(Role.COORDINATOR, team=team)
    for person, name in ((member, "Mia"), (other, "Noor"), (coordinator, "Frau Kim")):
        publish(person.user, name)
    answer = client.get(f"{TEAMS}am-teich/")
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Frau Kim <span" in answer.content.decode()
    withdraw_name(person=member.user, by=member.user)
    end_membership(person=other.user, reason=EndReason.OWN_WISH, by=lead.user)
    assign(person=coordinator.user, role=Role.COUNSELLOR, team=None, by=lead.user)
    page = shown(client, f"{TEAMS}am-teich/")
    assert not any(name in page for name in ("Mia", "Noor", "Frau Kim"))
    stored = team.memberships.values_list("published_name", "published_at")
    assert set(stored) == {("", None)}


def test_name_is_gone_with_the_last_day_of_the_term(
    client: Client, pond: tuple[Team, Persona]
) -> None:
    team, member = pond
    publish(member.user, "Mia")
    give_key(persona(Role.MEMBER, team=team).user)
    yesterday = timezone.localdate() - timedelta(days=1)
    member.user.memberships.update(term_ends_on=yesterday)
    assert "Mia" not in shown(client, f"{TEAMS}am-teich/")


@pytest.mark.usefixtures("pond")
@pytest.mark.parametrize("teams", [1, 3])
def test_pages_cost_constant_queries(
    client: Client, teams: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(teams):
        _team, somebody = open_team(f"Schule {number}", f"Stadtteil {number}", f"school-{number}")
        publish(somebody.user, "Mia")
    with django_assert_num_queries(2):
        client.get(TEAMS)
    with django_assert_num_queries(4):
        client.get(f"{TEAMS}school-0/")
