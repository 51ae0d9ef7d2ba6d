"""A member writes down what the team held; the coordinator confirms it."""

from __future__ import annotations

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team
from tests.factories.trainings import TrainingFactory
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as
from trainings.enums import State
from trainings.models import Training

pytestmark = pytest.mark.django_db(transaction=True)


def log_for_24_teachers(page: Page) -> Fingers:
    """Go from the start page to "saved", for two topics with a co-trainer."""
    page.goto("/")
    member = Fingers(page, limit=12)
    member.tap("Wir haben eine Schulung gehalten")
    member.tap(page.get_by_text("gestern", exact=True))
    member.tap(page.get_by_text("Antisemitismus", exact=True))
    member.tap(page.get_by_text("Anti-Schwarzer Rassismus", exact=True))
    member.tap(page.get_by_text("90 Minuten", exact=True))
    member.type("Lehrkräfte", "24")
    member.tap("Speichern")
    expect(page.get_by_role("heading", name="Gespeichert")).to_be_visible()
    return member


def test_member_logs_a_training_within_twelve_taps(
    member: Persona, coordinator: Persona, phone: Page
) -> None:
    page = show_as(phone, member)
    started = monotonic()
    fingers = log_for_24_teachers(page)
    assert fingers.taps == 7
    assert fingers.typed == ["Lehrkräfte"]
    assert monotonic() - started < 90
    expect(page.get_by_text(f"Es bestätigt: {coordinator.user.name}.")).to_be_visible()
    training = Training.objects.get()
    assert (training.institution, training.logged_by) == (member.institution, member.user)
    assert (training.state, training.head_counts.get().count) == (State.HELD, 24)
    assert [row.code for row in training.topic_rows.all()] == ["anti_black", "antisemitism"]


def test_member_logs_without_javascript(member: Persona, phone_without_javascript: Page) -> None:
    page = show_as(phone_without_javascript, member)
    log_for_24_teachers(page)
    assert Training.objects.get().head_counts.get().count == 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_member_who_taps_twice_has_logged_once(member: Persona, phone: Page) -> None:
    page = show_as(phone, member)
    page.goto("/trainings/log/")
    page.get_by_text("Antisemitismus", exact=True).click()
    page.get_by_text("90 Minuten", exact=True).click()
    page.get_by_label("Lehrkräfte").fill("24")
    page.get_by_role("button", name="Speichern").dblclick()
    expect(page.get_by_role("heading", name="Gespeichert")).to_be_visible()
    assert Training.objects.count() == 1


def test_coordinator_confirms_three_and_corrects_one_within_eight_taps(
    member: Persona, coordinator: Persona, team: Team, phone: Page
) -> None:
    trainings = [
        TrainingFactory.create(
            institution=team.institution, team=team, logged_by=member.user, title=f"Klasse {name}"
        )
        for name in ("7a", "7b", "7c")
    ]
    page = show_as(phone, coordinator)
    page.goto("/")
    fingers = Fingers(page, limit=8)
    fingers.tap("3 Schulungen bestätigen")
    cards = [page.locator(f"#training-{training.id}") for training in trainings]
    for card in cards:
        fingers.tap(card.get_by_text("bestätigen", exact=True))
    fingers.tap(cards[1].get_by_label("Lehrkräfte"))
    cards[1].get_by_label("Lehrkräfte").fill("22")
    fingers.tap("Angekreuzte bestätigen")
    expect(page.get_by_text("3 Schulungen bestätigt.")).to_be_visible()
    expect(page.get_by_text("Nichts zu bestätigen")).to_be_visible()
    assert fingers.taps == 6
    for training, count in zip(trainings, (24, 22, 24), strict=True):
        training.refresh_from_db()
        assert (training.state, training.confirmed_by) == (State.CONFIRMED, coordinator.user)
        assert training.head_counts.get().count == count
