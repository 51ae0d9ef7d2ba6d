"""The runner: counts, erases in batches, records, goes on after anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import override_settings
from django.utils import timezone

from accounts.enums import Role
from ateams.audit.models import Entry as AuditEntry
from ateams.erasure import Eraser
from ateams.ops.erasing.orders import carry_out_orders
from ateams.ops.erasing.runner import ErasureError, erase_due, outlook
from ateams.ops.erasing.sources import ERASERS
from ateams.ops.models import ErasureReport
from ateams.ops.tasks import carry_out, erase
from ateams.sweeps.models import Heartbeat
from followups.models import Reminder
from incidents import order_list
from incidents.models import Case, ErasureOrder
from incidents.services.erasure import Reason, erase_case
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.followups import ReminderFactory
from tests.factories.incidents import make_case, open_office
from vault.models import Envelope

pytestmark = pytest.mark.django_db
RECEIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)
OVER = datetime(2029, 1, 8, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
INVITATIONS = next(eraser for eraser in ERASERS if eraser.kind == "invitation")


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA_DIR=tmp_path):
        yield tmp_path


@pytest.fixture
def case() -> Case:
    open_office(UserFactory.create(role=Role.LEAD))
    with time_machine.travel(RECEIVED, tick=False):
        return make_case()


def old_invitations(count: int) -> None:
    InvitationFactory.create_batch(count, created_at=LONG_AGO, expires_at=LONG_AGO)


def test_kinds_are_named_once_and_every_one_says_when() -> None:
    kinds = [eraser.kind for eraser in ERASERS]
    assert len(set(kinds)) == len(kinds)
    assert all(len(kind) <= 30 for kind in kinds)
    assert all(eraser.rule() for eraser in ERASERS)


def test_outlook_counts_and_changes_nothing(case: Case) -> None:
    with time_machine.travel(OVER - timedelta(days=20)):
        rows = {row.eraser.kind: (row.now, row.soon) for row in outlook(timezone.localdate())}
    assert rows["case"] == (0, 1)
    assert Case.objects.exists()


def test_run_erases_what_is_due_and_records_how_much(case: Case) -> None:
    old_invitations(3)
    with time_machine.travel(OVER, tick=False):
        erased = erase_due()
    assert {kind: count for kind, count in erased.items() if count} == {"case": 1, "invitation": 3}
    assert not Envelope.objects.exists()
    reports = ErasureReport.objects.values_list("day", "kind", "count")
    assert list(reports) == [(OVER.date(), "case", 1), (OVER.date(), "invitation", 3)]
    entries = AuditEntry.objects.filter(subject_kind="erasure").order_by("id")
    logged = entries.values_list("action", "subject_id")
    assert list(logged) == [("data.erased", "case"), ("data.erased", "invitation")]


def test_run_goes_in_batches_and_adds_up() -> None:
    eraser = replace(INVITATIONS, batch=2)
    old_invitations(5)
    assert erase_due([eraser]) == {"invitation": 5}
    assert AuditEntry.objects.filter(action="data.erased").count() == 3
    assert ErasureReport.objects.get().count == 5
    old_invitations(1)
    erase_due([eraser])
    assert ErasureReport.objects.get().count == 6
    assert erase_due([eraser]) == {"invitation": 0}


def failing(eraser: Eraser, stuck: object) -> Eraser:
    """Return the eraser, which cannot erase one row."""

    def erase_others(ids: Sequence[Any]) -> int:
        count = eraser.erase(ids)
        if stuck in ids:
            raise IntegrityError
        return count

    return replace(eraser, erase=erase_others, batch=2)


def test_row_that_cannot_be_erased_keeps_no_other() -> None:
    old_invitations(5)
    ids = list(INVITATIONS.due(timezone.localdate()).values_list("pk", flat=True))
    with pytest.raises(ErasureError, match=r"^invitation: IntegrityError$"):
        erase_due([failing(INVITATIONS, ids[0])])
    left = INVITATIONS.due(timezone.localdate()).values_list("pk", flat=True)
    assert list(left) == [ids[0]]
    assert ErasureReport.objects.get().count == 4


def test_run_ends_when_somebody_else_erases_the_same() -> None:
    old_invitations(1)
    idle = replace(INVITATIONS, kind="idle", erase=lambda _ids: 0)
    assert erase_due([idle]) == {"idle": 0}


def test_daily_tasks_leave_a_heartbeat() -> None:
    erase()
    carry_out()
    assert set(Heartbeat.objects.exclude(last_finished=None).values_list("name", flat=True)) == {
        "ops.erase",
        "ops.carry_out_erasures",
    }


def test_command_counts_without_erasing(case: Case) -> None:
    old_invitations(2)
    out = StringIO()
    call_command("erase", "--dry-run", stdout=out)
    lines = {words[2]: words[:2] for words in map(str.split, out.getvalue().splitlines()[1:])}
    assert lines["invitation"] == ["2", "0"]
    assert set(lines) == {eraser.kind for eraser in ERASERS}
    assert not ErasureReport.objects.exists()


def test_command_erases_and_says_how_many() -> None:
    old_invitations(2)
    out = StringIO()
    call_command("erase", stdout=out)
    assert re.search(r"^ +2  invitation$", out.getvalue(), re.MULTILINE)


# --- orders -----------------------------------------------------------------------------------


def test_order_is_carried_out_everywhere_and_noted(case: Case) -> None:
    reminder = ReminderFactory.create(kind="case.reply", object_id=str(case.pk))
    erase_case(case_id=case.pk, reason=Reason.WITHDRAWN)
    assert Reminder.objects.get() == reminder
    assert carry_out_orders(timezone.now()) == 1
    assert not Reminder.objects.exists()
    order = ErasureOrder.objects.get()
    assert order.done_at
    assert order.noted_at
    assert list(order_list.listed()) == [case.pk]
    assert carry_out_orders(timezone.now()) == 0


def test_old_lists_are_removed_with_the_orders() -> None:
    order_list.append([uuid4()], day=LONG_AGO.date())
    carry_out_orders(timezone.now())
    assert list(order_list.listed()) == []


def bring_back(case: Case) -> None:
    """Restore the case's rows, as an older backup would; the order is not in it."""
    ErasureOrder.objects.all().delete()
    for envelope_id in (case.shared_envelope_id, case.internal_envelope_id):
        Envelope.objects.create(pk=envelope_id)
    case.save(force_insert=True)


@pytest.mark.parametrize("copied", [False, True])
def test_case_that_a_backup_brought_back_is_erased_again(
    case: Case, data_dir: Path, copied: bool
) -> None:
    other = make_case()
    case_id = case.pk
    erase_case(case_id=case_id, reason=Reason.WITHDRAWN)
    carry_out_orders(timezone.now())
    case.pk = case_id
    bring_back(case)
    arguments = []
    if copied:
        (data_dir / "erasure-orders").rename(data_dir / "elsewhere")
        arguments = [f"--from={data_dir / 'elsewhere'}"]
    out = StringIO()
    call_command("replay_erasures", *arguments, stdout=out)
    assert out.getvalue() == "1 cases had come back and are erased again.\n"
    assert list(Case.objects.all()) == [other]
    assert ErasureOrder.objects.get().case_id == case_id
    assert AuditEntry.objects.filter(action="case.erased_again").count() == 1


def test_replay_wants_a_folder(data_dir: Path) -> None:
    with pytest.raises(CommandError):
        call_command("replay_erasures", f"--from={data_dir / 'nowhere'}")
