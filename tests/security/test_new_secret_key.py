"""SECRET_KEY is replaced while people work: with the old one as a fallback, nobody notices."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.selectors import sessions_of
from followups.answer_links import Question, addressee_of, link_to
from incidents.models import Case
from tests.factories.accounts import ContactFactory
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"
REPORT, MAILBOX = "/de/report/", "/de/mailbox/"


def replace_key(settings: Settings, *, keep: bool) -> None:
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key" * 5
    settings.SECRET_KEY_FALLBACKS = [earlier] if keep else []


@pytest.fixture
def reporter(counsellor: Persona) -> Client:
    open_office(counsellor.user)
    return Client(headers={"sec-fetch-site": "same-origin"})


@pytest.mark.parametrize("keep", [True, False])
def test_mailbox_stays_open(reporter: Client, settings: Settings, *, keep: bool) -> None:
    make_case(code=CODE)
    reporter.post(MAILBOX, {"code": CODE, "once": uuid4()})
    replace_key(settings, keep=keep)
    for _ in range(2):  # the second time with the cookie that the new key has sealed
        assert ("Etwas ist passiert." in reporter.get(MAILBOX).content.decode()) == keep
        settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.parametrize("keep", [True, False])
def test_form_that_was_open_can_be_sent(
    reporter: Client, settings: Settings, *, keep: bool
) -> None:
    ticket = re.search(r'name="ticket" value="([^"]+)"', reporter.get(REPORT).content.decode())
    assert ticket
    replace_key(settings, keep=keep)
    reporter.post(REPORT, {"what": "Etwas ist passiert.", "ticket": ticket[1]})
    assert Case.objects.exists() == keep


@pytest.mark.parametrize("keep", [True, False])
def test_link_in_a_mail_still_answers(client: Client, settings: Settings, *, keep: bool) -> None:
    contact = ContactFactory.create()
    training = TrainingFactory.create(institution=contact.institution)
    question = Question(training.pk, 1, contact.pk, addressee_of(contact.email))
    path = urlsplit(link_to(question)).path
    replace_key(settings, keep=keep)
    assert client.get(path).status_code == (200 if keep else 404)


@pytest.mark.parametrize("keep", [True, False])
def test_session_goes_on(counsellor: Persona, settings: Settings, *, keep: bool) -> None:
    replace_key(settings, keep=keep)
    elsewhere = Client()
    elsewhere.force_login(counsellor.user)
    assert len(sessions_of(counsellor.user)) == 1 + keep
    assert counsellor.client.get("/account/").status_code == (200 if keep else 302)
