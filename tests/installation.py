"""The product as it is operated: processes of its own, with the product's own settings.

    with Installation.on_postgres() as product:
        product.start_web()
        product.visitor().get("/de/report/")

`on_postgres` is the production (PostgreSQL as the restricted role, Redis), `on_sqlite` the embedded
mode (a database file, a folder as broker). Costs of Argon2id are real. Everything lies below
`folder`, and what the processes say goes into `log`.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from tests import migrated
from tests.servers import PostgresServer, RedisServer
from tests.visitor import HOST, Visitor

ROOT = Path(__file__).resolve().parent.parent
_FROM_OUTSIDE = ("PATH", "HOME", "LANG", "TMPDIR", "CI", "VIRTUAL_ENV")


@dataclass
class Installation:
    """One installation; a context manager that ends all its processes."""

    postgres: PostgresServer | None = None
    redis: RedisServer | None = None
    settings: dict[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ateams-inst-")))

    @classmethod
    def on_postgres(cls, **settings: str) -> Installation:
        """Describe a production; `settings` are added to its environment."""
        return cls(PostgresServer(), RedisServer(), settings)

    @classmethod
    def on_sqlite(cls, **settings: str) -> Installation:
        """Describe an embedded installation."""
        return cls(settings=settings)

    def __enter__(self) -> Self:
        self._started = ExitStack()
        self._started.callback(shutil.rmtree, self.folder, ignore_errors=True)
        if self.postgres:
            self._started.callback(self.postgres.create(migrated.cluster()).destroy)
        if self.redis:
            self._started.callback(self.redis.start().stop)
        self.log = self.folder / "processes.log"
        self.temporary.mkdir()
        self.secret_key = secrets.token_urlsafe(50)
        self.environment = self._environment()
        if self.postgres:
            self.environment["DATABASE_URL"] = self.environment["WEB_DATABASE_URL"]
        else:
            migrated.database_file(self.data / "db.sqlite3")
        migrated.static_files()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._started.close()

    @property
    def data(self) -> Path:
        """The installation's DATA_DIR."""
        return self.folder / "data"

    @property
    def temporary(self) -> Path:
        """Where its programs would leave temporary files."""
        return self.folder / "tmp"

    def run(self, *command: str) -> str:
        """Run a command to its end in the installation's environment; return what it prints."""
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        return done.stdout

    def call(self, function: str, *arguments: object) -> Any:
        """Call "module:function" inside the installation; arguments and result are JSON."""
        called = function.split(":")
        return json.loads(
            self.run(sys.executable, "-m", "tests.inside", *called, *map(json.dumps, arguments))
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds in the database, as a process of its own sees it."""
        if self.postgres:
            with psycopg.connect(self.postgres.url) as connection:
                return connection.execute(query.encode()).fetchall()
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as file:
            return file.execute(query).fetchall()

    def start(self, *command: str, pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a process that lives until the installation ends, or until `end`."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=pass_fds,
            )
        self._started.callback(self.end, process)
        return process

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a process of `start` in good order, once."""
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)

    def start_web(self, application: str = "ateams.wsgi:application") -> int:
        """Start the web server and return its port. Who connects early waits, nothing is polled."""
        with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
            self.start(
                "gunicorn",
                "--config=python:ateams.ops.gunicorn_config",
                f"--bind=fd://{listening.fileno()}",
                "--keep-alive=60",  # visitors of a test may take their time
                application,
                pass_fds=(listening.fileno(),),
            )
            self.port = int(listening.getsockname()[1])
        return self.port

    def visitor(self) -> Visitor:
        """Return a new visitor, whose connection is closed in the end."""
        visitor = Visitor(self.port)
        self._started.callback(visitor.close)
        return visitor

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _FROM_OUTSIDE if name in os.environ}
        programs = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
        return {
            **kept,
            "PATH": programs,
            "DJANGO_SETTINGS_MODULE": "ateams.settings",
            "DATA_DIR": str(self.data),
            "TMPDIR": str(self.temporary),
            "SECRET_KEY": self.secret_key,
            "RECEIPT_SALT": secrets.token_hex(16),
            "HOST": HOST,
            # Visitors type a password only; who is asked for what is tested elsewhere.
            "REQUIRE_SECOND_FACTOR": "false",
            "WEB_WORKERS": "2" if self.postgres else "1",
            **(_roles(self.postgres) if self.postgres else {}),
            **({"REDIS_URL": self.redis.url} if self.redis else {}),
            **self.settings,
        }


def _roles(server: PostgresServer) -> dict[str, str]:
    """Name the owner, who migrates, and the role that cannot rewrite the audit log."""
    return {
        "DATABASE_URL": server.url,
        "WEB_DATABASE_URL": server.url.replace(f"//{migrated.OWNER}@", f"//{migrated.WEB}@"),
    }
