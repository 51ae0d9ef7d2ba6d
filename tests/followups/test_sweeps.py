"""Reminders: derived, planned once per stage, written into the outbox or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import Traveller

from accounts.enums import Role
from accounts.models import Contact
from ateams.due import DueItem
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from ateams.sweeps.models import Heartbeat
from followups.enums import ReminderState
from followups.models import Reminder, Rule
from followups.sources import SOURCES
from followups.sweeps import PlanningError, plan_reminders, send_next_reminder
from followups.tasks import plan, send
from incidents.models import Case
from tests.factories.accounts import ContactFactory, MembershipFactory, UserFactory
from tests.factories.followups import ReminderFactory
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import TrainingFactory
from trainings.models import Training
from trainings.services import record_follow_up_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def plan_and_send() -> int:
    """Do what the two jobs do; return how many reminders were looked at."""
    plan_reminders(timezone.now())
    looked_at = 0
    while send_next_reminder(timezone.now()):
        looked_at += 1
    return looked_at


def mails() -> list[tuple[str, str]]:
    """Return kind and address of every mail, in order of writing."""
    return list(Mail.objects.order_by("queued_at", "address").values_list("kind", "address"))


def training_a_month_ago() -> Training:
    """Make a training whose first follow-up is due today, at an institution with a contact."""
    contact = ContactFactory.create(name="Kim Kontakt", email="kim@schule.example")
    return TrainingFactory.create(
        institution=contact.institution,
        on=date(2026, 10, 23),
        title="Was tun?",
        logged_at=datetime(2026, 10, 23, 15, tzinfo=UTC),
        state="confirmed",
    )


# --- the chain of one follow-up


def test_follow_up_climbs_from_contact_to_office_until_answered(clock: Traveller) -> None:
    training = training_a_month_ago()
    coordinator = UserFactory.create(role=Role.COORDINATOR, email="ko@schule.example")
    MembershipFactory.create(user=coordinator, team__institution=training.institution)
    UserFactory.create(role=Role.COUNSELLOR, email="office@ateams.example")
    seen = []
    for day in range(23):
        clock.move_to(MONDAY + timedelta(days=day))
        before = Mail.objects.count()
        plan_and_send()
        seen += [(day, *mail) for mail in mails()[before:]]
    assert seen == [
        (0, "training.follow_up", "kim@schule.example"),
        (7, "training.follow_up", "kim@schule.example"),
        (14, "training.follow_up_unanswered", "ko@schule.example"),
        (21, "training.follow_up_unanswered", "office@ateams.example"),
    ]
    contact = training.institution.contacts.get()
    record_follow_up_answer(training_id=training.pk, months=1, contact_id=contact.pk, answer="done")
    clock.move_to(MONDAY + timedelta(days=60))
    assert plan_and_send() == 0


def test_planning_again_changes_nothing(clock: Traveller) -> None:
    training_a_month_ago()
    assert plan_reminders(timezone.now()) == 1
    assert plan_reminders(timezone.now()) == 0
    assert plan_and_send() == 1
    assert plan_and_send() == 0
    assert Mail.objects.count() == 1


def test_standstill_is_caught_up_with_one_mail_per_item(clock: Traveller) -> None:
    training_a_month_ago()
    clock.move_to(MONDAY + timedelta(days=9))  # before and after stage two
    assert plan_and_send() == 1
    assert mails() == [("training.follow_up", "kim@schule.example")]
    assert Reminder.objects.get().stage == "asked_again"


def test_stage_that_was_overtaken_before_it_was_sent_is_dropped(clock: Traveller) -> None:
    training_a_month_ago()
    plan_reminders(timezone.now())
    clock.move_to(MONDAY + timedelta(days=7))
    assert plan_and_send() == 2
    assert Mail.objects.count() == 1
    states = Reminder.objects.order_by("planned_at").values_list("stage", "state")
    assert list(states) == [
        ("asked", ReminderState.DROPPED),
        ("asked_again", ReminderState.QUEUED),
    ]


# --- what changes between planning and sending


def test_completed_item_is_dropped(clock: Traveller) -> None:
    training = training_a_month_ago()
    plan_reminders(timezone.now())
    contact = training.institution.contacts.get()
    record_follow_up_answer(training_id=training.pk, months=1, contact_id=contact.pk, answer="stop")
    assert send_next_reminder(timezone.now())
    assert Reminder.objects.get().state == ReminderState.DROPPED
    assert Mail.objects.count() == 0


def test_deleted_thing_is_dropped(clock: Traveller) -> None:
    ReminderFactory.create(kind="training.follow_up", object_id="nonsense")
    ReminderFactory.create(kind="no.such.kind")
    while send_next_reminder(timezone.now()):
        pass
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.DROPPED}


def test_moved_date_drops_the_old_and_reminds_on_the_new_one(clock: Traveller) -> None:
    training = training_a_month_ago()
    plan_reminders(timezone.now())
    training.sessions.update(date=date(2026, 10, 26))
    assert plan_and_send() == 1
    assert Mail.objects.count() == 0
    clock.move_to(MONDAY + timedelta(days=3))
    assert plan_and_send() == 1
    assert Mail.objects.count() == 1


def test_date_moved_away_and_back_is_reminded_of_once(clock: Traveller) -> None:
    training = training_a_month_ago()
    plan_reminders(timezone.now())
    training.sessions.update(date=date(2026, 10, 26))
    assert send_next_reminder(timezone.now())
    training.sessions.update(date=date(2026, 10, 23))
    assert plan_and_send() == 1
    assert plan_and_send() == 0
    assert mails() == [("training.follow_up", "kim@schule.example")]


def test_successor_is_reminded_instead(clock: Traveller) -> None:
    training = training_a_month_ago()
    plan_reminders(timezone.now())
    Contact.objects.update(active=False)
    ContactFactory.create(institution=training.institution, email="neu@schule.example")
    assert plan_and_send() == 2
    assert mails() == [("training.follow_up", "neu@schule.example")]


def test_rule_switched_off_drops_what_was_planned(clock: Traveller) -> None:
    training_a_month_ago()
    plan_reminders(timezone.now())
    Rule.objects.filter(kind="training.follow_up").update(active=False)
    assert plan_and_send() == 1
    assert Mail.objects.count() == 0


# --- hours


def test_nothing_leaves_at_night_and_all_in_the_morning(clock: Traveller) -> None:
    training_a_month_ago()
    clock.move_to(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))  # half past midnight, Monday
    assert plan_reminders(timezone.now()) == 1
    assert not send_next_reminder(timezone.now())
    clock.move_to(datetime(2026, 11, 23, 7, tzinfo=UTC))
    assert send_next_reminder(timezone.now())


def test_urgent_case_is_told_on_sunday_others_wait_for_monday(clock: Traveller) -> None:
    lead = UserFactory.create(role=Role.LEAD)
    open_office(lead)
    make_case()
    clock.move_to(datetime(2026, 11, 29, 18, tzinfo=UTC))  # seven in the evening, Sunday
    assert plan_and_send() == 0
    Case.objects.update(urgent=True)
    clock.move_to(datetime(2026, 11, 29, 19, tzinfo=UTC))
    assert plan_and_send() == 0
    clock.move_to(datetime(2026, 11, 29, 18, 59, tzinfo=UTC))
    assert plan_and_send() == 3
    assert Mail.objects.get().hours == Hours.DAYTIME


# --- cases: the same bytes, once an hour


def test_case_mails_are_the_same_bytes_and_bundled_per_person_and_hour(clock: Traveller) -> None:
    lead = UserFactory.create(role=Role.LEAD, name="Lea Leitung")
    open_office(lead)
    for _ in range(3):
        make_case()
    assert plan_and_send() == 3
    first = Mail.objects.get()
    assert set(Reminder.objects.values_list("mail", flat=True)) == {first.pk}

    Mail.objects.update(state=MailState.SENT, sending_at=MONDAY, finished_at=MONDAY, attempts=1)
    clock.move_to(MONDAY + timedelta(minutes=10))
    make_case()
    make_case()
    assert plan_and_send() == 2
    second = Mail.objects.exclude(pk=first.pk).get()
    assert second.not_before == MONDAY + timedelta(hours=1)
    assert (first.subject, first.text, first.html) == (second.subject, second.text, second.html)
    assert first.subject == "Im A-Team-System wartet etwas auf dich"
    assert first.html == ""
    for secret in (lead.name, *Case.objects.values_list("reference", flat=True)):
        assert secret not in first.text


def test_case_mail_to_two_people_differs_in_nothing(clock: Traveller) -> None:
    open_office(UserFactory.create(role=Role.LEAD), UserFactory.create(role=Role.LEAD))
    make_case()
    plan_and_send()
    assert len({(mail.subject, mail.text) for mail in Mail.objects.all()}) == 1
    assert Mail.objects.count() == 2


def test_urgent_case_hurries_a_waiting_case_mail(clock: Traveller) -> None:
    open_office(UserFactory.create(role=Role.LEAD))
    make_case()
    plan_and_send()
    Case.objects.update(urgent=True)
    make_case()
    Case.objects.update(urgent=True)
    plan_and_send()
    assert Mail.objects.get().hours == Hours.DAYTIME


# --- what must never happen


def test_database_refuses_a_second_reminder_of_the_same(clock: Traveller) -> None:
    first = ReminderFactory.create()
    with pytest.raises(IntegrityError, match=r"reminder_once|UNIQUE"):
        ReminderFactory.create(object_id=first.object_id)


def test_reminder_and_mail_stand_or_fall_together(
    clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    training_a_month_ago()
    plan_reminders(timezone.now())

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Reminder, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            send_next_reminder(timezone.now())
    assert Mail.objects.count() == 0
    assert Reminder.objects.get().state == ReminderState.PLANNED


def test_broken_item_is_put_off_and_the_others_go_on(clock: Traveller) -> None:
    training_a_month_ago()
    Contact.objects.update(email="no address")
    other = training_a_month_ago()
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    assert mails() == [("training.follow_up", "kim@schule.example")]
    broken = Reminder.objects.troubled().get()
    assert not broken.object_id.startswith(str(other.pk))
    assert (broken.state, broken.trouble) == (ReminderState.PLANNED, "ValidationError")
    assert broken.not_before == MONDAY + timedelta(hours=1)
    clock.move_to(MONDAY + timedelta(hours=1))
    Contact.objects.update(email="besser@schule.example")
    assert plan_and_send() == 1
    assert Reminder.objects.troubled().count() == 0


class _Broken:
    kind = "training.to_confirm"
    label = "broken"

    def items(self, **_about: object) -> Iterator[DueItem]:
        raise LookupError


def test_broken_kind_is_named_and_the_others_are_planned(
    clock: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    training_a_month_ago()
    monkeypatch.setattr("followups.sweeps.SOURCES", (_Broken(), *SOURCES))
    with pytest.raises(PlanningError, match=r"^training\.to_confirm: LookupError$"):
        plan()
    assert Reminder.objects.count() == 1
    assert Heartbeat.objects.get().last_error == "PlanningError"


def test_jobs_leave_their_heartbeat(clock: Traveller) -> None:
    plan()
    send()
    beats = Heartbeat.objects.order_by("name").values_list("name", "last_finished", "last_error")
    assert list(beats) == [
        ("followups.plan_reminders", MONDAY, ""),
        ("followups.send_reminders", MONDAY, ""),
    ]


def test_planning_asks_no_more_of_the_database_for_more_trainings(clock: Traveller) -> None:
    counts = []
    for _ in range(2):
        training_a_month_ago()
        training_a_month_ago()
        with CaptureQueriesContext(connection) as queries:
            plan_reminders(timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_senders_write_each_mail_once_and_bundle_per_person(clock: Traveller) -> None:
    open_office(UserFactory.create(role=Role.LEAD), UserFactory.create(role=Role.LEAD))
    for _ in range(4):
        make_case()
        training_a_month_ago()
    plan_reminders(timezone.now())
    start, looked_at = Barrier(2), []

    def run() -> None:
        start.wait()
        count = 0
        while send_next_reminder(MONDAY):
            count += 1
        looked_at.append(count)
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(looked_at) == 12
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.QUEUED}
    assert sorted(kind for kind, _ in mails()) == ["case.waiting"] * 2 + ["training.follow_up"] * 4
