"""Signing up without an account, waiting, excusing oneself, and what capacity does to it."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Team
from ateams.erasure import days_before
from ateams.outbox.models import Mail
from tests.factories.trainings import SignUpFactory, TrainingFactory
from tests.personas import Persona
from tests.trainings.details import details_for
from trainings.enums import State
from trainings.erasure import ERASERS
from trainings.links import PLACE, sign_up_link, token_of
from trainings.models import SignUp, Training
from trainings.places import places_of
from trainings.services import change_training, open_sign_up, sign_up, sign_up_guest
from trainings.services import sign_ups as service

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def ahead(team: Team) -> Training:
    """Return a planned training with two places, whose sign-up is open."""
    return TrainingFactory.create(
        institution=team.institution,
        team=team,
        state=State.PLANNED,
        on=timezone.localdate() + timedelta(days=9),
        capacity=2,
        sign_up_key=uuid.uuid4(),
    )


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def join(training: Training, **typed: str) -> Response:
    """Sign up by the link, as a browser without cookies does."""
    client = Client(headers={"sec-fetch-site": "same-origin"})
    form = {"submission": str(uuid.uuid4()), "name": "", "email": ""} | typed
    return client.post(path_of(sign_up_link(training)), form)


def coming(training: Training) -> list[str]:
    return [one.name for one in places_of(training).with_place]


def waiting(training: Training) -> list[str]:
    return [one.name for one in places_of(training).waiting]


def test_guest_signs_up_with_nothing_and_excuses_themselves_by_the_own_link(
    ahead: Training,
) -> None:
    answer = join(ahead)
    place = answer["Location"]
    client = Client(headers={"sec-fetch-site": "same-origin"})
    page = client.get(place)
    assert "Du bist angemeldet" in page.content.decode()
    assert not client.cookies
    assert SignUp.objects.get().excused_at is None  # looking changes nothing
    client.post(place, {"coming": "no"})
    assert "Du bist abgemeldet" in client.get(place).content.decode()
    assert coming(ahead) == []
    client.post(place, {"coming": "yes"})
    assert len(places_of(ahead).with_place) == 1
    assert not Mail.objects.exists()


def test_whoever_comes_when_it_is_full_waits_and_moves_up(ahead: Training) -> None:
    for name in ("Ada", "Bo", "Cem"):
        join(ahead, name=name, email=f"{name.lower()}@example.org")
    assert (coming(ahead), waiting(ahead)) == (["Ada", "Bo"], ["Cem"])
    assert [mail.subject for mail in Mail.objects.order_by("queued_at")] == [
        f"Angemeldet: {ahead.title}",
        f"Angemeldet: {ahead.title}",
        f"Warteliste: {ahead.title}",
    ]
    first = SignUp.objects.get(name="Ada")
    for _ in range(2):  # twice does no harm
        service.excuse(sign_up_id=first.id)
    assert (coming(ahead), waiting(ahead)) == (["Bo", "Cem"], [])
    moved_up = Mail.objects.get(kind="training_moved_up")
    assert moved_up.address == "cem@example.org"
    service.come_after_all(sign_up_id=first.id)
    assert waiting(ahead) == ["Ada"]


def test_double_sign_up_is_one_and_answers_alike(ahead: Training) -> None:
    submission = str(uuid.uuid4())
    first = join(ahead, submission=submission, name="Ada")
    again = join(ahead, submission=submission, name="Ada")
    assert first["Location"] == again["Location"]
    known = join(ahead, email="bo@example.org")
    unknown_again = join(ahead, name="Jemand", email="BO@example.org")
    assert known["Location"] == unknown_again["Location"] == "/de/join/sent/"
    assert SignUp.objects.count() == 2
    assert SignUp.objects.get(email="bo@example.org").name == ""  # nobody else writes into it
    assert Mail.objects.count() == 1  # not again within the hour


@pytest.mark.parametrize("what", ["cancelled", "over", "closed", "foreign token"])
def test_link_that_has_ended_says_so(ahead: Training, what: str) -> None:
    link = path_of(sign_up_link(ahead))
    if what == "cancelled":
        Training.objects.update(state=State.CANCELLED)
    elif what == "over":
        ahead.sessions.update(date=timezone.localdate() - timedelta(days=1))
    elif what == "closed":
        Training.objects.update(sign_up_key=uuid.uuid4())
    else:  # what opens another kind of page opens none of this kind
        assert ahead.sign_up_key
        link = f"/de/join/{token_of(PLACE, ahead.sign_up_key)}/"
    client = Client(headers={"sec-fetch-site": "same-origin"})
    answers = [client.get(link), client.post(link, {"submission": str(uuid.uuid4())})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "gilt nicht mehr" in answers[0].content.decode()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"email": "kein-at"}, "email"), ({"name": "a\x00b"}, "name"), ({"name": "x" * 121}, "name")],
)
def test_bad_input_is_named_beside_its_field(
    ahead: Training, typed: dict[str, str], field: str
) -> None:
    answer = join(ahead, **typed)
    assert set(answer.context["form"].errors) == {field}
    assert not SignUp.objects.exists()


def test_flood_is_asked_to_wait_and_keeps_what_was_typed(
    ahead: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AN_HOUR", 1)
    join(ahead, name="Ada")
    page = join(ahead, name="Bo").content.decode()
    assert "sehr viele" in page
    assert 'value="Bo"' in page


def test_capacity_below_those_with_a_place_is_refused_and_more_lets_them_move_up(
    ahead: Training, coordinator: Persona, team: Team
) -> None:
    for name in ("Ada", "Bo", "Cem"):
        SignUpFactory.create(training=ahead, name=name, email=f"{name.lower()}@example.org")
    address = f"/trainings/{ahead.id}/edit/"
    form = coordinator.client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() not in (None, "", [])}
    answer = coordinator.client.post(address, shown | {"capacity": 1, "place": "Aula"})
    assert answer.context["form"].errors["capacity"] == [
        "2 Personen haben schon einen Platz. Weniger Plätze gehen nicht mehr."
    ]
    ahead.refresh_from_db()
    assert (ahead.capacity, ahead.place) == (2, "")
    coordinator.client.post(address, shown | {"capacity": 3})
    ahead.refresh_from_db()
    assert coming(ahead) == ["Ada", "Bo", "Cem"]
    assert [mail.address for mail in Mail.objects.all()] == ["cem@example.org"]


def test_account_comes_and_excuses_itself_by_a_tap(
    ahead: Training, member: Persona, coordinator: Persona
) -> None:
    address = f"/trainings/{ahead.id}/"
    for _ in range(2):
        page = member.client.post(f"{address}come/", {"coming": "yes"}, follow=True)
    assert "Eigene Anmeldung: dabei." in page.content.decode()
    assert member.user.name in coordinator.client.get(address).content.decode()
    member.client.post(f"{address}come/", {"coming": "no"})
    assert SignUp.objects.get().excused_at is not None
    member.client.post(f"{address}come/", {"coming": "yes"})
    coordinator.client.post(f"/trainings/sign-ups/{SignUp.objects.get().id}/excuse/")
    assert places_of(ahead).coming == []


def test_names_of_those_who_come_are_shown_to_whoever_plans_or_holds_it(
    ahead: Training, member: Persona, coordinator: Persona
) -> None:
    SignUpFactory.create(training=ahead, name="Ada Beispiel")
    address = f"/trainings/{ahead.id}/"
    assert "Ada Beispiel" not in member.client.get(address).content.decode()
    assert "Ada Beispiel" in coordinator.client.get(address).content.decode()
    ahead.trainers.create(user=member.user)
    assert "Ada Beispiel" in member.client.get(address).content.decode()


def test_sign_up_opens_with_a_link_and_closing_ends_it(
    ahead: Training, coordinator: Persona
) -> None:
    Training.objects.update(sign_up_key=None)
    address = f"/trainings/{ahead.id}/"
    page = coordinator.client.post(f"{address}sign-up/", {"open": "yes"}, follow=True)
    ahead.refresh_from_db()
    link = sign_up_link(ahead)
    assert link in page.content.decode()
    open_sign_up(training_id=ahead.id, by=coordinator.user)  # stays as it is
    ahead.refresh_from_db()
    assert sign_up_link(ahead) == link
    coordinator.client.post(f"{address}sign-up/", {"open": "no"})
    assert Client().get(path_of(link)).status_code == 404


def test_page_takes_as_many_queries_for_three_as_for_one(
    ahead: Training, coordinator: Persona, django_assert_max_num_queries: object
) -> None:
    counts = []
    for _ in range(3):
        SignUpFactory.create(training=ahead)
        with django_assert_max_num_queries(40) as queries:  # type: ignore[operator]
            coordinator.client.get(f"/trainings/{ahead.id}/")
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_sign_ups_go_thirty_days_after_the_last_day(ahead: Training, member: Persona) -> None:
    sign_up(training_id=ahead.id, by=member.user)
    assert ahead.sign_up_key
    sign_up_guest(key=ahead.sign_up_key, submission=uuid.uuid4(), name="Ada")
    eraser = next(one for one in ERASERS if one.kind == "sign_up")
    today = timezone.localdate()
    ahead.sessions.update(date=days_before(today, 29))
    assert not eraser.due(today).exists()
    ahead.sessions.update(date=days_before(today, 30))
    assert eraser.erase([row.pk for row in eraser.due(today)]) == 2
    assert not SignUp.objects.exists()


def test_capacity_is_checked_in_the_service(ahead: Training, lead: Persona, team: Team) -> None:
    for _ in range(2):
        SignUpFactory.create(training=ahead)
    day = timezone.localdate() + timedelta(days=9)
    with pytest.raises(ValidationError, match="2 Personen haben schon"):
        change_training(
            training_id=ahead.id, details=details_for(team, on=day, capacity=1), by=lead.user
        )
