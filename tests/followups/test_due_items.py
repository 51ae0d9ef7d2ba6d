"""Every kind of due item goes with its completion, moves with its date, and is stored nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from ateams.due import DueItem, Source, as_of
from followups.models import Reminder, rules_by_kind
from followups.sources import SOURCES, derive
from followups.stages import calls
from incidents.enums import State
from incidents.models import Case
from tests.factories.accounts import ContactFactory, MembershipFactory
from tests.factories.incidents import make_case
from tests.followups.things import CONFIRMED, NOW, THINGS, World
from tests.personas import give_key, persona
from trainings.enums import State as TrainingState
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        lead, other = persona(Role.LEAD), persona(Role.LEAD, name="Leitung Zwei")
        make_recovery_key()
        give_key(lead, other)
        contact = ContactFactory.create()
        member = MembershipFactory.create(
            team__institution=contact.institution,
            user__role=Role.MEMBER,
            starts_on=date(2026, 8, 1),
            term_ends_on=date(2027, 7, 31),
        )
        yield World(lead, other, make_case(), contact.institution, member)


def items(source: Source) -> list[DueItem]:
    """Derive what is due within the school year, and see that only questions were asked."""
    with CaptureQueriesContext(connection) as queries:
        found = list(source.items(until=date(2027, 7, 31)))
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    return found


def only_item(source: Source) -> DueItem:
    found = items(source)
    assert len(found) == 1, (source.kind, found)
    return found[0]


def test_each_kind_is_removed_by_its_completion_and_moved_with_its_date(world: World) -> None:
    assert set(THINGS) == {source.kind for source in SOURCES}
    for source in SOURCES:
        thing, kind = THINGS[source.kind], source.kind
        with transaction.atomic():
            thing.make(world)
            item = only_item(source)
            assert (item.kind, derive(kind, item.object_id, item.due_on)) == (kind, item), kind
            with transaction.atomic():
                thing.move(world)
                moved = only_item(source)
                ids = (moved.object_id, moved.due_on)
                assert ids == (item.object_id, item.due_on + thing.days), kind
                transaction.set_rollback(True)
            thing.done(world)
            # A question that is answered makes room for the next one, of another id.
            assert item.object_id not in {one.object_id for one in items(source)}, kind
            assert derive(kind, item.object_id, item.due_on) is None, kind
            transaction.set_rollback(True)
    assert Reminder.objects.count() == 0


@pytest.mark.usefixtures("rules")
def test_what_nobody_looks_after_reaches_the_lead(world: World) -> None:
    """Nobody is responsible and nobody coordinates: each kind comes to a lead all the same."""
    rules, leads = rules_by_kind(), {f"user:{one.user.pk}" for one in (world.lead, world.other)}
    for source in SOURCES:
        with transaction.atomic():
            THINGS[source.kind].make(world)
            item = only_item(source)
            days = [item.due_on + timedelta(days=number) for number in range(-60, 60)]
            told = {
                call.recipient.key for day in days for call in calls(item, rules[item.kind], day)
            }
            assert told & leads, source.kind
            transaction.set_rollback(True)


def listed(*options: str) -> str:
    out = StringIO()
    call_command("due", *options, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("rules")
def test_command_lists_what_is_due_and_who_is_called_next(world: World) -> None:
    assert listed("--on", "2020-01-01") == "Nothing is due until 2020-01-01.\n"
    with pytest.raises(CommandError, match="“morgen” is no day"):
        listed("--on", "morgen")
    Case.objects.update(state=State.ACKNOWLEDGED, responsible=world.lead.user, reply_due_on=None)
    Case.objects.update(next_date=date(2027, 1, 4))
    training = world.training(3, title="Was tun?", **CONFIRMED)
    contact = world.institution.contacts.get()
    with CaptureQueriesContext(connection) as queries:
        text = listed("--on", "2027-02-01")
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    asked = training.last_day + relativedelta(months=1)
    lines = {line.split()[1]: line for line in text.splitlines()}
    assert list(lines) == ["case.silence", "training.follow_up", "case.next_date"]
    about = f"Nachfrage nach einem Monat: Was tun? · {world.institution}"
    assert lines["training.follow_up"] == (
        f"{asked}  training.follow_up           {about}  → {asked} {contact.name}"
    )
    about = f"Nächster Termin · {world.case.reference}"
    assert lines["case.next_date"] == (
        f"2027-01-04  case.next_date               {about}  → 2027-01-04 zuständige Person"
    )
    rows = json.loads(listed("--on", "2027-02-01", "--json"))
    assert [(row["kind"], row["due_on"], row["next"]["names"]) for row in rows] == [
        ("case.silence", "2026-12-09", []),
        ("training.follow_up", "2026-12-22", [contact.name]),
        ("case.next_date", "2027-01-04", []),
    ]


@pytest.mark.usefixtures("rules")
def test_page_lists_the_same_as_far_as_one_may_see_it(world: World) -> None:
    world.training(3, title="Was tun?", **CONFIRMED)
    client = world.lead.client
    text = client.get("/agenda/due/?on=2027-02-01").content.decode()
    assert "Nachfrage nach einem Monat: Was tun?" in text
    assert world.case.reference in text
    assert "an die Leitung" in text
    assert world.case.reference in client.get("/agenda/due/?on=quatsch").content.decode()
    long_ago = client.get("/agenda/due/?on=1999-01-01").content.decode()
    assert "Bis zu diesem Tag wartet nichts" in long_ago
    stranger = persona(Role.COUNSELLOR)  # without a key
    assert world.case.reference not in stranger.client.get("/agenda/due/").content.decode()


def test_day_that_is_looked_at_is_given_back(world: World) -> None:
    world.training(-30, state=TrainingState.PLANNED)
    (source,) = [one for one in SOURCES if one.kind == "training.attendance_missing"]
    far = date(2027, 7, 31)
    assert list(source.items(until=far)) == []
    with as_of(far):
        assert [item.due_on for item in source.items(until=far)] == [date(2026, 12, 26)]
    assert list(source.items(until=far)) == []
