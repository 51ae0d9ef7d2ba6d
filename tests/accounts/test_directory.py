"""What people publish: channels of a team, and their own name by their own wish."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts import publishing
from accounts.enums import ChannelKind, Role
from accounts.models import Membership, TeamChannel
from accounts.services import save_channels
from ateams.audit.models import Entry
from tests.factories.accounts import TeamFactory
from tests.incidents.sending import errors
from tests.personas import Persona, persona
from trainings.enums import AgeBand
from trainings.models import AboutPerson

pytestmark = pytest.mark.django_db
NAME = "/account/public-name/"


def complaints(answer: object) -> list[str]:
    assert isinstance(answer, HttpResponse)
    return errors(answer)


def own(person: Persona) -> Membership:
    return Membership.objects.get(user=person.user)


@pytest.fixture(autouse=True)
def known_to_be_16(member: Persona) -> None:
    AboutPerson.objects.create(user=member.user, age_band=AgeBand.FROM_16)


def test_name_is_published_by_an_own_tick_and_taken_back_at_once(member: Persona) -> None:
    answer = member.client.post(NAME, {"name": "Mia"})
    assert complaints(answer) == ["Ohne dein Häkchen wird nichts veröffentlicht."]
    assert own(member).published_at is None
    for _ in range(2):
        member.client.post(NAME, {"name": "Mia", "agreed": "on"})
    assert own(member).published_name == "Mia"
    page = member.client.get(NAME).content.decode()
    assert "Öffentlich steht dort: Mia" in page
    assert 'name="agreed" class="kern-form-check__checkbox" checked' not in page
    for _ in range(2):
        member.client.post(NAME, {"withdraw": "on"})
    assert (own(member).published_name, own(member).published_at) == ("", None)
    told = Entry.objects.filter(subject_id=str(member.user.pk)).values_list("action", flat=True)
    assert list(told) == ["account.name_published", "account.name_withdrawn"]


@pytest.mark.parametrize("name", ["", "x" * 61, "   "])
def test_name_that_does_not_fit_is_said_beside_the_field(member: Persona, name: str) -> None:
    answer = member.client.post(NAME, {"name": name, "agreed": "on"})
    assert len(complaints(answer)) == 1
    assert own(member).published_at is None


def test_what_another_package_asks_for_comes_first(
    member: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_conditions", {})
    publishing.add_condition("guardian", lambda membership: f"Es fehlt ein Ja: {membership.user}.")
    sentence = f"Es fehlt ein Ja: {member.user}."
    assert sentence in member.client.get(NAME).content.decode()
    answer = member.client.post(NAME, {"name": "Mia", "agreed": "on"})
    assert sentence in answer.content.decode()
    assert own(member).published_at is None


def test_own_data_tell_the_name_and_since_when(member: Persona) -> None:
    member.client.post(NAME, {"name": "Mia im Verzeichnis", "agreed": "on"})
    assert "Mia im Verzeichnis" in member.client.get("/account/data/").content.decode()


def test_database_knows_no_name_without_consent(member: Persona) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=member.user).update(published_name="Mia")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(user=member.user).update(published_at=timezone.now())


def test_channels_are_saved_changed_and_emptied(coordinator: Persona) -> None:
    assert coordinator.team
    address = f"/institutions/teams/{coordinator.team.pk}/channels/"
    sent = {"room": "Raum 1", "room_en": "Room 1", "phone": "+49 511 12-34", "instagram": "@a.team"}
    assert coordinator.client.post(address, sent).status_code == 302
    sent = {"room": "Raum 2", "phone": "", "website": "https://teich.example/"}
    coordinator.client.post(address, sent)
    stored = TeamChannel.objects.values_list("kind", "text", "text_en")
    assert set(stored) == {("room", "Raum 2", ""), ("website", "https://teich.example/", "")}
    page = coordinator.client.get(f"/institutions/{coordinator.institution.pk}/").content.decode()
    assert "Raum 2" in page


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"phone": "ruf an"}, "Das ist keine Telefonnummer."),
        ({"instagram": "https://x.example/"}, "Schreib nur den Namen des Kontos, ohne Adresse."),
        ({"website": "http://teich.example/"}, "Die Adresse beginnt mit https://"),
        ({"website": "javascript:alert(1)"}, "Die Adresse beginnt mit https://"),
        ({"hours_en": "Mondays"}, "Schreib es bitte auch auf Deutsch."),
    ],
    ids=str,
)
def test_channel_that_leads_nowhere_is_refused_and_nothing_is_stored(
    coordinator: Persona, sent: dict[str, str], complaint: str
) -> None:
    assert coordinator.team
    address = f"/institutions/teams/{coordinator.team.pk}/channels/"
    answer = coordinator.client.post(address, {"room": "Raum 1", **sent})
    assert complaints(answer) == [complaint]
    assert "Raum 1" in answer.content.decode()
    assert not TeamChannel.objects.exists()


def test_channels_of_another_team_stay_as_they_are(coordinator: Persona, lead: Persona) -> None:
    assert coordinator.team
    other = TeamFactory.create()
    for team in (other, coordinator.team):
        save_channels(team=team, channels={ChannelKind.ROOM: ("Raum 1", "")}, by=lead.user)
    address = f"/institutions/teams/{other.pk}/channels/"
    assert coordinator.client.post(address, {"room": "Raum 2"}).status_code == 404
    assert persona(Role.COUNSELLOR).client.get(address).status_code == 200
    assert set(TeamChannel.objects.values_list("text", flat=True)) == {"Raum 1"}
