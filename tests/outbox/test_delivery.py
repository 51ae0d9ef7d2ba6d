"""Mails leave once, and what became of them is known or said to be unknown."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.db import connection as database
from django.test import override_settings
from django.utils import timezone
from pytest_django.fixtures import Settings

from ateams.due import Recipient
from ateams.outbox.delivery import GAPS, deliver, deliver_due, name_uncertain
from ateams.outbox.enums import Hours, MailState
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from ateams.outbox.tasks import deliver as deliver_task
from ateams.sweeps.models import Heartbeat
from tests.servers import free_port
from tests.smtp import Behaviour, MailSink

pytestmark = pytest.mark.django_db


def write(address: str = "anna@schule.example", **fields: object) -> Mail:
    return queue(
        kind="test",
        to=Recipient(key="", name="Anna", email=address, language="de"),
        subject="Größe",
        text="Guten Tag,\nein Text.\n",
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server


def test_mail_is_sent_with_its_headers_and_forgets_its_body(sink: MailSink) -> None:
    mail = write(html="<p>Ein Text.</p>")
    assert deliver_due() == 1
    mail.refresh_from_db()
    message = sink.received[0].message
    assert message["To"] == "anna@schule.example"
    assert message["Subject"] == "Größe"
    assert message["Message-ID"] == f"<{mail.pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert (mail.state, mail.attempts, mail.text, mail.html) == (MailState.SENT, 1, "", "")
    assert mail.finished_at is not None


def test_demo_keeps_the_body(sink: MailSink, settings: Settings) -> None:
    settings.DEMO = True
    mail = write()
    deliver_due()
    mail.refresh_from_db()
    assert mail.text == "Guten Tag,\nein Text.\n"


def test_batch_uses_one_connection(sink: MailSink) -> None:
    for number in range(5):
        write(f"person{number}@schule.example")
    assert deliver_due() == 5
    assert sink.connections == 1
    assert sink.addresses() == [f"person{number}@schule.example" for number in range(5)]


def test_empty_outbox_leaves_the_server_alone(sink: MailSink) -> None:
    assert deliver_due() == 0
    assert sink.connections == 0


@pytest.mark.parametrize("behaviour", [Behaviour.LATER, Behaviour.LATER_AFTER_DATA])
def test_later_waits_with_growing_gaps_and_is_refused_in_the_end(
    sink: MailSink, behaviour: Behaviour
) -> None:
    sink.behaviours["anna@schule.example"] = behaviour
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False) as clock:
        mail = write()
        for number, gap in enumerate(GAPS, start=1):
            assert deliver_due() == 1
            mail.refresh_from_db()
            assert (mail.state, mail.attempts) == (MailState.QUEUED, number)
            assert mail.not_before == timezone.now() + gap
            assert deliver_due() == 0
            clock.shift(gap)
        assert deliver_due() == 1
    mail.refresh_from_db()
    assert mail.state == MailState.REFUSED
    assert mail.reply_code in {450, 451}
    assert mail.text != ""
    assert sink.received == []


def test_no_is_refused_and_the_batch_goes_on(sink: MailSink) -> None:
    sink.behaviours["anna@schule.example"] = Behaviour.NEVER
    refused, sent = write(), write("boris@schule.example")
    assert deliver_due() == 2
    refused.refresh_from_db()
    sent.refresh_from_db()
    assert (refused.state, refused.reply_code) == (MailState.REFUSED, 550)
    assert sent.state == MailState.SENT
    assert sink.addresses() == ["boris@schule.example"]


@pytest.mark.parametrize(
    ("behaviour", "arrived"),
    [(Behaviour.HANG, 0), (Behaviour.CLOSE, 0), (Behaviour.ACCEPT_AND_CLOSE, 1)],
)
def test_silence_is_uncertain_and_never_repeated(
    sink: MailSink, settings: Settings, behaviour: Behaviour, arrived: int
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    sink.behaviours["anna@schule.example"] = behaviour
    mail, sent = write(), write("boris@schule.example")
    assert deliver_due() == 2
    assert deliver_due() == 0
    mail.refresh_from_db()
    sent.refresh_from_db()
    assert (mail.state, mail.reply_code) == (MailState.UNCERTAIN, None)
    assert sent.state == MailState.SENT
    assert sink.addresses() == ["anna@schule.example"] * arrived + ["boris@schule.example"]


def test_unreachable_server_touches_no_mail_and_is_named(settings: Settings) -> None:
    mail = write()
    with (
        override_settings(**MailSink().settings | {"EMAIL_PORT": free_port()}),
        pytest.raises(ConnectionRefusedError),
    ):
        deliver_task()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    beat = Heartbeat.objects.get(name="outbox.deliver")
    assert (beat.last_finished, beat.last_error) == (None, "ConnectionRefusedError")


def test_server_that_says_no_hello_touches_no_mail(settings: Settings) -> None:
    mail = write()
    with socket.create_server(("127.0.0.1", 0)) as mute:
        options = MailSink().settings | {"EMAIL_PORT": mute.getsockname()[1], "EMAIL_TIMEOUT": 0.1}
        with override_settings(**options), pytest.raises(OSError, match=r"timed out|closed"):
            deliver_due()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)


def test_abandoned_mail_is_named_uncertain_after_the_lease() -> None:
    now = timezone.now()
    old, young = write(), write()
    lease = timedelta(seconds=120)
    started = {"state": MailState.SENDING, "attempts": 1}
    Mail.objects.filter(pk=old.pk).update(sending_at=now - lease - timedelta(seconds=1), **started)
    Mail.objects.filter(pk=young.pk).update(sending_at=now - lease, **started)
    assert name_uncertain(now) == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, young.state) == (MailState.UNCERTAIN, MailState.SENDING)


class _SlowConnection(LocmemBackend):
    """Answers "yes" so late that its process has been given up meanwhile."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        assert name_uncertain(timezone.now() + timedelta(hours=1)) == 1
        return super().send_messages(messages)


