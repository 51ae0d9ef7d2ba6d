"""A case in which much has happened: a hundred entries, made by the services that make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from incidents.models import Case
from incidents.selectors import open_case
from incidents.services import interventions, tasks, work
from tests.factories.incidents import PASSPHRASE, classified, make_case
from tests.factories.vault import Holder

ENTRIES = 100
WORDS = "Heute am Telefon: Die Klassenleitung weiß davon und will am Montag mit allen reden. "


def make_long_case(by: User) -> Case:
    """Make a case with so many entries: messages, notes, tasks and what was done, in turns."""
    case = make_case(what=WORDS * 12, grounds=["skin", "origin"], wishes=["talk", "stop"])
    classified(case, by=by)
    assert by.key_pair
    opened = open_case(case, Holder(by.key_pair, PASSPHRASE).unlocked)
    assert opened
    assert opened.internal
    for_office: dict[str, Any] = {"case": case, "by": by, "internal": opened.internal}
    today = timezone.localdate()
    work.acknowledge(case=case, version=Case.objects.get(pk=case.pk).version, by=by)
    for number in range(ENTRIES - case.entries.count()):
        once, text = uuid4(), f"{number}: {WORDS * 3}"
        match number % 4:
            case 0:
                version = Case.objects.get(pk=case.pk).version
                work.send_message(
                    case=case, text=text, version=version, once=once, by=by, shared=opened.shared
                )
            case 1:
                envelope = opened.internal
                work.write_note(case=case, text=text, once=once, by=by, envelope=envelope)
            case 2:
                due_on = today + timedelta(days=number)
                tasks.set_task(**for_office, text=text, due_on=due_on, person=by, once=once)
            case 3:
                interventions.record_intervention(
                    **for_office,
                    code="counselling",
                    on=today,
                    minutes=30,
                    text=text,
                    once=once,
                    shared=opened.shared,
                )
    assert case.entries.count() == ENTRIES
    return case
