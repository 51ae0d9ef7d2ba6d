"""Throw-away PostgreSQL and Redis servers on free ports, for one run of the suite.

Nothing here relies on a server that happens to run. With CI=true a missing program is an error.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


class MissingProgramError(RuntimeError):
    """A program that CI must have is not installed."""


def find_program(name: str, *folders: str) -> str | None:
    """Return the path of a program, or None; raise where CI=true demands it."""
    path = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *folders]))
    if path is None and os.environ.get("CI") == "true":
        raise MissingProgramError(f"{name} is not installed, and CI may skip nothing.")
    return path


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged() -> dict[str, object]:
    """Return what makes a child run as somebody other than root, which PostgreSQL refuses."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@dataclass
class PostgresServer:
    """A PostgreSQL cluster in a temporary folder; `stop` and `start` as often as wanted."""

    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="ateams-pg-")))
    options: str = ""  # more of the server's, such as "-c log_statement=none"

    @staticmethod
    def program(name: str) -> str | None:
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        return find_program(name, *map(str, folders))

    @property
    def url(self) -> str:
        return self.url_of("ateams")

    def url_of(self, database: str) -> str:
        return f"postgres://ateams@127.0.0.1:{self.port}/{database}"

    def create(self, copied: Path | None = None) -> PostgresServer:
        """Start with an empty database `ateams`, or with a copy of a stopped server's data."""
        if os.getuid() == 0:
            os.chown(self.folder, pwd.getpwnam("nobody").pw_uid, -1)
        if copied:
            subprocess.run(["cp", "-a", copied, self.folder / "data"], check=True)
            return self.start()
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "ateams", "-A", "trust", "-N",
            "--encoding=UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        self.start(wait_for="postgres")
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute("create database ateams")
        return self

    def start(self, *, wait_for: str = "ateams") -> PostgresServer:
        options = (
            f"-p {self.port} -h 127.0.0.1 -k {self.folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 "
            f"{self.options}"
        )
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options,
            "-l", str(self.folder / "log"), "start",
        )  # fmt: skip
        with psycopg.connect(self.url_of(wait_for)) as connection:
            connection.execute("select 1")
        return self

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """Kill the postmaster; its backends notice and go, and `start` recovers."""
        first_line = (self.folder / "data" / "postmaster.pid").read_text().partition("\n")[0]
        os.kill(int(first_line), signal.SIGKILL)

    def destroy(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        program = self.program(name)
        if program is None:
            raise MissingProgramError(name)
        subprocess.run(
            [program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **_unprivileged(),  # type: ignore[call-overload]
        )


@dataclass
class RedisServer:
    """A Redis server without persistence."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> RedisServer:
        program = find_program("redis-server")
        if program is None:
            raise MissingProgramError("redis-server")
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", tempfile.gettempdir()],
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdout
        for line in self.process.stdout:
            if b"Ready to accept connections" in line:
                return self
        raise RuntimeError("Redis ended before it was ready.")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout
            self.process.stdout.close()
