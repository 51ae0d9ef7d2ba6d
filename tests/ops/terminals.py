"""A real terminal: a pseudo-terminal on which a command runs, and somebody who types."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from pathlib import Path

from tests.ops.processes import PROJECT

HALF = re.compile(r"(?:[0-9a-f]{4} ){16}\S+")


class Terminal:
    """A person at a terminal on which a command of `manage.py` runs."""

    def __init__(self, env: dict[str, str], *command: str) -> None:
        self.screen = self._unread = ""
        self._decoder = getincrementaldecoder("utf-8")()
        self.master, slave = pty.openpty()
        # A suite that runs in the background is deaf to Ctrl-C, and would hand that on.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=PROJECT, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )  # fmt: skip
        signal.signal(signal.SIGINT, before)
        os.close(slave)

    def read_until(self, text: str) -> str:
        """Read on until the text appears; return what came since the last time."""
        end = time.monotonic() + 60
        while text not in self._unread:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} did not appear after {self._unread!r}"
            try:
                self._unread += self._decoder.decode(os.read(self.master, 4096))
            except OSError as error:  # how Linux says that the other side is closed
                raise AssertionError(
                    f"{text!r} did not appear before the end: {self._unread!r}"
                ) from error
        before, _, self._unread = self._unread.partition(text)
        self.screen += before + text
        return before + text

    def type(self, text: str) -> None:
        os.write(self.master, f"{text}\n".encode())

    def answer(self, question: str, answer: str) -> None:
        """Wait for a question and answer it."""
        self.read_until(question)
        self.type(answer)

    def interrupt(self) -> None:
        """Press Ctrl-C at a question; what comes before Python waits for the line is not heard."""
        stat, end = Path(f"/proc/{self.process.pid}/stat"), time.monotonic() + 60
        while stat.read_text().rpartition(")")[2].split()[0] != "S":  # it does not sleep yet
            assert time.monotonic() < end, "the command never waits"
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> int:
        code = self.process.wait(timeout=30)
        os.close(self.master)
        return code

    def close(self) -> None:
        """End the command if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.end()


def write_halves_down(terminal: Terminal) -> list[str]:
    """Go through the ceremony until the halves are to be typed back; return them."""
    terminal.answer("Press Enter when you are ready.", "")
    halves = []
    for number in (1, 2):
        found = HALF.search(terminal.read_until("then press Enter."))
        assert found, f"half {number} was not shown"
        halves.append(found[0])
        terminal.type("")
    return halves


def type_halves_back(terminal: Terminal, halves: list[str]) -> None:
    for number, half in enumerate(halves, start=1):
        terminal.answer(f"Type half {number} from the paper: ", half)