def test_late_yes_of_a_process_given_up_counts() -> None:
    mail = write()
    assert deliver(mail, _SlowConnection())
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


@pytest.mark.parametrize(
    ("hours", "moment", "leaves"),
    [
        (Hours.OFFICE, "2026-11-23T07:59:59+01:00", False),
        (Hours.OFFICE, "2026-11-23T08:00:00+01:00", True),
        (Hours.OFFICE, "2026-11-23T17:59:59+01:00", True),
        (Hours.OFFICE, "2026-11-23T18:00:00+01:00", False),
        (Hours.OFFICE, "2026-11-22T10:00:00+01:00", False),  # a Sunday
        (Hours.OFFICE, "2026-12-25T10:00:00+01:00", False),
        (Hours.OFFICE, "2026-10-31T10:00:00+01:00", False),  # Reformation Day
        (Hours.DAYTIME, "2026-11-22T19:59:59+01:00", True),
        (Hours.DAYTIME, "2026-11-22T20:00:00+01:00", False),
        (Hours.AT_ONCE, "2026-11-22T03:00:00+01:00", True),
        (Hours.OFFICE, "2026-03-30T08:00:00+02:00", True),  # the day after the clock change
        (Hours.OFFICE, "2026-03-30T07:59:59+02:00", False),
        (Hours.OFFICE, "2026-10-26T08:00:00+01:00", True),
        (Hours.OFFICE, "2026-10-26T07:59:59+01:00", False),
    ],
)
def test_mail_leaves_in_its_hours_only(
    sink: MailSink, hours: Hours, moment: str, leaves: bool
) -> None:
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        write(hours=hours)
        assert deliver_due() == int(leaves)


def test_mail_does_not_leave_before_its_time(sink: MailSink) -> None:
    write(not_before=timezone.now() + timedelta(minutes=1))
    assert deliver_due() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_deliverers_deliver_each_mail_once(sink: MailSink) -> None:
    for number in range(60):
        write(f"person{number}@schule.example")
    start = Barrier(2)
    tried: list[int] = []

    def run() -> None:
        start.wait()
        tried.append(deliver_due())
        database.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 60
    assert min(tried) > 0
    assert sorted(sink.addresses()) == sorted(
        f"person{number}@schule.example" for number in range(60)
    )
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}
