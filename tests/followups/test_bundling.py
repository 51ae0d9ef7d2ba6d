"""Who wants to hear of everything once a day or week gets one mail; urgent things come at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from time_machine import Traveller

from accounts.enums import MailChoice, Role
from accounts.models import User
from ateams.due import Recipient
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.bundling import next_bundle
from followups.enums import ReminderState
from followups.models import Reminder
from followups.sweeps import plan_reminders, send_next_reminder
from incidents.models import Case
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import TrainingFactory
from tests.personas import Persona
from trainings.models import Training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # ten o'clock in Berlin
NIGHT = datetime(2026, 11, 23, 23, 5, tzinfo=UTC)  # Tuesday, five past midnight in Berlin


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


def run() -> None:
    """Do what the two jobs do."""
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass


def to_confirm(coordinator: User, title: str, days_ago: int = 7) -> Training:
    membership = coordinator.memberships.get()
    return TrainingFactory.create(
        institution=membership.team.institution,
        title=title,
        logged_at=timezone.now() - timedelta(days=days_ago),
    )


def choose(who: User, choice: MailChoice) -> User:
    who.mails = choice
    who.save()
    return who


def coordinator_with(choice: MailChoice, language: str = "de") -> User:
    user = UserFactory.create(role=Role.COORDINATOR, language=language, mails=choice)
    MembershipFactory.create(user=user)
    return user


def deliver_all() -> None:
    now = timezone.now()
    due = Mail.objects.due(now)
    due.update(state=MailState.SENT, finished_at=now, sending_at=now, text="", html="")


@pytest.mark.parametrize(
    ("choice", "at", "leaves"),
    [
        ("daily", "2026-11-23T07:59", "2026-11-23T08:00"),
        ("daily", "2026-11-23T08:00", "2026-11-24T08:00"),
        ("daily", "2026-11-27T12:00", "2026-11-30T08:00"),  # over the weekend
        ("daily", "2026-12-24T12:00", "2026-12-28T08:00"),  # Christmas
        ("daily", "2027-03-25T12:00", "2027-03-30T08:00"),  # Easter, and the clocks change
        ("weekly", "2026-11-24T09:00", "2026-11-30T08:00"),
        ("weekly", "2027-03-25T12:00", "2027-03-30T08:00"),  # Easter Monday is a holiday
        ("weekly", "2026-12-30T12:00", "2027-01-04T08:00"),  # the year changes
    ],
)
def test_hour_at_which_bundles_leave(choice: str, at: str, leaves: str) -> None:
    to = Recipient("user:1", "Anna", "anna@ateams.example", "de", choice)
    local = timezone.make_aware(datetime.fromisoformat(at))
    found = timezone.localtime(next_bundle(to, local))
    assert found.strftime("%Y-%m-%dT%H:%M") == leaves


def test_everything_of_a_day_is_one_mail_at_eight(clock: Traveller) -> None:
    coordinator = coordinator_with(MailChoice.DAILY, language="en")
    first, second = to_confirm(coordinator, "Erste"), to_confirm(coordinator, "Zweite")
    run()
    mail = Mail.objects.get()
    assert timezone.localtime(mail.not_before).strftime("%d.%m. %H:%M") == "24.11. 08:00"
    assert (mail.kind, mail.hours, mail.language) == ("digest", "office", "en")
    assert mail.reminders.count() == 2
    clock.shift(timedelta(hours=3))
    to_confirm(coordinator, "Dritte")
    second.delete()  # done in the meantime
    run()
    mail.refresh_from_db()
    for text in (mail.text, mail.html):
        assert ("Erste" in text, "Zweite" in text, "Dritte" in text) == (True, False, True)
        assert first.institution.name in text
    assert mail.reminders.count() == 3

    clock.shift(timedelta(hours=6))  # it has left; what comes now waits for tomorrow
    deliver_all()
    to_confirm(coordinator, "Vierte")
    run()
    tomorrow = Mail.objects.get(state=MailState.QUEUED)
    assert timezone.localtime(tomorrow.not_before).strftime("%d.%m. %H:%M") == "25.11. 08:00"
    assert ("Dritte" in tomorrow.text, "Vierte" in tomorrow.text) == (False, True)
    run()
    assert Mail.objects.count() == 2


def test_next_stage_still_comes_and_a_standstill_costs_one_mail(clock: Traveller) -> None:
    coordinator = coordinator_with(MailChoice.AT_ONCE)
    office = choose(UserFactory.create(role=Role.COUNSELLOR), MailChoice.WEEKLY)
    clock.move_to(MONDAY)  # a machine that was away at eight
    for title in ("Erste", "Zweite"):
        to_confirm(coordinator, title, days_ago=14)
    run()
    clock.shift(timedelta(days=14))
    run()
    mails = Mail.objects.filter(recipient_key=f"user:{office.pk}").order_by("not_before")
    told = [timezone.localtime(mail.not_before).strftime("%d.%m. %H:%M") for mail in mails]
    assert told == ["23.11. 10:05"]  # forgiven until noon, and only one of them waits
    deliver_all()
    clock.shift(timedelta(days=16))
    run()
    assert [mail.reminders.count() for mail in mails.all()] == [2, 2]
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.QUEUED}


def test_mail_about_cases_says_the_same_whatever_was_chosen(
    counsellor: Persona, lead: Persona, clock: Traveller
) -> None:
    open_office(counsellor.user, lead.user)
    choose(counsellor.user, MailChoice.DAILY)
    for person in (counsellor, lead):
        case = make_case()
        dated = {"responsible": person.user, "next_date": date(2026, 11, 24)}
        Case.objects.filter(pk=case.pk).update(reply_due_on=None, **dated)
    clock.move_to(MONDAY + timedelta(days=1))
    run()
    bundled = Mail.objects.get(recipient_key=f"user:{counsellor.user.pk}")
    single = Mail.objects.get(recipient_key=f"user:{lead.user.pk}")
    assert timezone.localtime(bundled.not_before).strftime("%d.%m. %H:%M") == "24.11. 10:05"
    assert single.not_before == timezone.now()
    said = [(mail.kind, mail.subject, mail.text, mail.html) for mail in (bundled, single)]
    assert said[0] == said[1]

    Mail.objects.all().delete()
    Reminder.objects.all().delete()
    clock.move_to(MONDAY + timedelta(days=1, hours=4))
    run()
    mine = Mail.objects.filter(recipient_key=f"user:{counsellor.user.pk}")
    assert timezone.localtime(mine.get().not_before).strftime("%d.%m. %H:%M") == "25.11. 08:00"
    Case.objects.update(urgent=True)
    Reminder.objects.all().delete()
    run()
    assert (mine.get().hours, mine.get().not_before) == ("daytime", timezone.now())


def test_choice_stands_on_the_own_page_and_other_forms_leave_it(member: Persona) -> None:
    assert "werktags um 8 Uhr" in member.client.get("/account/").content.decode()
    sent = {"name": "Mia", "language": "de", "mails": "weekly"}
    member.client.post("/account/", sent)
    member.client.post("/account/", {"name": "Mia M.", "language": "de"})
    member.user.refresh_from_db()
    assert (member.user.name, member.user.mails) == ("Mia M.", "weekly")
    answer = member.client.post("/account/", {**sent, "mails": "never"})
    assert "data-error-summary" in answer.content.decode()
