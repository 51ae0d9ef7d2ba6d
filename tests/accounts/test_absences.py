"""When somebody is away: entered by themselves or by a lead, and gone a month after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.erasure import ERASERS
from accounts.models import Absence, User
from accounts.own_data import own_data
from accounts.selectors import absences_on, named_with_absence, stand_ins_for, with_absence
from tests.personas import Persona, persona

pytestmark = pytest.mark.django_db
OWN = "/account/absences/"


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def enter(who: Persona, first: int, last: int, url: str = OWN, **fields: Any) -> str:
    sent = {"first_day": day(first), "last_day": day(last), **fields}
    return who.client.post(url, sent, follow=True).content.decode()


def test_own_absence_is_entered_once_shown_and_ended(counsellor: Persona, lead: Persona) -> None:
    for _ in range(2):
        html = enter(counsellor, -2, 5, stand_in=str(lead.user.pk))
        assert "Gespeichert." in html
    enter(counsellor, 20, 30)
    running, later = Absence.objects.all()
    assert f"Vertretung: {lead.user}" in html
    assert "Tage eintragen" in counsellor.client.get("/account/").content.decode()
    assert absences_on(timezone.localdate(), [counsellor.user.pk]) == {counsellor.user.pk: running}
    found = with_absence(User.objects.filter(pk=counsellor.user.pk)).get()
    assert named_with_absence(found).endswith(running.last_day.strftime("bis %d.%m.%Y"))
    section = next(part for part in own_data(counsellor.user, most=9) if part.key == "absences")
    assert [row["stand_in"] for row in section.rows] == ["", str(lead.user)]

    for absence in (running, later):
        counsellor.client.post(f"{OWN}{absence.pk}/end/")
    kept = Absence.objects.get()
    assert (kept.pk, kept.last_day.isoformat()) == (running.pk, day(-1))
    assert absences_on(timezone.localdate(), [counsellor.user.pk]) == {}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (5, 3, "Der letzte Tag liegt vor dem ersten."),
        (-5, -3, "Dieser Tag ist schon vorbei."),
        (0, 400, "Stimmt das Jahr?"),
        (9, 12, "In dieser Zeit ist schon etwas eingetragen."),
    ],
)
def test_bad_input_is_named_beside_what_was_typed(
    counsellor: Persona, first: int, last: int, words: str
) -> None:
    enter(counsellor, 10, 11)
    html = enter(counsellor, first, last)
    assert "data-error-summary" in html
    assert words in html
    assert f'value="{day(last)}"' in html
    assert Absence.objects.count() == 1


def test_lead_enters_for_others_and_nobody_else_does(
    counsellor: Persona, lead: Persona, member: Persona
) -> None:
    url = f"/people/{counsellor.user.pk}/absences/"
    enter(lead, 0, 1, url, stand_in=str(lead.user.pk))
    absence = Absence.objects.get()
    assert absence.person == counsellor.user
    assert url in lead.client.get(f"/people/{counsellor.user.pk}/").content.decode()
    for stranger in (member, counsellor):
        assert stranger.client.post(f"{url}{absence.pk}/end/").status_code == 404
    member.client.post(f"{OWN}{absence.pk}/end/")
    lead.client.post(f"/people/{member.user.pk}/absences/{absence.pk}/end/")
    assert Absence.objects.exists()
    lead.client.post(f"{url}{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_coordinator_enters_for_members_of_the_own_team(
    coordinator: Persona, member: Persona, lead: Persona, counsellor: Persona
) -> None:
    url = f"/people/{member.user.pk}/absences/"
    assert coordinator.team
    roster = f"/team/{coordinator.team.pk}/"
    assert url in coordinator.client.get(roster).content.decode()
    assert url not in counsellor.client.get(roster).content.decode()
    assert "Gespeichert." in enter(coordinator, 0, 3, url)
    absence = Absence.objects.get(person=member.user)
    for other in (persona(Role.MEMBER), persona(Role.COORDINATOR, team=coordinator.team), lead):
        strange = f"/people/{other.user.pk}/absences/"
        assert coordinator.client.get(strange).status_code == 404
    coordinator.client.post(f"{url}{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_start_page_shows_who_is_away(
    lead: Persona, counsellor: Persona, coordinator: Persona, member: Persona
) -> None:
    enter(counsellor, 0, 3, stand_in=str(lead.user.pk))
    enter(coordinator, 5, 9)
    enter(persona(Role.COORDINATOR), 20, 30)
    enter(member, 0, 0)
    html = lead.client.get("/").content.decode()
    assert "Wer nicht da ist" in html
    assert f"bis {timezone.localdate() + timedelta(days=3):%d.%m.%Y}" in html
    assert html.count("ohne Vertretung") == 1
    assert str(member.user.pk) not in html
    assert "Wer nicht da ist" not in counsellor.client.get("/").content.decode()
    assert member.user.name in coordinator.client.get("/").content.decode()
    assert "Wer nicht da ist" not in member.client.get("/").content.decode()


def test_stand_in_is_somebody_of_the_same_house(
    counsellor: Persona, lead: Persona, member: Persona, coordinator: Persona, admin: Persona
) -> None:
    stranger = persona(Role.MEMBER)
    gone = persona(Role.COUNSELLOR)
    gone.user.is_active = False
    gone.user.save()
    assert set(stand_ins_for(counsellor.user)) == {lead.user}
    assert set(stand_ins_for(member.user)) == {coordinator.user}
    assert set(stand_ins_for(coordinator.user)) == set()  # a member could not do it
    assert set(stand_ins_for(admin.user)) == set()
    for unfit in (stranger, counsellor):
        assert "data-error-summary" in enter(counsellor, 1, 2, stand_in=str(unfit.user.pk))
    assert "data-error-summary" in enter(counsellor, 1, 2, stand_in=str(uuid4()))


def test_database_refuses_what_cannot_be(counsellor: Persona) -> None:
    today = timezone.localdate()
    for wrong in ({"last_day": today - timedelta(days=1)}, {"stand_in": counsellor.user}):
        fields = {"person": counsellor.user, "first_day": today, "last_day": today, **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(**fields)


def test_absence_is_erased_thirty_days_after_its_end(counsellor: Persona) -> None:
    enter(counsellor, 0, 3)
    eraser = next(one for one in ERASERS if one.kind == "absence")
    end = timezone.localdate() + timedelta(days=3)
    assert not eraser.due(end + timedelta(days=30)).exists()
    with time_machine.travel(end + timedelta(days=31)):
        found = list(eraser.due(end + timedelta(days=31)).values_list("pk", flat=True))
    assert eraser.erase(found) == 1
