"""The agenda as pages: headings, a month, what was sent, and doing things without leaving it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest
import time_machine

from ateams.audit.services import record
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from followups import agenda_page, counts
from incidents.models import Task
from tests.factories.followups import ReminderFactory, beat_all, somebody
from tests.factories.incidents import make_case, open_office
from tests.factories.trainings import FollowUpAnswerFactory, TrainingFactory
from tests.incidents.working import in_days, set_task
from tests.personas import Persona, unlock
from trainings.models import FollowUpAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        beat_all(NOW)
        yield


def page(person: Persona, query: str = "") -> str:
    answer = person.client.get(f"/agenda/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html: str) -> int:
    """Count the trainings that a page lists."""
    return html.count('data-row-key="o">Schulung bestätigen')


def log(person: Persona, number: int, days_ago: int) -> None:
    """Log trainings at the person's institution that wait to be confirmed."""
    for _ in range(number):
        TrainingFactory.create(
            institution=person.institution, logged_at=NOW - timedelta(days=days_ago)
        )


def test_heading_shows_its_first_items_and_leads_to_pages_of_all(
    coordinator: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda_page, "SHOWN", 3)
    monkeypatch.setattr(agenda_page, "PAGE_SIZE", 4)
    log(coordinator, 6, days_ago=2)
    log(coordinator, 1, days_ago=0)
    overview = page(coordinator)
    assert rows(overview) == 4
    assert 'href="?part=overdue">Alle 6 ansehen' in overview
    first, last = page(coordinator, "?part=overdue"), page(coordinator, "?part=overdue&page=2")
    assert (rows(first), rows(last)) == (4, 2)
    assert "Seite 1 von 2" in first
    assert 'href="?part=overdue&amp;page=1"' in last
    assert not set(re.findall(r"#training-[\w-]+", first)) & set(
        re.findall(r"#training-[\w-]+", last)
    )
    assert "Davon ist nichts da" in page(coordinator, "?part=later")
    assert rows(page(coordinator, "?part=nonsense&day=nonsense&page=x")) == 4


def test_month_shows_what_is_due_on_its_day_and_leads_to_the_rest(coordinator: Persona) -> None:
    log(coordinator, 5, days_ago=2)
    month = page(coordinator, "?view=calendar")
    days = re.findall(r'<td class="month__day.*?</td>', month, flags=re.DOTALL)
    assert len(days) == 42  # six weeks
    full = [day for day in days if "month__items" in day]
    assert len(full) == 1
    assert 'datetime="2026-11-23"' in full[0]
    assert full[0].count("Schulung bestätigen") == 3
    assert 'href="?day=2026-11-23">und 2 weitere' in full[0]
    assert month.count("Feiertag") == 0
    assert rows(page(coordinator, "?day=2026-11-23")) == 5
    assert "Reformationstag" not in month
    assert "Feiertag" in page(coordinator, "?view=calendar&month=2026-12")
    assert "In diesem Monat ist nichts fällig" in page(coordinator, "?view=calendar&month=2027-01")
    for beyond in ("1999-01", "2099-12", "kaputt"):
        assert "November 2026" in page(coordinator, f"?view=calendar&month={beyond}")


