"""Finding the next reminder and the next mail takes no longer when tens of thousands wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ateams.outbox.models import Mail
from followups.models import Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
EVENING, NIGHT = NOON.replace(hour=18), NOON.replace(hour=23)
# Twenty thousand wait, as many are done; nearly all of them leave in working hours only.
MAILS = """
insert into outbox_mail (id, kind, recipient_key, address, language, subject, text, html, hours,
    state, queued_at, not_before, finished_at, attempts, blames_address, firm)
select gen_random_uuid(), 'training.follow_up', 'user:' || n, 'a@b.example', 'de', 's', 't', 'h',
    case when n %% 500 = 0 then 'at_once' else 'office' end,
    case when n %% 2 = 0 then 'queued' else 'sent' end, %s, %s - make_interval(secs => n %% 9000),
    case when n %% 2 = 0 then null else now() end, 0, false, false
from generate_series(1, 40000) n
"""
REMINDERS = """
insert into followups_reminder (kind, object_id, due_on, stage, recipient_key, state, hours,
    planned_at, not_before, trouble)
select 'training.follow_up', n::text, current_date, 'asked', 'user:' || n,
    case when n %% 2 = 0 then 'planned' else 'dropped' end,
    case when n %% 500 = 0 then 'daytime' else 'office' end,
    %s, %s - make_interval(secs => n %% 9000), ''
from generate_series(1, 40000) n
"""


@pytest.fixture
def crowd() -> None:
    with connection.cursor() as cursor:
        for statement in (MAILS, REMINDERS):
            cursor.execute(statement, [NOON, NOON])
        cursor.execute("analyze outbox_mail, followups_reminder")


def steps(sql: str) -> list[tuple[str, str]]:
    """Return what PostgreSQL does for a statement: each step with its index."""

    def walk(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield plan["Node Type"], plan.get("Index Name", "")
        for below in plan.get("Plans", []):
            yield from walk(below)

    with connection.cursor() as cursor:
        cursor.execute(f"explain (format json) {sql}")
        return list(walk(cursor.fetchone()[0][0]["Plan"]))


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("at", [NOON, EVENING, NIGHT], ids=["by day", "evening", "at night"])
def test_next_row_is_found_by_a_partial_index_without_sorting(at: datetime) -> None:
    with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as asked:
        Mail.objects.next_due(at, 200)
        Reminder.objects.claim_next(at)
    done = [step for query in asked for step in steps(query["sql"])]
    indexes = {"mail_next", "mail_due", "reminder_next", "reminder_due"}
    assert {kind for kind, _index in done} == {"Limit", "LockRows", "Index Scan"}
    assert {index for _kind, index in done if index} <= indexes
