"""Whatever dies in whatever order: no reminder is sent twice, and none is missed unnoticed.

    CHAOS_SEED=77 python -m pytest tests/followups/test_chaos.py

Four workers, beat, PostgreSQL, Redis and the mail server are killed and started again while they
remind of a thousand things, and the mail server misbehaves.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from itertools import chain
from random import Random
from threading import Event
from time import monotonic

import psycopg
import pytest

from ateams.outbox.enums import MailState
from tests.factories.many_follow_ups import address_of
from tests.installation import Installation
from tests.servers import PostgresServer, find_program
from tests.smtp import Behaviour, MailSink, Phase

REMINDERS = 1_000
WORKERS = 4
PATIENCE = 120  # seconds for any one condition, on a machine that has other things to do
EMAIL_TIMEOUT, LEASE = 2, 6  # seconds

# How many addresses the mail server treats how. Whoever hangs costs a worker `EMAIL_TIMEOUT`.
MISBEHAVIOUR = {
    Behaviour.LATER_ONCE: 30,
    Behaviour.LATER_AFTER_DATA_ONCE: 30,
    Behaviour.NEVER: 20,
    Behaviour.HANG: 3,
    Behaviour.CLOSE: 15,
    Behaviour.ACCEPT_AND_CLOSE: 15,
}
SILENT = {Behaviour.HANG, Behaviour.CLOSE, Behaviour.ACCEPT_AND_CLOSE}
# What is killed how often; the seed decides on the order.
KILLS = {"worker": 3, "beat": 1, "postgres": 2, "redis": 1, "sink": 2}

SEEDS = [int(os.environ.get("CHAOS_SEED", "1"))]
MORE_SEEDS = [] if "CHAOS_SEED" in os.environ else range(2, 11)


class Chaos:
    """Everything that can die, and a hand that kills it."""

    def __init__(self, product: Installation, sink: MailSink, random: Random) -> None:
        self.product, self.sink, self.random = product, sink, random
        self.workers = [self._start_worker(number) for number in range(WORKERS)]
        self.beat = self._start_beat()

    def kill(self, victim: str) -> None:
        """Kill in the middle of some mail's delivery, and start again."""
        self._wait_for_phase(self.random.choice(list(Phase)))
        getattr(self, f"_kill_{victim}")()

    def end(self) -> None:
        """Kill whatever still works."""
        for process in [*self.workers, self.beat]:
            process.kill()
            process.wait()

    def _wait_for_phase(self, wanted: Phase) -> None:
        """Return in the middle of a conversation, or when there has been none for a while."""
        reached = Event()
        self.sink.on_phase = lambda phase: reached.set() if phase == wanted else None
        reached.wait(EMAIL_TIMEOUT)
        self.sink.on_phase = lambda _phase: None

    def _kill_worker(self) -> None:
        number = self.random.randrange(WORKERS)
        self.workers[number].kill()
        self.workers[number].wait()
        self.workers[number] = self._start_worker(number)

    def _kill_beat(self) -> None:
        self.beat.kill()
        self.beat.wait()
        self.beat = self._start_beat()

    def _kill_postgres(self) -> None:
        assert self.product.postgres
        self.product.postgres.kill()
        until(self._postgres_is_back)

    def _postgres_is_back(self) -> bool:
        """Start it; its backends may not yet have noticed that it died."""
        assert self.product.postgres
        try:
            self.product.postgres.start()
        except subprocess.CalledProcessError:
            return False
        return True

    def _kill_redis(self) -> None:
        assert self.product.redis
        self.product.redis.stop()
        self.product.redis.start()

    def _kill_sink(self) -> None:
        self.sink.kill()
        self.sink.start()

    def _start_worker(self, number: int) -> subprocess.Popen[bytes]:
        return self._celery(
            "worker", "-P", "solo", "-n", f"worker{number}@chaos", "--without-gossip",
            "--without-mingle", "--prefetch-multiplier", "1",
        )  # fmt: skip

    def _start_beat(self) -> subprocess.Popen[bytes]:
        return self._celery("beat", "--pidfile=")

    def _celery(self, *command: str) -> subprocess.Popen[bytes]:
        app = ["celery", "-A", "tests.followups.hurried"]
        return self.product.start(*app, *command, "-l", "error")