def test_what_was_sent_names_trainings_one_may_see_and_of_cases_only_that(
    coordinator: Persona, lead: Persona
) -> None:
    open_office(lead.user)
    case = make_case()
    own = TrainingFactory.create(institution=coordinator.institution, title="Unsere Schulung")
    foreign = TrainingFactory.create(title="Fremde Schulung")
    old = TrainingFactory.create(institution=coordinator.institution, title="Lange her")

    def sent(kind: str, object_id: object, to: str, days_ago: int = 1) -> Mail:
        mail = queue(kind=kind, to=somebody("x"), subject="Hallo", text="Hallo")
        at = NOW - timedelta(days=days_ago)
        Mail.objects.filter(pk=mail.pk).update(
            state=MailState.SENT, queued_at=at, sending_at=at, finished_at=at, attempts=1
        )
        told = {"kind": kind, "object_id": str(object_id), "recipient_key": to, "state": "queued"}
        ReminderFactory.create(mail=mail, **told)
        return mail

    sent("training.follow_up", f"{own.pk}:1", "contact:1")
    sent("training.to_confirm", foreign.pk, f"user:{foreign.pk}")  # of somebody who is gone
    sent("training.to_confirm", old.pk, f"user:{foreign.pk}", days_ago=15)
    key = f"user:{lead.user.pk}"
    mail = sent("case.reply", case.pk, key)
    ReminderFactory.create(
        mail=mail, kind="case.next_date", object_id=str(case.pk), recipient_key=key, state="queued"
    )
    seen = page(coordinator, "?part=sent")
    assert "Unsere Schulung" in seen
    assert "an die Kontaktperson der Einrichtung" in seen
    for hidden in ("Fremde Schulung", "Lange her", "Hinweis verschickt", case.reference):
        assert hidden not in seen
    seen = page(lead, "?part=sent")
    assert seen.count("Hinweis verschickt") == 1
    assert "Fremde Schulung" in seen
    assert case.reference not in seen
    assert "case.reply" not in seen


def test_task_is_done_from_the_agenda_and_one_is_back_there(counsellor: Persona) -> None:
    open_office(counsellor.user)
    counsellor.user.refresh_from_db()
    case = make_case()
    task = set_task(case, counsellor, due_on=in_days(0))
    html = page(counsellor)
    done = f"/cases/{case.reference}/tasks/{task.pk}/done/"
    assert f'action="{done}"' in html
    assert 'name="back" value="/agenda/"' in html
    unlock(counsellor)
    answer = counsellor.client.post(done, {"back": "/agenda/?part=today"})
    assert (answer.status_code, answer["Location"]) == (302, "/agenda/?part=today")
    assert Task.objects.get().done_at
    after = page(counsellor)
    assert "Erledigt." in after
    assert done not in after


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "\\\\example.org", ""])
def test_answer_is_handled_here_and_nobody_is_sent_to_strangers(
    counsellor: Persona, coordinator: Persona, back: str
) -> None:
    answer = FollowUpAnswerFactory.create(
        training__institution=coordinator.institution, answer="want_help"
    )
    done = f"/trainings/answers/{answer.pk}/handle/"
    assert f'action="{done}"' in page(counsellor)
    assert done not in page(coordinator, "?show=all")  # sees it, and may not tick it off
    sent = counsellor.client.post(done, {"back": back})
    assert sent["Location"] == f"/trainings/{answer.training_id}/"
    assert FollowUpAnswer.objects.get().handled_at
    assert done not in page(counsellor)


def number(person: Persona) -> int:
    """Return what the navigation of a page says that is not about what waits."""
    html = person.client.get("/account/").content.decode()
    found = re.search(r'href="/agenda/"[^>]*>Agenda<span class="places__count">(\d+)<', html)
    return int(found[1]) if found else 0


def test_navigation_counts_what_is_pressing_and_remembers_it_for_a_minute(
    coordinator: Persona,
    member: Persona,
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert number(coordinator) == 0
    log(coordinator, 2, days_ago=2)
    assert number(coordinator) == 0  # somebody else did it a moment ago
    me = coordinator.user.pk
    record(action="account.profile_changed", subject=("account", me), by=me)
    assert number(coordinator) == 2  # one's own acts count at once
    log(coordinator, 1, days_ago=0)
    with django_assert_max_num_queries(20):
        assert number(coordinator) == 2
    with monkeypatch.context() as later:
        later.setattr(counts, "monotonic", lambda: monotonic() + 61)
        assert number(coordinator) == 3
    log(coordinator, 1, days_ago=0)
    coordinator.client.get("/")  # counts anew
    assert number(coordinator) == 4
    assert number(member) == 0
