"""Killed at any moment, a worker loses no reminder and sends none twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from time import monotonic

import pytest
from celery import Celery
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection
from django.utils import timezone

from ateams.outbox.delivery import message_id, name_uncertain
from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail
from followups.enums import ReminderState
from followups.models import Reminder
from followups.sweeps import plan_reminders
from tests.factories.accounts import ContactFactory
from tests.servers import RedisServer
from tests.smtp import MailSink, Phase
from trainings.enums import Kind, State
from trainings.models import Session, Training

pytestmark = pytest.mark.thorough

REMINDERS = 200
PROCESSES = 2  # in which a worker delivers
PATIENCE = 60  # seconds


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as server:
        yield server


class Worker:
    """A real Celery worker on the test's database, as a group of processes of its own.

    It listens to a queue of its own, so that it can be started while its forerunner still works.
    """

    def __init__(self, number: int, redis: RedisServer, sink: MailSink, log: Path) -> None:
        self.queue = f"worker{number}"
        self.log = log
        self.broker = Celery(broker=redis.url, set_as_current=False)
        database = connection.settings_dict
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "ateams.settings",
            "DATABASE_URL": "postgres://{USER}@{HOST}:{PORT}/{NAME}".format(**database),
            "REDIS_URL": redis.url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sink.port),
            "MAIL_AT_ANY_HOUR": "true",
        }
        command = [sys.executable, "-m", "celery", "-A", "ateams.celery", "worker", "-l", "warning"]
        options = ["-c", str(PROCESSES), "-Q", self.queue, "--without-gossip", "--without-mingle"]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command + options,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)

    def finish(self) -> None:
        """Let it end what it has begun, and nothing more."""
        self.process.terminate()
        self.process.wait(PATIENCE)

    def is_dead(self) -> bool:
        return self.process.poll() is not None

    def wake_until(self, done: Callable[[], bool]) -> None:
        """Send wake-ups as beat does, only faster, until `done`."""
        deadline = monotonic() + PATIENCE
        while not done():
            assert monotonic() < deadline, self.log.read_text()[-3000:]
            for name in ("followups.send_reminders", "outbox.deliver"):
                self.broker.send_task(name, queue=self.queue, expires=PATIENCE)
            try:
                self.process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue


@pytest.fixture
def start_worker(
    redis_server: RedisServer, sink: MailSink, tmp_path: Path
) -> Iterator[Callable[[], Worker]]:
    """Return what starts one more worker; all are dead in the end, whatever happened."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(len(started), redis_server, sink, tmp_path / "worker.log"))
        return started[-1]

    yield start
    for worker in started:
        if not worker.is_dead():
            worker.kill()
        worker.process.wait()


class Killer:
    """Kills the worker at one phase of a delivery, after some mails went well."""

    def __init__(self, worker: Worker, sink: MailSink, phase: Phase) -> None:
        self.worker, self.sink, self.phase = worker, sink, phase
        self.enough = len(sink.received) + 9

    def __call__(self, phase: Phase) -> None:
        if phase == self.phase and len(self.sink.received) >= self.enough:
            self.sink.on_phase = lambda _phase: None
            self.worker.kill()


def plan_follow_ups() -> None:
    """Make trainings whose first follow-up is due, and plan their reminders."""
    contact = ContactFactory.create()
    trainings = Training.objects.bulk_create(
        Training(
            kind=Kind.OUTREACH,
            institution=contact.institution,
            title=f"Schulung {number}",
            state=State.HELD,
            logged_at=timezone.now() - relativedelta(months=1),
        )
        for number in range(REMINDERS)
    )
    on = timezone.localdate() - relativedelta(months=1)
    Session.objects.bulk_create(
        Session(training=training, date=on, minutes=90) for training in trainings
    )
    plan_reminders(timezone.now())
    planned = Reminder.objects.filter(kind="training.follow_up")
    assert planned.count() == REMINDERS


def all_done() -> bool:
    """Whether nothing waits; what a killed process was sending stays with it."""
    waiting = Reminder.objects.filter(state=ReminderState.PLANNED).exists()
    return not waiting and not Mail.objects.filter(state=MailState.QUEUED).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("rules")
@pytest.mark.parametrize("kills", [len(Phase), pytest.param(10, marks=pytest.mark.prove)])
def test_no_reminder_arrives_twice_though_its_worker_is_killed_again_and_again(
    start_worker: Callable[[], Worker], sink: MailSink, kills: int
) -> None:
    plan_follow_ups()
    worker = start_worker()
    for _, phase in zip(range(kills), cycle(Phase), strict=False):
        successor = start_worker()
        sink.on_phase = Killer(worker, sink, phase)
        worker.wake_until(worker.is_dead)
        worker = successor
    worker.wake_until(all_done)
    worker.finish()
    name_uncertain(timezone.now() + settings.OUTBOX_LEASE)

    arrived = sink.message_ids()
    assert len(arrived) == len(set(arrived))
    mails = Mail.objects.filter(kind="training.follow_up")
    assert mails.count() == REMINDERS
    assert {message_id(mail) for mail in mails.filter(state=MailState.SENT)} <= set(arrived)
    missing = [mail for mail in mails if message_id(mail) not in arrived]
    assert {mail.state for mail in missing} <= {MailState.UNCERTAIN}
    uncertain = mails.filter(state=MailState.UNCERTAIN).count()
    assert 0 < uncertain <= kills * PROCESSES
    assert mails.filter(state=MailState.SENT).count() == REMINDERS - uncertain
    assert Reminder.objects.filter(mail__in=mails).values("mail").distinct().count() == REMINDERS
