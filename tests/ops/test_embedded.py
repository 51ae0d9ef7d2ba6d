"""The embedded mode: one command, real processes, and what happens when they end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests import migrated
from tests.ops.processes import environment, running, wait_for
from tests.servers import free_port

pytestmark = [pytest.mark.thorough, pytest.mark.processes]


class Installation:
    """An installation without demo data in a folder of its own, running embedded."""

    def __init__(self, folder: Path) -> None:
        migrated.database_file(folder / "data" / "db.sqlite3")
        self.log = folder / "log"
        self.port = free_port()
        self.env = environment(
            DATA_DIR=str(folder / "data"),
            PORT=str(self.port),
            HTTPS="false",
            SECRET_KEY="for-tests-only-" * 4,
            RECEIPT_SALT="00" * 16,
            EMAIL_PORT=str(free_port()),
        )
        self.process: subprocess.Popen[bytes]

    def page(self, path: str) -> bytes:
        return wait_for(f"http://localhost:{self.port}{path}", self.process, self.log)

    def processes(self) -> dict[int, str]:
        """Return the processes that belong to this installation, by their port or folder."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                variables = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it has ended meanwhile
            if f"PORT={self.port}\0".encode() in variables and command:
                found[int(folder.name)] = command
        return found

    def first_of(self, program: str) -> int:
        """Return the process of a program that the supervisor itself has started."""
        family = {pid for pid, command in self.processes().items() if program in command}
        (first,) = (pid for pid in family if parent_of(pid) not in family)
        return first

    def beats(self) -> bool:
        """Tell whether beat has begun, and with it everything that starts before it."""
        return bool(list((self.log.parent / "data").glob("celerybeat-schedule*")))


def parent_of(pid: int) -> int:
    """Return who started a process; numbers tell no age, they start anew one day."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"^PPid:\s+(\d+)$", status, re.MULTILINE)[0])


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    started = Installation(tmp_path)
    with running(
        "python", "manage.py", "run_embedded", env=started.env, log=started.log
    ) as process:
        started.process = process
        started.page("/readyz")
        yield started


def until(true: Callable[[], bool], what: str, log: Path) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, f"{what}:\n{log.read_text()}"
        time.sleep(0.2)


def test_embedded_serves_pages_runs_sweeps_and_ends_on_ctrl_c(installation: Installation) -> None:
    assert "<title>Etwas melden" in installation.page("/de/report/").decode()
    assert installation.page("/healthz") == b"ok\n"

    def planned() -> bool:
        line = b'ateams_sweep_finished_seconds{sweep="followups.plan_reminders"} 0\n'
        return line not in installation.page("/metrics")

    until(planned, "no sweep has run", installation.log)
    with pytest.raises(HTTPError, match="404") as refused:
        urlopen(f"http://localhost:{installation.port}/demo/mail/")
    refused.value.close()

    os.killpg(installation.process.pid, signal.SIGINT)
    assert installation.process.wait(timeout=60) == 0
    until(lambda: not installation.processes(), "something is left", installation.log)
    assert "Traceback" not in installation.log.read_text()


def test_embedded_ends_everything_when_the_terminal_closes(installation: Installation) -> None:
    installation.process.send_signal(signal.SIGHUP)
    assert installation.process.wait(timeout=60) == 0
    until(lambda: not installation.processes(), "something is left", installation.log)


@pytest.mark.parametrize("program", ["gunicorn", " worker ", " beat "])
def test_embedded_ends_with_a_sentence_when_a_process_dies(
    installation: Installation, program: str
) -> None:
    until(installation.beats, "beat has not begun", installation.log)
    os.kill(installation.first_of(program), signal.SIGKILL)
    assert installation.process.wait(timeout=60) == 1
    said = installation.log.read_text()
    assert "A process ended by itself, so everything was stopped" in said
    assert "Traceback" not in said
    until(lambda: not installation.processes(), "something is left", installation.log)
