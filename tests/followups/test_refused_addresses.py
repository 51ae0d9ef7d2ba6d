"""An address that takes no mail is somebody's task, until it takes one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Contact, User
from accounts.selectors import recipient
from ateams.due import DueItem, Part
from ateams.outbox.delivery import GAPS, deliver_due
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue, resend
from followups.refused_addresses import AddressRefused
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import ContactFactory
from tests.personas import Persona
from tests.smtp import Behaviour, MailSink

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def refused(person: User | Contact, kind: str = "case.waiting") -> Mail:
    mail = queue(kind=kind, to=recipient(person), subject="Betreff", text="Inhalt")
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.REFUSED, reply_code=550, blames_address=True, finished_at=timezone.now()
    )
    return mail


def due(reader: Persona | None = None) -> list[DueItem]:
    reader_id = reader.user.pk if reader else None
    return list(AddressRefused().items(until=timezone.localdate(), reader_id=reader_id))


def keys(item: DueItem) -> list[str]:
    return sorted(one.key for one in item.people[Part.RESPONSIBLE])


def test_server_that_names_the_recipient_makes_a_task_and_one_that_names_the_mail_none(
    settings: Settings, lead: Persona
) -> None:
    contact = ContactFactory.create()
    with MailSink() as sink:
        for name, value in sink.settings.items():
            setattr(settings, name, value)
        for behaviour, number in ((Behaviour.LATER_AFTER_DATA, 0), (Behaviour.NEVER, 1)):
            sink.behaviours[contact.email] = behaviour
            mail = queue(kind="test", to=recipient(contact), subject="Betreff", text="Inhalt")
            Mail.objects.filter(pk=mail.pk).update(attempts=len(GAPS))
            deliver_due()
            mail.refresh_from_db()
            assert (mail.state, len(due())) == (MailState.REFUSED, number)
        resend(mail_id=mail.pk, by=lead.user.pk)
        assert len(due()) == 1  # still nobody has taken it
        sink.behaviours[contact.email] = Behaviour.ACCEPT
        deliver_due()
        assert due() == []


def test_contact_is_mended_by_coordinator_and_account_by_leads_and_administration(
    coordinator: Persona, member: Persona, counsellor: Persona, lead: Persona, admin: Persona
) -> None:
    contact = ContactFactory.create(institution=coordinator.institution)
    elsewhere = ContactFactory.create()
    for person in (contact, elsewhere, lead.user):
        refused(person)
    items = {item.object_id: item for item in due()}
    own, other, account = (
        items[recipient(person).key] for person in (contact, elsewhere, lead.user)
    )
    assert keys(own) == [f"user:{coordinator.user.pk}"]
    assert keys(other) == [f"user:{lead.user.pk}"]
    assert keys(account) == [f"user:{admin.user.pk}"]  # not whom no mail reaches
    assert own.title == f"Adresse prüfen: {contact.name}"
    assert (own.due_on, own.url) == (
        NOW.date(),
        reverse("accounts:contact-edit", args=[contact.pk]),
    )
    assert account.url == reverse("accounts:person", args=[lead.user.pk])
    seen = [len(due(who)) for who in (member, coordinator, counsellor, lead, admin)]
    assert seen == [0, 1, 0, 3, 3]
    assert coordinator.client.get(own.url).status_code == 200


@pytest.mark.parametrize("way", ["changed", "deactivated", "taken", "text erased"])
def test_what_ends_it_and_what_does_not(way: str) -> None:
    contact = ContactFactory.create()
    mail = refused(contact)
    if way == "changed":
        Contact.objects.update(email="neu@schule.example")
    elif way == "deactivated":
        Contact.objects.update(active=False)
    elif way == "taken":
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
            later = queue(kind="test", to=recipient(contact), subject="Betreff", text="Inhalt")
        Mail.objects.filter(pk=later.pk).update(state=MailState.SENT, finished_at=timezone.now())
    else:
        Mail.objects.filter(pk=mail.pk).update(state=MailState.WITHDRAWN, text="")
    assert len(due()) == (1 if way == "text erased" else 0)


@pytest.mark.usefixtures("rules")
def test_mail_names_the_address_and_not_what_it_did_not_take(
    coordinator: Persona, lead: Persona, admin: Persona
) -> None:
    """A mail about a case was refused: nobody learns that it was one."""
    refused(ContactFactory.create(institution=coordinator.institution), "training.follow_up")
    refused(coordinator.user)
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    mails = Mail.objects.filter(kind="mail.refused").order_by("address")
    to = sorted([coordinator.user.email, lead.user.email, admin.user.email])
    assert [mail.address for mail in mails] == to
    for mail in mails:
        assert mail.subject.startswith("Adresse prüfen: ")
        assert not {"Fall", "wartet", "Betreff", "Nachfrage nach"} & set(mail.text.split())


def test_queries_do_not_grow(
    coordinator: Persona, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        refused(ContactFactory.create())
        refused(coordinator.user)
    with django_assert_max_num_queries(8):
        assert len(due()) == 4


def test_institution_says_it_and_links_are_declared_void_there(
    coordinator: Persona, counsellor: Persona
) -> None:
    contact = ContactFactory.create(institution=coordinator.institution)
    page = f"/institutions/{contact.institution_id}/"
    assert "Nachfragen per Mail" not in coordinator.client.get(page).content.decode()
    refused(contact)
    mail = queue(kind="training.follow_up", to=recipient(contact), subject="Betreff", text="Inhalt")
    text = coordinator.client.get(page).content.decode()
    assert f"Mails an {contact.name} nimmt der Mailserver nicht an." in text
    assert "kann mit einem Link aus einer Mail antworten" in text
    assert "Nachfragen per Mail" not in counsellor.client.get(page).content.decode()
    coordinator.client.post(f"/contacts/{contact.pk}/revoke-links/")
    mail.refresh_from_db()
    assert mail.state == MailState.WITHDRAWN
    text = coordinator.client.get(page).content.decode()
    assert "kann mit einem Link aus einer Mail antworten" not in text
