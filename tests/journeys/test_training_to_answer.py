"""Logged, confirmed, asked by mail a month later, answered through the link, seen by the office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from time_machine import Traveller

from accounts.models import Contact
from ateams.outbox.tasks import deliver
from followups.tasks import plan, send
from tests.factories.accounts import ContactFactory
from tests.factories.followups import default_rules
from tests.journeys.taps import Fingers
from tests.personas import Persona, show_as
from tests.smtp import MailSink
from trainings.enums import Answer, State
from trainings.models import Training

pytestmark = pytest.mark.django_db(transaction=True)

BERLIN = ZoneInfo("Europe/Berlin")
HELD = datetime(2026, 10, 14, 15, tzinfo=BERLIN)
DAY_BEFORE = datetime(2026, 11, 13, 10, tzinfo=BERLIN)
MONTH_LATER = datetime(2026, 11, 16, 10, tzinfo=BERLIN)  # the 14th is a Saturday
WISH = "Wir hätten gern Material für die siebten Klassen."


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(HELD) as traveller:
        yield traveller


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


@pytest.fixture
def contact(coordinator: Persona) -> Contact:
    return ContactFactory.create(institution=coordinator.institution)


def sweep() -> None:
    """Do what the periodic jobs do: plan, write into the outbox, hand over to the server."""
    for task in (plan, send, deliver):
        task()


def sign_in_again(page: Page, person: Persona) -> Page:
    """Show the page to somebody whose session of last month is over."""
    page.context.clear_cookies()
    person.client.force_login(person.user)
    return show_as(page, person)


def log_and_confirm(page: Page, member: Persona, coordinator: Persona) -> Training:
    show_as(page, member).goto("/trainings/log/")
    page.get_by_text("Sexismus, Frauenfeindlichkeit", exact=True).click()
    page.get_by_text("90 Minuten", exact=True).click()
    page.get_by_label("Lehrkräfte").fill("24")
    page.get_by_role("button", name="Speichern").click()
    sign_in_again(page, coordinator).goto("/trainings/confirm/")
    page.get_by_text("bestätigen", exact=True).click()
    page.get_by_role("button", name="Angekreuzte bestätigen").click()
    expect(page.get_by_text("1 Schulung bestätigt.")).to_be_visible()
    return Training.objects.get()


def answer_by_link(page: Page, message: EmailMessage) -> None:
    """Open the mail's link as somebody without account, and answer within three taps."""
    page.context.clear_cookies()
    body = message.get_body(("plain",))
    assert body
    link = re.search(r"https?://\S+/answer/\S+", body.get_content())
    assert link
    path = urlsplit(link[0]).path
    assert Client().get(path).status_code == 200  # a scanner that follows links answers nothing
    assert Client().head(path).status_code == 200
    contact = Fingers(page, limit=3)
    page.goto(path)
    contact.taps += 1  # the link in the mail
    contact.typed.append("text")
    contact.taps += 1
    page.get_by_role("textbox").fill(WISH)
    contact.tap(str(Answer.WANT_HELP.label))
    expect(page.get_by_role("heading", name="Danke für die Antwort")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_training_is_followed_up_until_the_office_has_helped(
    clock: Traveller,
    sink: MailSink,
    contact: Contact,
    member: Persona,
    coordinator: Persona,
    counsellor: Persona,
    phone: Page,
) -> None:
    default_rules()
    training = log_and_confirm(phone, member, coordinator)
    assert training.state == State.CONFIRMED

    clock.move_to(DAY_BEFORE)
    sweep()
    assert contact.email not in sink.addresses()

    clock.move_to(MONTH_LATER)
    sweep()
    sweep()
    assert sink.addresses().count(contact.email) == 1
    message = next(mail.message for mail in sink.received if mail.address == contact.email)
    answer_by_link(phone, message)
    given = training.follow_up_answers.get()
    assert (given.months, given.contact, given.answer) == (1, contact, Answer.WANT_HELP)

    page = sign_in_again(phone, counsellor)
    for address in (f"/trainings/{training.id}/", f"/institutions/{training.institution_id}/"):
        page.goto(address)
        expect(page.get_by_text(str(Answer.WANT_HELP.label)).first).to_be_visible()
        expect(page.get_by_text(WISH)).to_be_visible()

    page.goto("/agenda/")
    expect(page.get_by_role("heading", name="Heute")).to_be_visible()
    page.get_by_role("link", name=f"{Answer.WANT_HELP.label}: {training.title}").click()
    page.get_by_role("button", name="Ist erledigt").click()
    expect(page.get_by_text("Als erledigt eingetragen.")).to_be_visible()
    page.goto("/agenda/")
    link = page.get_by_role("link", name=f"{Answer.WANT_HELP.label}: {training.title}")
    expect(link).to_have_count(0)

    clock.move_to(MONTH_LATER.replace(month=12, day=14))
    sweep()
    assert sink.addresses().count(contact.email) == 1  # answered: nobody asks again
