"""A contact without account answers one question through a link, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.test import Client
from time_machine import Traveller

from accounts.models import Contact
from accounts.selectors import recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.answer_links import Question, addressee_of, link_to, question_of
from followups.link_keeping import revoke_links
from followups.mails import follow_up_link
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.trainings import TrainingFactory
from trainings.models import FollowUpAnswer, Training

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def contact() -> Contact:
    return ContactFactory.create()


@pytest.fixture
def training(contact: Contact) -> Training:
    return TrainingFactory.create(
        institution=contact.institution, on=date(2026, 10, 23), title="Was tun?"
    )


@pytest.fixture
def path(training: Training, contact: Contact) -> str:
    return path_of(training, contact)


def path_of(training: Training, contact: Contact, months: int = 1) -> str:
    question = Question(training.pk, months, contact.pk, addressee_of(contact.email))
    return urlsplit(link_to(question)).path


def answers() -> list[tuple[str, str]]:
    return list(FollowUpAnswer.objects.current().values_list("answer", "text"))


def test_link_is_absolute_and_comes_back_as_the_question(
    training: Training, contact: Contact
) -> None:
    question = Question(training.pk, 3, contact.pk, addressee_of(contact.email))
    link = link_to(question)
    assert link.startswith(f"{settings.BASE_URL}/answer/")
    assert question_of(link.split("/")[-2]) == question


def test_looking_changes_nothing_and_sets_no_cookie(client: Client, path: str) -> None:
    for look in (client.get, client.head):
        answer = look(path)
        assert answer.status_code == 200
        assert not answer.cookies
    assert answers() == []


def test_page_names_training_and_four_answers(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    assert "Was tun?" in text
    for label in (
        "Läuft gut, nichts zu tun",
        "Wir wünschen uns Unterstützung",
        "Zuständig ist jetzt eine andere Person",
        "Bitte nicht mehr nachfragen",
    ):
        assert label in text


@pytest.mark.parametrize("given", ["done", "want_help", "contact_changed", "stop"])
def test_answer_is_recorded_with_its_sentence(
    client: Client, path: str, contact: Contact, given: str
) -> None:
    answer = client.post(path, {"answer": given, "text": "  Danke!\r\n"}, follow=True)
    assert answer.status_code == 200
    assert "Danke für die Antwort" in answer.content.decode()
    recorded = FollowUpAnswer.objects.get()
    assert (recorded.answer, recorded.text) == (given, "Danke!")
    assert (recorded.contact, recorded.months) == (contact, 1)


def test_answer_can_be_corrected_through_the_same_link(client: Client, path: str) -> None:
    client.post(path, {"answer": "done", "text": ""})
    client.post(path, {"answer": "want_help", "text": "Doch noch etwas."})
    assert answers() == [("want_help", "Doch noch etwas.")]
    assert "Doch noch etwas." in client.get(path).content.decode()


def test_double_click_is_one_answer(client: Client, path: str) -> None:
    for _ in range(2):
        client.post(path, {"answer": "done", "text": ""})
    assert FollowUpAnswer.objects.count() == 1


def test_answer_of_a_predecessor_is_not_shown(
    client: Client, path: str, training: Training, contact: Contact
) -> None:
    client.post(path, {"answer": "want_help", "text": "Geheim."})
    Contact.objects.update(active=False)
    successor = ContactFactory.create(institution=contact.institution)
    assert "Geheim." not in client.get(path_of(training, successor)).content.decode()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"text": "Hallo"}, "Bitte eine der vier Antworten antippen."),
        ({"answer": "maybe", "text": "Hallo"}, "maybe"),
        ({"answer": "done", "text": "Hallo" * 100 + "!"}, "höchstens 500 Zeichen"),
        ({"answer": "done", "text": "Hallo\x00"}, "nicht lesbar"),
    ],
)
def test_bad_input_is_named_and_what_was_typed_is_kept(
    client: Client, path: str, sent: dict[str, str], message: str
) -> None:
    answer = client.post(path, sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert message in text
    assert "Hallo" in text
    assert answers() == []


def test_page_speaks_the_contacts_language(client: Client, path: str, contact: Contact) -> None:
    Contact.objects.update(language="en")
    answer = client.get(path, headers={"Accept-Language": "de"})
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()


# --- links that no longer answer


def gone(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path, {"answer": "done"})):
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr" in answer.content.decode()
    assert answers() == []


def test_expired_link_is_gone(client: Client, path: str, clock: Traveller) -> None:
    clock.shift(settings.ANSWER_LINK_VALID + timedelta(seconds=1))
    gone(client, path)


def test_link_answers_until_it_expires(client: Client, path: str, clock: Traveller) -> None:
    clock.shift(settings.ANSWER_LINK_VALID)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("damage", ["x", "short", "other purpose"])
def test_forged_or_damaged_link_is_gone(client: Client, path: str, damage: str) -> None:
    token = path.split("/")[-2]
    broken = {
        "x": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "short": token[:20],
        "other purpose": signing.dumps(["1", 1, "1"], salt="something.else"),
    }[damage]
    gone(client, f"/answer/{broken}/")


def test_link_of_a_cancelled_training_is_gone(
    client: Client, path: str, training: Training
) -> None:
    Training.objects.update(state="cancelled")
    gone(client, path)


@pytest.mark.parametrize(
    "change", [{"active": False}, {"responsible": False}, {"email": "neu@schule.example"}]
)
def test_link_of_a_former_contact_is_gone(
    client: Client, path: str, change: dict[str, bool | str]
) -> None:
    Contact.objects.update(**change)
    gone(client, path)


def test_link_of_another_institutions_contact_is_gone(client: Client, training: Training) -> None:
    stranger = ContactFactory.create()
    gone(client, path_of(training, stranger))


def test_other_methods_are_refused(client: Client, path: str) -> None:
    assert client.put(path).status_code == 405
    assert client.delete(path).status_code == 405
    assert answers() == []


def test_form_needs_no_cookie(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"answer": "done", "text": ""}).status_code == 302
    assert answers() == [("done", "")]


def test_text_of_500_characters_with_line_breaks_is_kept_whole(client: Client, path: str) -> None:
    assert "maxlength" not in client.get(path).content.decode()
    client.post(path, {"answer": "done", "text": "a\r\n" * 249 + "bc"})
    assert answers() == [("done", "a\n" * 249 + "bc")]


# --- a new link for an old one, and links declared void


def renewed(client: Client, path: str) -> list[str]:
    page = client.post(path, {"renew": "1"})
    assert page.status_code == 404
    assert "kommt in den nächsten Minuten eine Mail" in page.content.decode()
    return list(Mail.objects.values_list("address", flat=True))


def test_expired_link_is_renewed_by_mail_once_an_hour(
    client: Client, path: str, contact: Contact, clock: Traveller
) -> None:
    client.post(path, {"renew": "1"})
    assert not Mail.objects.exists()  # it still answers
    clock.shift(settings.ANSWER_LINK_VALID + timedelta(seconds=1))
    page = client.get(path).content.decode()
    assert "Neuen Link zuschicken" in page
    assert contact.email not in page
    assert renewed(client, path) == renewed(client, path) == [contact.email]
    mail = Mail.objects.get()
    assert mail.subject.startswith("Neuer Link: ")
    (link,) = [line for line in mail.text.splitlines() if line.startswith("http")]
    client.post(urlsplit(link).path, {"answer": "done", "text": ""})
    assert answers() == [("done", "")]
    clock.shift(timedelta(hours=1))
    assert len(renewed(client, path)) == 2


@pytest.mark.parametrize("change", [{"active": False}, {"email": "neu@schule.example"}])
def test_renewing_tells_nobody_whether_a_mail_left(
    client: Client, path: str, change: dict[str, bool | str]
) -> None:
    Contact.objects.update(**change)
    assert renewed(client, path) == []


def test_damaged_link_is_not_renewed(client: Client) -> None:
    page = client.post("/answer/kaputt/", {"renew": "1"}).content.decode()
    assert "unvollständig kopiert" in page
    assert "Neuen Link" not in page


def test_void_links_answer_nothing_and_the_next_question_brings_a_new_one(
    client: Client, path: str, contact: Contact, training: Training
) -> None:
    revoke_links(contact=contact, by=UserFactory.create())
    gone(client, path)
    assert renewed(client, path) == []
    follow_up_link(training=training, months=1, to=recipient(contact))
    (link,) = [row for row in Mail.objects.get().text.splitlines() if row.startswith("http")]
    assert client.get(urlsplit(link).path).status_code == 200
    revoke_links(contact=contact, by=UserFactory.create())
    assert client.get(urlsplit(link).path).status_code == 404
    assert Mail.objects.get().state == MailState.WITHDRAWN
