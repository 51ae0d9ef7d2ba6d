"""Erasing a case: what goes, what stays, and that it stays erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from followups.models import Rule
from incidents import order_list
from incidents.due import ErasureAhead
from incidents.enums import CaseType, Channel, State
from incidents.erasure import ERASERS
from incidents.models import Case, Entry, ErasureOrder, MonthlyTally, WithdrawnReceipt
from incidents.services.erasure import Reason, erase_case
from tests.factories.accounts import UserFactory
from tests.factories.followups import default_rules
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona
from vault.models import Envelope, Grant

pytestmark = pytest.mark.django_db
RECEIVED = datetime(2026, 1, 31, 12, tzinfo=UTC)
by_kind = {eraser.kind: eraser for eraser in ERASERS}


@pytest.fixture(autouse=True)
def office(tmp_path: Path) -> Iterator[None]:
    open_office(UserFactory.create(role=Role.LEAD))
    with override_settings(DATA_DIR=tmp_path):
        yield


def case_of(received: datetime = RECEIVED, **fields: Any) -> Case:
    """Let a report come in at that moment."""
    with time_machine.travel(received, tick=False):
        case = make_case()
    Case.objects.filter(pk=case.pk).update(**fields)
    case.refresh_from_db()
    return case


def test_erased_case_leaves_nothing_that_names_it_or_opens_it() -> None:
    case, other = case_of(), case_of()
    assert erase_case(case_id=case.pk, reason=Reason.OUTLIVED)
    left = (other.shared_envelope_id, other.internal_envelope_id)
    assert list(Case.objects.all()) == [other]
    assert set(Entry.objects.values_list("case", flat=True)) == {other.pk}
    assert set(Envelope.objects.values_list("pk", flat=True)) == set(left)
    assert set(Grant.objects.values_list("envelope", flat=True)) == set(left)
    assert ErasureOrder.objects.get().case_id == case.pk
    assert [entry.action for entry in AuditEntry.objects.filter(subject_id=case.pk)] == [
        "case.erased"
    ]


def test_erased_case_is_found_in_no_table_but_those_that_remember_its_id() -> None:
    case = case_of()
    erase_case(case_id=case.pk, reason=Reason.OUTLIVED)
    assert tables_with(case.pk) == {"audit.Entry", "incidents.ErasureOrder"}
    assert tables_with(case.reference) == set()


def tables_with(value: object) -> set[str]:
    """Return the tables in which a value stands in any column, with or without hyphens."""
    wanted = {str(value), str(value).replace("-", "")}
    found = set()
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            if any(str(cell) in wanted for row in cursor.fetchall() for cell in row):
                found.add(model._meta.label)
    return found


def test_erasing_twice_does_it_once() -> None:
    case = case_of()
    assert erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    assert not erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    assert MonthlyTally.objects.get().received == 1


@pytest.mark.parametrize("reason", Reason)
def test_form_of_an_erased_case_does_not_bring_it_back(reason: Reason) -> None:
    case = case_of()
    erase_case(case_id=case.pk, reason=reason)
    assert bytes(WithdrawnReceipt.objects.get().receipt) == bytes(case.receipt)


def test_tally_adds_up_the_dates_by_month_and_channel() -> None:
    replied = case_of(first_reply_at=RECEIVED + timedelta(days=2))
    closed = case_of(
        first_reply_at=RECEIVED + timedelta(days=3),
        closed_at=RECEIVED + timedelta(days=10),
        state=State.CLOSED,
    )
    talk = case_of(channel=Channel.A_TEAM_TALK)
    erase_case(case_id=replied.pk, reason=Reason.WITHDRAWN)
    erase_case(case_id=closed.pk, reason=Reason.OUTLIVED)
    erase_case(case_id=talk.pk, reason=Reason.OUTLIVED)
    sums = ("received", "replied", "reply_days", "closed", "open_days", "withdrawn")
    assert list(MonthlyTally.objects.values_list("month", "channel", *sums)) == [
        ("2026-01", "a_team_talk", 1, 0, 0, 0, 0, 0),
        ("2026-01", "web_form", 2, 2, 5, 1, 10, 1),
    ]


def test_abuse_is_not_counted() -> None:
    erase_case(case_id=case_of().pk, reason=Reason.ABUSE)
    assert not MonthlyTally.objects.exists()


@pytest.mark.parametrize(
    ("fields", "last_day_kept"),
    [
        ({}, date(2029, 1, 27)),  # three years, and spare nights
        ({"closed": date(2026, 2, 28), "type": CaseType.COUNSELLING}, date(2027, 2, 27)),
        ({"closed": date(2028, 2, 29), "type": CaseType.CASEWORK}, date(2029, 1, 27)),
        ({"closed": date(2026, 8, 31), "type": CaseType.REPORT}, date(2027, 2, 27)),
        ({"closed": date(2026, 3, 1), "type": CaseType.REPORT}, date(2026, 8, 31)),
    ],
)
def test_case_is_kept_until_its_day(fields: dict[str, Any], last_day_kept: date) -> None:
    closed = fields.pop("closed", None)
    if closed:
        at = datetime(closed.year, closed.month, closed.day, 22, 30, tzinfo=UTC)  # at night here
        closed_late = {"state": State.CLOSED, "closed_at": at - timedelta(hours=2)}
        fields |= closed_late
    case = case_of(**fields)
    due = by_kind["case"].due
    assert not due(last_day_kept).exists()
    assert list(due(last_day_kept + timedelta(days=1))) == [case]


def test_eraser_erases_cases_and_says_how_many() -> None:
    cases = [case_of(), case_of()]
    assert by_kind["case"].erase([case.pk for case in cases]) == 2
    assert not Case.objects.exists()


def test_spent_receipts_are_forgotten_after_a_week() -> None:
    today = timezone.localdate()
    for days in (7, 8):
        day = today - timedelta(days=days)
        WithdrawnReceipt.objects.create(receipt=bytes([days]) * 32, withdrawn_on=day)
    eraser = by_kind["spent_receipt"]
    due = eraser.due(today)
    assert [row.withdrawn_on for row in due] == [today - timedelta(days=8)]
    assert eraser.erase([row.pk for row in due]) == 1


def test_orders_are_forgotten_when_no_backup_can_hold_their_case_and_they_are_done() -> None:
    today = timezone.localdate()
    old, now = today - timedelta(days=61), timezone.now()
    done = ErasureOrder.objects.create(case_id=uuid4(), ordered_on=old, done_at=now)
    ErasureOrder.objects.create(case_id=uuid4(), ordered_on=old)
    ErasureOrder.objects.create(case_id=uuid4(), ordered_on=today - timedelta(days=60), done_at=now)
    assert list(by_kind["erasure_order"].due(today)) == [done]


# --- the list outside the database ------------------------------------------------------------


def test_order_stands_outside_the_database_as_soon_as_it_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    case = case_of()
    with django_capture_on_commit_callbacks(execute=True):
        erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    order = ErasureOrder.objects.get()
    assert order.noted_at
    assert list(order_list.listed()) == [case.pk]
    (path,) = order_list.folder().iterdir()
    assert path.read_text() == f"{order.ordered_on.isoformat()} {case.pk}\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_withdrawal_succeeds_when_the_list_cannot_be_written(
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    (tmp_path / "erasure-orders").write_text("in the way")
    case = case_of()
    with django_capture_on_commit_callbacks(execute=True):
        erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    assert not Case.objects.exists()
    assert ErasureOrder.objects.get().noted_at is None


def test_list_survives_a_line_cut_short() -> None:
    first, second = uuid4(), uuid4()
    order_list.append([first], day=date(2026, 11, 30))
    with (order_list.folder() / "2026-11.log").open("a") as file:
        file.write("2026-11-30 1234\n")
    order_list.append([second], day=date(2026, 12, 1))
    assert list(order_list.listed()) == [first, second]


def test_list_of_a_month_is_removed_as_a_whole() -> None:
    for day in (date(2026, 8, 31), date(2026, 9, 1)):
        order_list.append([uuid4()], day=day)
    assert order_list.remove_before(date(2026, 8, 31)) == 0
    assert order_list.remove_before(date(2026, 9, 1)) == 1
    assert [path.name for path in order_list.folder().iterdir()] == ["2026-09.log"]


# --- the warning ------------------------------------------------------------------------------


def item_days(until: date, **fields: Any) -> list[tuple[UUID, date]]:
    items = ErasureAhead().items(until=until, **fields)
    return [(UUID(item.object_id), item.due_on) for item in items]


def test_open_case_warns_sixty_days_before_it_is_erased(lead: Persona) -> None:
    case = case_of(responsible=lead.user)
    warned = date(2028, 11, 29)
    assert item_days(warned - timedelta(days=1)) == []
    assert item_days(warned) == [(case.pk, warned)]
    assert by_kind["case"].due(warned + timedelta(days=60)).exists()


def test_rules_say_who_is_told_of_an_open_case_that_will_be_erased() -> None:
    default_rules()
    rules = Rule.objects.filter(kind=ErasureAhead.kind).values_list("stage", "offset", "who")
    assert list(rules) == [("due", 0, "responsible"), ("late", 30, "lead")]


def test_closed_case_warns_nobody() -> None:
    case_of(state=State.CLOSED, closed_at=timezone.now())
    assert item_days(date(2030, 1, 1)) == []
