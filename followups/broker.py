"""Asking the broker whether it is there, and how much lies in it that nobody has taken."""

from __future__ import annotations

from pathlib import Path

from celery import current_app
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

_PATIENCE_SECONDS = 1.0


class BrokerAwayError(Exception):
    """The broker cannot be asked."""


def waiting_wake_ups() -> int:
    """Return how many wake-ups nobody has taken; raise BrokerAwayError if the broker is away."""
    if settings.REDIS_URL:
        return _in_redis(settings.REDIS_URL)
    folder = Path(current_app.conf.broker_transport_options["data_folder_in"])
    try:
        return sum(1 for file in folder.iterdir() if file.suffix == ".msg")
    except OSError as error:
        raise BrokerAwayError from error


def _in_redis(url: str) -> int:
    client = Redis.from_url(
        url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=_PATIENCE_SECONDS
    )
    try:
        with client:
            return int(client.llen(str(current_app.conf.task_default_queue)))
    except (RedisError, OSError) as error:
        raise BrokerAwayError from error
