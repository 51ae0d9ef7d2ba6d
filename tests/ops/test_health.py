"""What machines ask: alive, ready, metrics."""

import pytest
from django.db import connection
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from ateams.ops.readiness import _check_migrations
from ateams.outbox.enums import MailState
from ateams.sweeps.services import heartbeat

OUTSIDE = "9.9.9.9"


def test_healthz_answers_without_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("url", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.django_db
def test_machines_only_read(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


@pytest.mark.django_db
def test_readyz_answers_ok(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert not answer.cookies


@pytest.mark.django_db
def test_readyz_looks_at_migrations_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_readyz_names_missing_migrations(client: Client) -> None:
    _check_migrations.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'followups'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations missing\n")


@pytest.mark.django_db
def test_metrics_name_every_scheduled_sweep(client: Client) -> None:
    with heartbeat("outbox.deliver"):
        pass
    lines = client.get("/metrics").content.decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert int(values['ateams_sweep_finished_seconds{sweep="outbox.deliver"}']) > 1_700_000_000
    assert values['ateams_sweep_finished_seconds{sweep="followups.plan_reminders"}'] == "0"
    assert {f'ateams_mails{{state="{state}"}}' for state in MailState} <= set(values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("172.18.0.5", {}, 200),
        ("fd00::5", {}, 200),
        (OUTSIDE, {}, 404),
        ("", {}, 404),
        ("172.18.0.5", {"X-Forwarded-For": OUTSIDE}, 404),
        ("172.18.0.5", {"Via": "1.1 proxy"}, 404),
        (OUTSIDE, {"Authorization": "Bearer monitor"}, 200),
        (OUTSIDE, {"Authorization": "Bearer monitör"}, 404),
        (OUTSIDE, {"Authorization": "Bearer "}, 404),
    ],
)
def test_metrics_are_for_inside_or_the_token(
    client: Client, address: str, headers: dict[str, str], status: int
) -> None:
    with override_settings(METRICS_TOKEN="monitor"):
        answer = client.get("/metrics", headers=headers, REMOTE_ADDR=address)
    assert answer.status_code == status


@pytest.mark.django_db
def test_metrics_need_a_token_that_is_set(client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR=OUTSIDE)
    assert answer.status_code == 404
