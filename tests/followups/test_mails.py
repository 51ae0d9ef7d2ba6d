"""What the mails say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Contact
from ateams.outbox.delivery import as_message
from ateams.outbox.models import Mail
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import (
    ContactFactory,
    MembershipFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import (
    FollowUpAnswerFactory,
    TrainingFactory,
    TrainingRequestFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def sent() -> dict[str, Mail]:
    """Write every mail that is due and return them by kind."""
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    return {mail.kind: mail for mail in Mail.objects.all()}


def test_question_to_the_contact_carries_training_and_link() -> None:
    contact = ContactFactory.create(name="Kim & Co", institution__name="Gymnasium <Teich>")
    TrainingFactory.create(
        institution=contact.institution, on=date(2026, 10, 25), title="Was tun?", state="confirmed"
    )
    mail = sent()["training.follow_up"]
    assert mail.subject == "Wie ging es nach der Schulung „Was tun?“ weiter?"
    assert "Guten Tag, Kim & Co," in mail.text
    assert "vor einem Monat fand die Schulung „Was tun?“ statt (Gymnasium <Teich>)" in mail.text
    assert f"\n{settings.BASE_URL}/answer/" in mail.text
    assert "bis zum 24. Januar 2027" in mail.text
    assert "Kim &amp; Co" in mail.html
    assert f'href="{settings.BASE_URL}/answer/' in mail.html


def test_second_question_says_that_it_is_the_second() -> None:
    contact = ContactFactory.create()
    TrainingFactory.create(institution=contact.institution, on=date(2026, 10, 18), title="Was tun?")
    assert sent()["training.follow_up"].subject.startswith("Noch einmal gefragt: ")


def test_every_kind_has_a_subject_of_its_own_and_a_link_into_the_system() -> None:
    lead = UserFactory.create(role=Role.LEAD)
    open_office(lead)
    team = TeamFactory.create(institution__name="Gymnasium am Teich")
    MembershipFactory.create(user__role=Role.COORDINATOR, team=team)
    place = team.institution
    TrainingFactory.create(institution=place, logged_at=NOW - timedelta(days=8))
    TrainingFactory.create(institution=place, on=date(2026, 11, 24), state="planned")
    answered = TrainingFactory.create(institution=place, on=date(2026, 10, 20), state="confirmed")
    FollowUpAnswerFactory.create(training=answered, answer="want_help")
    TrainingFactory.create(institution=place, on=date(2026, 10, 24), state="confirmed")
    other = ContactFactory.create(institution__name="Schule am See").institution
    TrainingFactory.create(institution=other, on=date(2026, 10, 8), state="confirmed")
    TrainingRequestFactory.create(institution_name="Schule am Wald", at=NOW - timedelta(days=9))
    make_case()
    mails = sent()
    assert {kind: mail.subject for kind, mail in mails.items()} == {
        "case.waiting": "Im A-Team-System wartet etwas auf dich",
        "training.asked": "Anfrage nach einer Schulung: Schule am Wald",
        "training.attendance_missing": "Wer war da? Schulung, Gymnasium am Teich",
        "training.contact_missing": "Kontaktperson fehlt: Gymnasium am Teich",
        "training.follow_up_unanswered": "Keine Antwort auf unsere Nachfrage: Schule am See",
        "training.help_wanted": "Antwort einer Einrichtung: Gymnasium am Teich",
        "training.to_confirm": "Bitte bestätigen: Schulung, Gymnasium am Teich",
    }
    for mail in mails.values():
        assert f"\n{settings.BASE_URL}/" in mail.text
        assert "Antworten darauf erreichen niemanden." in mail.text


def test_mail_comes_in_the_recipients_language() -> None:
    contact = ContactFactory.create(language="en")
    TrainingFactory.create(institution=contact.institution, on=date(2026, 10, 25))
    mail = sent()["training.follow_up"]
    assert mail.language == "en"
    assert '<html lang="en">' in mail.html


def test_title_of_many_lines_makes_no_second_header() -> None:
    contact = ContactFactory.create()
    TrainingFactory.create(
        institution=contact.institution, on=date(2026, 10, 25), title="Hallo\r\nBcc: x@y.example"
    )
    mail = sent()["training.follow_up"]
    message: EmailMultiAlternatives = as_message(mail)
    assert message.message()["Bcc"] is None
    assert "\n" not in mail.subject


def test_long_title_is_cut_to_what_a_subject_holds() -> None:
    institution = ContactFactory.create(institution__name="S" * 120).institution
    TrainingFactory.create(institution=institution, on=date(2026, 10, 25), title="T" * 120)
    assert len(sent()["training.follow_up"].subject) <= 78


def test_mail_to_a_contact_goes_to_the_address_of_today() -> None:
    contact = ContactFactory.create(email="alt@schule.example")
    TrainingFactory.create(institution=contact.institution, on=date(2026, 10, 25))
    plan_reminders(timezone.now())
    Contact.objects.update(email="neu@schule.example")
    assert sent()["training.follow_up"].address == "neu@schule.example"
