"""Answering on a phone, and the pages as axe sees them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from playwright.sync_api import Page, expect

from ateams.due import Recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups.answer_links import Question, addressee_of, link_to
from tests.factories.accounts import ContactFactory
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.personas import Persona, show_as
from tests.web.accessibility import look
from trainings.models import FollowUpAnswer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def path() -> str:
    """Return the address of a link that was mailed to a contact."""
    contact = ContactFactory.create()
    on = timezone.localdate() - relativedelta(months=1)
    training = TrainingFactory.create(institution=contact.institution, on=on)
    return urlsplit(link_to(Question(training.pk, 1, contact.pk, addressee_of(contact.email)))).path


def test_contact_asks_for_help_with_a_sentence_in_three_taps(
    phone_without_javascript: Page, path: str
) -> None:
    page = phone_without_javascript
    page.goto(path)  # the first tap, in the mail
    page.get_by_label("Möchten Sie etwas dazu schreiben?").click()
    page.keyboard.type("Bitte noch ein Workshop für die 8b.")
    page.get_by_role("button", name="Wir wünschen uns Unterstützung").click()
    expect(page.get_by_role("heading", name="Danke für die Antwort")).to_be_visible()
    answer = FollowUpAnswer.objects.get()
    assert (answer.answer, answer.text) == ("want_help", "Bitte noch ein Workshop für die 8b.")


@pytest.mark.thorough
def test_answer_pages_are_accessible(phone: Page, path: str) -> None:
    assert look(phone, path) == []
    phone.get_by_role("button", name="Zuständig ist jetzt eine andere Person").click()
    expect(phone.get_by_role("heading", name="Danke für die Antwort")).to_be_visible()
    assert look(phone, path) == []
    assert look(phone, "/answer/kaputt/") == []


@pytest.mark.thorough
@pytest.mark.usefixtures("rules")
def test_agenda_is_accessible(coordinator: Persona, phone: Page) -> None:
    for days in (0, 3, 20):
        TrainingFactory.create(
            institution=coordinator.institution, logged_at=timezone.now() - timedelta(days=days)
        )
    assert look(show_as(phone, coordinator), "/agenda/?show=all") == []
    phone.get_by_text("Später oder abgeben").first.click()
    for name in ("An jemand anderen abgeben", "Auf später verschieben"):
        link = phone.get_by_role("link", name=name).first.get_attribute("href")
        assert look(phone, str(link)) == []
        phone.goto("/agenda/?show=all")
        phone.get_by_text("Später oder abgeben").first.click()
    phone.get_by_role("link", name="Auf später verschieben").first.click()  # the second tap
    phone.get_by_text("Ich warte auf andere.").click()
    phone.get_by_role("button", name="Verschieben").click()
    phone.get_by_role("button", name="Rückgängig").click()
    expect(phone.get_by_text("Nicht mehr verschoben.")).to_be_visible()


@pytest.mark.thorough
def test_mails_are_accessible(admin: Persona, phone: Page) -> None:
    for state in (MailState.UNCERTAIN, MailState.QUEUED):
        mail = queue(
            kind="training.to_confirm",
            to=Recipient("", "Anna", "anna@schule.example", "de"),
            subject="Hallo",
            text="Text",
        )
        ended = timezone.now() if state == MailState.UNCERTAIN else None
        Mail.objects.filter(pk=mail.pk).update(state=state, finished_at=ended)
    assert look(show_as(phone, admin), "/mails/") == []


@pytest.mark.usefixtures("rules")
def test_counsellor_goes_through_the_agenda_by_keys(
    counsellor: Persona, coordinator: Persona, desk: Page, phone: Page
) -> None:
    counsellor.client.post("/account/", {"name": "Cem", "language": "de", "single_keys": "on"})
    first, second = (
        FollowUpAnswerFactory.create(
            training__institution=coordinator.institution,
            training__title=title,
            answer="want_help",
            at=timezone.now() - timedelta(days=days),
        )
        for title, days in (("Erste", 5), ("Zweite", 2))
    )
    show_as(desk, counsellor).goto("/agenda/?part=overdue")
    for key in "jjd":  # the first, the second, done
        desk.keyboard.press(key)
    expect(desk.get_by_role("link", name="Zweite")).to_have_count(0)
    second.refresh_from_db()
    assert second.handled_at
    desk.keyboard.press("?")
    expect(desk.get_by_text("nächster, voriger Eintrag")).to_be_visible()
    for key in "jo":  # the first, open it
        desk.keyboard.press(key)
    desk.wait_for_url(f"**/trainings/{first.training_id}/**")
    show_as(phone, counsellor)
    for query in ("view=calendar&show=all", "part=sent"):
        assert look(phone, f"/agenda/?{query}") == []
    assert look(phone, "/agenda/feed/") == []
