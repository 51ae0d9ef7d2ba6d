"""What does not run is named once, by its cause, with what helps: on pages and in the metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from celery.signals import after_task_publish
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from redis import Redis

from ateams.ops.embedded import wake_planning
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from ateams.outbox.tasks import deliver
from ateams.sweeps.beating import BEAT, CLOCK, Watch, watch_beat
from ateams.sweeps.models import Heartbeat
from followups.broker import waiting_wake_ups
from followups.health import Cause, Trouble, clock_apart, troubles
from followups.sweep_states import JOBS
from tests.factories.followups import ReminderFactory, beat_all, somebody
from tests.personas import Persona
from tests.servers import RedisServer, free_port

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=16)
SINCE = "(seit 25.11.2026 10:00)."
SMTP_AWAY = (
    f"Der Mailserver ist nicht zu erreichen {SINCE} Eine Mail wartet. (ConnectionRefusedError)"
)
WORKER_AWAY = (
    f"Der Taktgeber weckt Aufgaben, aber kein Worker nimmt sie an {SINCE} 2 Weckrufe liegen bereit."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def broker(redis_server: RedisServer) -> Iterator[None]:
    """Let the real Redis of the suite be the broker, and empty."""
    with override_settings(REDIS_URL=redis_server.url):
        with Redis.from_url(redis_server.url) as queues:
            queues.delete("celery")
        yield


def only(at: datetime) -> Trouble:
    (found,) = troubles(at)
    return found


def database_time() -> datetime:
    """Return what the database says the time is; SQLite has no clock of its own."""
    if connection.vendor == "sqlite":
        return NOW
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    assert isinstance(there, datetime)
    return there


def gauges() -> dict[str, str]:
    lines = Client().get("/metrics").content.decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_every_periodic_job_has_a_name_and_says_what_is_missing_without_it() -> None:
    assert set(JOBS) == {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_all_is_well_until_jobs_were_silent_for_fifteen_minutes(lead: Persona) -> None:
    now = database_time()
    beat_all(now)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        assert troubles(now + timedelta(minutes=15)) == []
        page = lead.client.get("/agenda/health/").content.decode()
    assert "Ja, alles läuft." in page
    assert all(str(job.label) in page for job in JOBS.values())


def test_nightly_job_is_late_fifteen_minutes_after_its_hour_and_not_before() -> None:
    beat_all(NOW)
    night = datetime(2026, 11, 26, 2, 10, tzinfo=UTC)  # 3:10 in Hannover
    often = Heartbeat.objects.exclude(name="ops.erase")
    often.update(last_started=night, last_finished=night)
    with time_machine.travel(night + timedelta(minutes=14), tick=False):
        assert troubles(timezone.now()) == []
    with time_machine.travel(night + timedelta(minutes=16), tick=False):
        often.update(last_started=timezone.now(), last_finished=timezone.now())
        found = only(timezone.now())
    assert (found.cause, found.sentence) == (
        Cause.JOB,
        "Abgelaufenes wird nicht gelöscht, seit mehr als 15 Minuten: Die Aufgabe läuft nicht.",
    )


def test_dead_beat_is_told_from_a_dead_worker(broker: None) -> None:
    beat_all(NOW)
    with time_machine.travel(LATER, tick=False):
        found = only(LATER)
        assert (found.cause, found.sentence) == (
            Cause.BEAT,
            "Der Taktgeber (beat) weckt keine Aufgaben (seit 25.11.2026 10:00).",
        )
        assert "beat" in str(found.advice)
        assert "Mails werden nicht verschickt" in found.undone
        # Beat wakes, as it does in earnest: the message lies in Redis, and beat notes it.
        watch_beat()
        try:
            with current_app.connection_for_write(settings.REDIS_URL) as wire:
                for _ in range(2):
                    current_app.send_task("outbox.deliver", connection=wire)
        finally:
            after_task_publish.disconnect(dispatch_uid="ateams.beat")
        assert waiting_wake_ups() == 2
        found = only(LATER)
    assert (found.cause, found.sentence) == (
        Cause.WORKER,
        WORKER_AWAY,
    )


def test_broker_that_is_away_is_named_before_beat_and_worker(lead: Persona) -> None:
    beat_all(NOW)
    with (
        time_machine.travel(LATER, tick=False),
        override_settings(REDIS_URL=f"redis://127.0.0.1:{free_port()}/0"),
    ):
        found = only(LATER)
        assert (found.cause, found.sentence) == (
            Cause.BROKER,
            "Die Warteschlange (Redis) antwortet nicht (seit 25.11.2026 10:00).",
        )
        assert "antwortet nicht" in lead.client.get("/agenda/health/").content.decode()
        values = gauges()
        assert (values["ateams_wake_ups"], values['ateams_trouble{cause="broker"}']) == ("-1", "1")
        assert Client().get("/readyz").status_code == 200


def test_broker_of_files_counts_what_nobody_took() -> None:
    folder = settings.DATA_DIR / "broker"
    before = waiting_wake_ups()
    wake_planning()
    assert waiting_wake_ups() == before + 1
    for file in folder.glob("*.msg"):
        file.unlink()


def test_mail_server_that_is_away_is_named_with_how_many_mails_wait() -> None:
    beat_all(NOW)
    queue(kind="invitation", to=somebody("gast"), subject="Willkommen", text="Hallo")
    away = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": free_port(),
    }
    with time_machine.travel(LATER, tick=False), override_settings(**away):
        others = Heartbeat.objects.exclude(name="outbox.deliver")
        others.update(last_started=LATER, last_finished=LATER)
        with pytest.raises(ConnectionRefusedError):
            deliver()
        found = only(LATER)
        assert (found.cause, found.sentence) == (
            Cause.MAIL_SERVER,
            SMTP_AWAY,
        )
        values = gauges()
    assert values['ateams_sweep_backlog{sweep="outbox.deliver"}'] == "1"
    assert values['ateams_sweep_late{sweep="outbox.deliver"}'] == "1"
    assert values["ateams_mail_oldest_seconds"] == str(int(NOW.timestamp()))
    assert Mail.objects.get().state == MailState.QUEUED


def test_job_that_fails_is_named_with_its_error(coordinator: Persona, lead: Persona) -> None:
    beat_all(LATER)
    plan = Heartbeat.objects.filter(name="followups.plan_reminders")
    plan.update(last_finished=NOW, last_error="PlanningError")
    ReminderFactory.create_batch(2, trouble="ValidationError")
    with time_machine.travel(LATER, tick=False):
        for person, told in ((coordinator, "Sag bitte der Leitung"), (lead, "Das Protokoll")):
            page = person.client.get("/agenda/").content.decode()
            sentence = "Erinnerungen werden nicht geplant, seit mehr als 15 Minuten: PlanningError."
            assert sentence in page
            assert "2 Erinnerungen lassen sich nicht schreiben" in page
            assert told in page


@pytest.mark.parametrize(
    ("jump", "sentence"),
    [
        (timedelta(minutes=5), None),
        (timedelta(hours=1), "ist gesprungen, um 60 Minuten vor auf 25.11.2026 11:00."),
        (timedelta(minutes=-10), "ist gesprungen, um 10 Minuten zurück auf 25.11.2026 09:50."),
    ],
)
def test_clock_that_jumps_is_seen_by_beat_and_told_for_a_day(
    jump: timedelta, sentence: str | None
) -> None:
    watch = Watch()
    watch.look(NOW - timedelta(minutes=1), 1000.0)
    watch.look(NOW, 1060.0)
    assert not Heartbeat.objects.filter(name=CLOCK).exists()
    watch.look(NOW + jump, 1060.0)
    Heartbeat.objects.exclude(name=CLOCK).delete()
    beat_all(NOW + jump)
    found = troubles(NOW + jump)
    assert [trouble.sentence.endswith(sentence or "") for trouble in found] == [True] * bool(
        sentence
    )
    day_later = NOW + jump + timedelta(days=1, seconds=1)
    assert Cause.CLOCK not in {trouble.cause for trouble in troubles(day_later)}


def test_clock_that_went_back_shows_by_what_ran_in_the_future() -> None:
    beat_all(NOW + timedelta(hours=2))
    assert only(NOW).sentence == (
        "Die Uhr des Servers geht falsch: Eine Aufgabe lief um 25.11.2026 12:00, "
        "und das kommt erst noch."
    )


@pytest.mark.postgres
def test_clocks_of_server_and_database_are_compared(lead: Persona) -> None:
    there = database_time()
    assert clock_apart(there + timedelta(minutes=4)) is None
    apart = clock_apart(there + timedelta(minutes=7, seconds=30))
    assert apart
    assert apart.sentence == "Die Uhren von Server und Datenbank gehen um 7 Minuten auseinander."
    with time_machine.travel(there + timedelta(minutes=30), tick=False):
        page = lead.client.get("/agenda/health/").content.decode()
    assert re.search(r"gehen um (29|30) Minuten auseinander", page)


def test_beat_notes_itself_three_times_a_minute(django_assert_num_queries: Any) -> None:
    watch = Watch()
    watch.look(NOW, 0.0)
    with django_assert_num_queries(0):
        watch.look(NOW + timedelta(seconds=19), 19.0)
    watch.look(NOW + timedelta(seconds=20), 20.0)
    assert Heartbeat.objects.get(name=BEAT).last_started == NOW + timedelta(seconds=20)


def test_health_costs_the_same_for_many_mails(
    lead: Persona, coordinator: Persona, django_assert_max_num_queries: Any
) -> None:
    beat_all(NOW)
    counts = []
    lead.client.get("/agenda/health/")  # counts what waits, for the navigation
    for number in (1, 3):
        for _ in range(number):
            queue(kind="invitation", to=somebody("gast"), subject="Hallo", text="Hallo")
        with django_assert_max_num_queries(40) as queries:
            assert lead.client.get("/agenda/health/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert coordinator.client.get("/agenda/health/").status_code == 404
