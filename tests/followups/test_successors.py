"""Somebody else is responsible now: named on the answer page, entered with one click."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Contact
from ateams.due import Part
from followups.answer_links import Question, addressee_of, link_to
from tests.factories.accounts import ContactFactory, MembershipFactory
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.due import ContactChanged, HelpWanted
from trainings.models import FollowUpAnswer

pytestmark = pytest.mark.django_db

SUCCESSOR = {"successor": "1", "name": " Lea Neu ", "email": "lea@schule.example", "function": ""}


@pytest.fixture
def contact(coordinator: Persona) -> Contact:
    return ContactFactory.create(institution=coordinator.institution, language="en")


@pytest.fixture
def path(contact: Contact) -> str:
    training = TrainingFactory.create(institution=contact.institution, on=date(2026, 10, 1))
    question = Question(training.pk, 1, contact.pk, addressee_of(contact.email))
    return urlsplit(link_to(question)).path


def answer() -> FollowUpAnswer:
    return FollowUpAnswer.objects.current().get()


def test_successor_is_named_and_becomes_the_contact_with_one_click(
    client: Client, path: str, contact: Contact, coordinator: Persona
) -> None:
    page = client.post(path, {"answer": "contact_changed", "text": ""}, follow=True)
    assert 'name="email"' in page.content.decode()
    wrong = client.post(path, SUCCESSOR | {"email": "lea(at)schule"}).content.decode()
    assert "Lea Neu" in wrong
    assert "lea(at)schule" in wrong
    assert not answer().names_successor
    for _ in range(2):  # a double click
        assert client.post(path, SUCCESSOR).status_code == 302
    assert (answer().successor_name, answer().successor_email) == ("Lea Neu", "lea@schule.example")
    (item,) = ContactChanged().items(until=timezone.localdate())
    assert [one.key for one in item.people[Part.RESPONSIBLE]] == [f"user:{coordinator.user.pk}"]
    shown = coordinator.client.get(urlsplit(item.url).path).content.decode()
    assert "Lea Neu als Kontaktperson eintragen" in shown
    act = f"/trainings/answers/{answer().pk}/take-over/"
    done = coordinator.client.post(act, follow=True).content.decode()
    assert "Lea Neu bekommt ab jetzt die Nachfragen." in done
    people = Contact.objects.order_by("-responsible").values_list("name", "responsible", "language")
    assert list(people) == [("Lea Neu", True, "en"), (contact.name, False, "en")]
    assert not answer().names_successor  # known as the contact, and nowhere else
    assert list(ContactChanged().items(until=timezone.localdate())) == []
    again = coordinator.client.post(act, follow=True).content.decode()
    assert "Das ist schon erledigt" in again
    assert Contact.objects.count() == 2
    assert client.get(path).status_code == 404  # the predecessor's link


def test_known_address_becomes_the_contact_under_its_own_entry(
    client: Client, path: str, contact: Contact, coordinator: Persona
) -> None:
    known = ContactFactory.create(
        institution=contact.institution, email="Lea@schule.example", responsible=False, active=False
    )
    client.post(path, {"answer": "contact_changed", "text": ""})
    client.post(path, SUCCESSOR)
    coordinator.client.post(f"/trainings/answers/{answer().pk}/take-over/")
    known.refresh_from_db()
    assert (known.responsible, known.active, Contact.objects.count()) == (True, True, 2)


def test_who_is_forgotten_with_a_correction_or_when_it_is_ticked_off(
    client: Client, path: str, coordinator: Persona
) -> None:
    client.post(path, {"answer": "contact_changed", "text": ""})
    client.post(path, SUCCESSOR)
    coordinator.client.post(f"/trainings/answers/{answer().pk}/handle/")
    assert (answer().handled_by, answer().names_successor) == (coordinator.user, False)
    client.post(path, SUCCESSOR | {"email": ""})  # said later: somebody has to look again
    assert answer().is_unhandled
    assert not answer().can_be_taken_over
    client.post(path, {"answer": "done", "text": ""})
    assert not FollowUpAnswer.objects.exclude(successor_name="").exists()
    client.post(path, SUCCESSOR)  # no longer what was answered
    assert not answer().names_successor
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpAnswer.objects.current().update(successor_name="Lea")


def test_new_contact_is_for_the_coordinator_or_else_the_lead(client: Client) -> None:
    lead = MembershipFactory.create(user__role=Role.LEAD).user
    contact = ContactFactory.create()
    training = TrainingFactory.create(institution=contact.institution, on=date(2026, 10, 1))
    question = Question(training.pk, 1, contact.pk, addressee_of(contact.email))
    client.post(urlsplit(link_to(question)).path, {"answer": "contact_changed", "text": ""})
    (item,) = ContactChanged().items(until=timezone.localdate())
    assert [one.key for one in item.people[Part.RESPONSIBLE]] == [f"user:{lead.pk}"]
    assert list(HelpWanted().items(until=timezone.localdate())) == []
