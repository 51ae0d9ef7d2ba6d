"""What has not left is taken back when nobody is to be reminded any more; nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core import mail as mailbox
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings
from time_machine import Traveller

from accounts.enums import Role
from accounts.models import Contact
from ateams.due import Recipient
from ateams.outbox.delivery import deliver_due
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups.enums import ReminderState
from followups.models import Reminder, Rule
from followups.recalls import recall
from followups.sources import SOURCES
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.models import Case
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.incidents import make_case, open_office
from tests.factories.many_follow_ups import address_of, make_follow_ups_due
from tests.factories.trainings import TrainingFactory
from tests.servers import free_port
from tests.smtp import Behaviour, MailSink
from trainings.models import Session, Training
from trainings.services import record_follow_up_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin
HELD = date(2026, 10, 23)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training(clock: Traveller) -> Training:
    contact = ContactFactory.create(email="kim@schule.example")
    return TrainingFactory.create(
        institution=contact.institution,
        on=HELD,
        logged_at=datetime(2026, 10, 23, 15, tzinfo=UTC),
        state="confirmed",
    )


def write_mails() -> None:
    """Plan, and write the mails into the outbox."""
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass


def answer(training: Training) -> None:
    contact = training.institution.contacts.get()
    record_follow_up_answer(training_id=training.pk, months=1, contact_id=contact.pk, answer="stop")


def move(_training: Training) -> None:
    Session.objects.update(date=HELD + timedelta(days=3))


def leave(_training: Training) -> None:
    Contact.objects.update(active=False)


def switch_off(_training: Training) -> None:
    Rule.objects.filter(kind="training.follow_up").update(active=False)


def delete(training: Training) -> None:
    Session.objects.all().delete()
    training.delete()


EVENTS = [answer, move, leave, switch_off, delete]


@pytest.mark.parametrize("happens", EVENTS, ids=lambda event: event.__name__)
def test_mail_in_the_outbox_is_taken_back_before_it_leaves(
    training: Training, happens: Callable[[Training], None]
) -> None:
    write_mails()
    happens(training)
    assert deliver_due() == 0
    assert mailbox.outbox == []
    taken_back = Mail.objects.get()
    assert (taken_back.state, taken_back.attempts) == (MailState.WITHDRAWN, 0)
    assert (taken_back.text, taken_back.html) == ("", "")
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.mail) == (ReminderState.DROPPED, None)


def test_mail_that_waits_for_the_morning_is_taken_back_at_night(
    training: Training, clock: Traveller
) -> None:
    write_mails()
    clock.move_to(MONDAY + timedelta(hours=12))
    answer(training)
    plan_reminders(timezone.now())
    assert Mail.objects.get().state == MailState.WITHDRAWN


def test_mail_that_was_put_off_and_one_for_which_the_server_was_away_are_taken_back(
    training: Training, settings: Settings, clock: Traveller
) -> None:
    with MailSink() as sink:
        for name, value in sink.settings.items():
            setattr(settings, name, value)
        sink.behaviours["kim@schule.example"] = Behaviour.LATER
        write_mails()
        assert deliver_due() == 1
        assert Mail.objects.get().state == MailState.QUEUED
        settings.EMAIL_PORT = free_port()
        clock.shift(timedelta(minutes=2))
        with pytest.raises(ConnectionRefusedError):
            deliver_due()
        sink.behaviours.clear()
        settings.EMAIL_PORT = sink.port
        answer(training)
        assert deliver_due() == 0
    assert sink.received == []
    assert Mail.objects.get().state == MailState.WITHDRAWN


def test_what_holds_again_is_told_once(training: Training) -> None:
    write_mails()
    move(training)
    assert deliver_due() == 0
    Session.objects.update(date=HELD)
    write_mails()
    assert deliver_due() == 1
    write_mails()
    assert deliver_due() == 0
    assert [one.to for one in mailbox.outbox] == [["kim@schule.example"]]
    reminder = Reminder.objects.get()
    assert reminder.mail
    assert reminder.mail.state == MailState.SENT


def test_standstill_of_ten_days_costs_one_mail_though_the_first_was_written(
    training: Training, clock: Traveller
) -> None:
    write_mails()
    for day in range(1, 11):  # the mail server is away, everything else works
        clock.move_to(MONDAY + timedelta(days=day))
        write_mails()
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert Reminder.objects.get(state=ReminderState.QUEUED).stage == "asked_again"
    assert len(mailbox.outbox) == 1


def test_nothing_running_for_ten_days_costs_one_mail_per_item(
    training: Training, clock: Traveller
) -> None:
    open_office(UserFactory.create(role=Role.LEAD))
    make_case()
    clock.move_to(MONDAY + timedelta(days=10))
    write_mails()
    deliver_due()
    assert sorted(Mail.objects.values_list("kind", flat=True)) == [
        "case.waiting",
        "training.follow_up",
    ]


def test_mail_about_cases_leaves_as_long_as_one_of_them_waits(clock: Traveller) -> None:
    open_office(UserFactory.create(role=Role.LEAD))
    first, second = make_case(), make_case()
    write_mails()
    mail = Mail.objects.get()
    first.delete()
    assert recall([mail.pk]) == set()
    second.delete()
    assert not Case.objects.exists()
    assert recall([mail.pk]) == {mail.pk}


def test_case_mail_that_was_taken_back_is_no_place_for_the_next_reminder(clock: Traveller) -> None:
    open_office(UserFactory.create(role=Role.LEAD))
    make_case().delete()
    make_case()
    write_mails()
    Case.objects.all().delete()
    assert deliver_due() == 0
    make_case()
    write_mails()
    assert deliver_due() == 1


def test_mail_of_others_and_of_a_kind_that_cannot_be_derived_leave(
    training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mails()
    queue(
        kind="account_invitation",
        to=Recipient(key="", name="", email="neu@schule.example", language="de"),
        subject="Einladung",
        text="Komm.",
    )
    source = next(source for source in SOURCES if source.kind == "training.follow_up")

    def broken(*_objects: object, **_about: object) -> None:
        raise LookupError

    monkeypatch.setattr(source, "items_among", broken, raising=False)
    assert deliver_due() == 2


def test_a_hundred_mails_are_checked_with_as_many_queries_as_one(
    settings: Settings, django_assert_max_num_queries: Callable[..., object]
) -> None:
    settings.MAIL_AT_ANY_HOUR = True
    make_follow_ups_due(30)
    write_mails()
    mails = list(Mail.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert recall(mails) == set()


@pytest.mark.django_db(transaction=True)
def test_workers_in_parallel_tell_everything_once(settings: Settings) -> None:
    """Four where PostgreSQL stores, one where SQLite does: all do all jobs at once."""
    settings.MAIL_AT_ANY_HOUR = True
    workers = 4 if connection.vendor == "postgresql" else 1
    open_office(UserFactory.create(role=Role.LEAD), UserFactory.create(role=Role.LEAD))
    make_follow_ups_due(40)
    for _ in range(3):
        make_case()
    start, errors = Barrier(workers), []

    def work() -> None:
        start.wait()
        try:
            for _ in range(3):
                write_mails()
                deliver_due()
        except Exception as error:  # noqa: BLE001  shown below
            errors.append(error)
        finally:
            connection.close()

    with MailSink() as sink:
        for name, value in sink.settings.items():
            setattr(settings, name, value)
        threads = [Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []
    asked = [address for address in sink.addresses() if address.startswith("kontakt")]
    assert sorted(asked) == sorted(map(address_of, range(40)))
    assert len(sink.message_ids()) == len(set(sink.message_ids()))
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.QUEUED}
    assert set(Mail.objects.values_list("state", flat=True)) <= {MailState.SENT, MailState.QUEUED}
