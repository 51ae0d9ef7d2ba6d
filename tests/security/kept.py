"""Everything that an installation keeps, as whoever carries the machine away would find it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import redis
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing

from tests.installation import Installation
from tests.servers import PostgresServer
from tests.smtp import MailSink

Kept = Iterator[tuple[str, bytes]]
_SESSIONS = "django.contrib.sessions.SessionStore"


def everything_kept(product: Installation, sink: MailSink) -> Kept:
    """Yield the name and the bytes of all that is stored, logged or was mailed.

    The files of a running database are read after it has written everything down.
    """
    if product.postgres:
        with psycopg.connect(product.postgres.url) as connection:
            connection.execute("checkpoint")
        dump = PostgresServer.program("pg_dump") or "pg_dump"
        yield "dump", product.run(dump, product.postgres.url).encode()
        yield from _files(product.postgres.folder)
    yield from _files(product.folder)
    yield from _sessions(product)
    if product.redis:
        yield from _redis(product.redis.url)
    for mail in sink.received:
        yield "mail", mail.content
        for part in mail.message.walk():
            if not part.is_multipart():
                yield "mail", part.get_content().encode()


def _files(folder: Path) -> Kept:
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # servers tidy up meanwhile
            if path.is_file():
                yield str(path.relative_to(folder)), path.read_bytes()


def _sessions(product: Installation) -> Kept:
    """Sessions are compressed where they lie."""
    for (data,) in product.rows("select session_data from accounts_session"):
        session = signing.loads(
            data, key=product.secret_key, salt=_SESSIONS, serializer=JSONSerializer
        )
        yield "session", json.dumps(session).encode()


def _redis(url: str) -> Kept:
    with redis.Redis.from_url(url) as server:
        readers = {
            b"string": lambda key: [server.get(key)],
            b"list": lambda key: server.lrange(key, 0, -1),
            b"set": server.smembers,
            b"zset": lambda key: server.zrange(key, 0, -1),
            b"hash": lambda key: [*server.hkeys(key), *server.hvals(key)],
        }
        for key in server.scan_iter():
            yield "redis", key
            for value in readers[server.type(key)](key):
                yield "redis", value