def until(
    done: Callable[[], bool], wait: Callable[[], object] = lambda: Event().wait(0.05)
) -> None:
    """Ask again and again, until it is so."""
    deadline = monotonic() + PATIENCE
    while not done():
        assert monotonic() < deadline
        wait()


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as server:
        yield server


@pytest.fixture
def product(sink: MailSink) -> Iterator[Installation]:
    if not PostgresServer.program("initdb") or not find_program("redis-server"):
        pytest.skip("PostgreSQL or Redis is not installed")
    product = Installation.on_postgres(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(sink.port),
        EMAIL_TIMEOUT=str(EMAIL_TIMEOUT),
        OUTBOX_LEASE_SECONDS=str(LEASE),
        MAIL_AT_ANY_HOUR="true",
    )
    assert product.postgres
    # Other tests let a killed server forget its newest commits; here one has to be able to rely.
    product.postgres.options = "-c synchronous_commit=on"
    with product:
        yield product


def misbehave(sink: MailSink, random: Random) -> dict[str, Behaviour]:
    """Let the mail server treat some addresses badly; return which."""
    addresses = iter(random.sample(range(REMINDERS), sum(MISBEHAVIOUR.values())))
    planned = {
        address_of(next(addresses)): behaviour
        for behaviour, count in MISBEHAVIOUR.items()
        for _ in range(count)
    }
    sink.behaviours.update(planned)
    return planned


def all_done(product: Installation) -> bool:
    """Whether nothing waits any more. Whatever was put off is let go at once."""
    assert product.postgres
    with psycopg.connect(product.postgres.url, autocommit=True) as connection:
        for table in ("outbox_mail", "followups_reminder"):
            connection.execute(f"update {table} set not_before = now() where not_before > now()")
        counted = connection.execute(
            "select (select count(*) from followups_reminder where state = 'queued'),"
            " (select count(*) from outbox_mail where state in ('queued', 'sending'))"
        ).fetchone()
    return counted == (REMINDERS, 0)


@pytest.mark.thorough
@pytest.mark.processes
@pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.prove) for seed in MORE_SEEDS)]
)
def test_in_chaos_no_reminder_is_sent_twice_and_none_is_missed_unnoticed(
    product: Installation, sink: MailSink, seed: int
) -> None:
    random = Random(seed)
    planned = misbehave(sink, random)
    product.call("tests.followups.chaos_inside:fill", REMINDERS)
    chaos = Chaos(product, sink, random)
    victims = [victim for victim, times in KILLS.items() for _ in range(times)]
    random.shuffle(victims)
    for number, victim in enumerate(victims):
        enough = REMINDERS * number // (len(victims) + 3)
        until(lambda enough=enough: sink.arrive(enough, seconds=1))  # type: ignore[misc]
        chaos.kill(victim)
    until(lambda: all_done(product), wait=lambda: sink.arrive(REMINDERS, seconds=0.5))
    chaos.end()

    arrived = sink.addresses()  # each reminder has an address of its own
    assert len(arrived) == len(set(arrived))
    assert len(set(sink.message_ids())) == len(arrived)
    fates: dict[str, list[str]] = product.call("tests.followups.chaos_inside:outcome")
    shown = set(fates.pop("shown"))
    assert sorted(chain.from_iterable(fates.values())) == sorted(map(address_of, range(REMINDERS)))
    refused, uncertain = set(fates[MailState.REFUSED]), set(fates[MailState.UNCERTAIN])
    never = {address for address, how in planned.items() if how == Behaviour.NEVER}
    assert refused <= never <= refused | uncertain
    assert not refused & set(arrived)
    assert set(map(address_of, range(REMINDERS))) - set(arrived) - refused <= uncertain
    assert set(fates[MailState.SENT]) <= set(arrived)
    assert shown == uncertain
    # Nearly all of it is certain: a mail per kill and worker at most, and the mail server's own.
    assert len(uncertain) <= sum(how in SILENT for how in planned.values()) + len(victims) * WORKERS
