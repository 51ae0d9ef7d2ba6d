"""Reminders of what is no more go."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from followups.erasure import ERASERS, forget_case
from followups.models import Reminder
from incidents.models import ErasureOrder
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.followups import ReminderFactory

pytestmark = pytest.mark.django_db
ERASER = next(eraser for eraser in ERASERS if eraser.kind == "reminder")


def kept_by(key: str, **fields: str) -> Reminder:
    return ReminderFactory.create(recipient_key=key, **fields)


def test_case_is_forgotten_whatever_its_reminders_are_about() -> None:
    case_id, key = uuid4(), f"user:{UserFactory.create().pk}"
    kept_by(key, kind="case.reply", object_id=str(case_id))
    kept_by(key, kind="case.consent", object_id=f"{case_id}:1")
    other = kept_by(key, kind="case.reply", object_id=str(uuid4()))
    assert forget_case(case_id) == 2
    assert list(Reminder.objects.all()) == [other]


def test_reminder_planned_while_its_case_was_erased_is_found() -> None:
    case_id, key = uuid4(), f"user:{UserFactory.create().pk}"
    late = kept_by(key, kind="case.reply", object_id=str(case_id))
    kept_by(key, kind="case.reply", object_id=str(uuid4()))
    kept_by(key, kind="case.pile", object_id="pile")
    ErasureOrder.objects.create(case_id=case_id)
    assert list(ERASER.due(timezone.localdate())) == [late]


def test_reminders_to_people_who_are_no_more_go() -> None:
    kept_by(f"user:{UserFactory.create().pk}")
    kept_by(f"contact:{ContactFactory.create().pk}")
    gone = [kept_by(f"user:{uuid4()}"), kept_by(f"contact:{uuid4()}")]
    due = ERASER.due(timezone.localdate())
    assert list(due) == gone
    assert ERASER.erase([reminder.pk for reminder in gone]) == 2
    assert Reminder.objects.count() == 2
