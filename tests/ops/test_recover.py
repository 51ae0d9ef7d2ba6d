"""Everybody has lost the words: the two halves from the safes bring it all back, on a terminal."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import migrated
from tests.ops.processes import PROJECT, environment, manage
from tests.ops.terminals import Terminal, type_halves_back, write_halves_down

pytestmark = [pytest.mark.thorough, pytest.mark.processes]
Open = Callable[..., Terminal]


def installed_in(folder: Path) -> dict[str, str]:
    return environment(
        DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.settings", PYTHONUTF8="1"
    )


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return the database of an office without a single active key, and the halves."""
    folder = tmp_path_factory.mktemp("lost")
    env = installed_in(folder)
    migrated.database_file(folder / "db.sqlite3")
    made = subprocess.run(
        [sys.executable, "-m", "tests.inside", "tests.ops.losing_everything", "make_office"],
        cwd=PROJECT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder / "db.sqlite3", json.loads(made.stdout.splitlines()[-1])


@pytest.fixture
def halves(lost: tuple[Path, list[str]]) -> list[str]:
    return lost[1]


@pytest.fixture
def installation(tmp_path: Path, lost: tuple[Path, list[str]]) -> dict[str, str]:
    shutil.copy(lost[0], tmp_path)
    return installed_in(tmp_path)


@pytest.fixture
def terminal(installation: dict[str, str]) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_terminal(*command: str) -> Terminal:
        opened.append(Terminal(installation, *command))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def rows(installation: dict[str, str], query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(Path(installation["DATA_DIR"]) / "db.sqlite3") as database:
        return database.execute(query).fetchall()


def recovery_grants(installation: dict[str, str]) -> list[tuple[object, ...]]:
    """Return how many envelopes each recovery key opens, and whether it is the current one."""
    return rows(
        installation,
        "SELECT count(g.id), r.retired_at IS NULL FROM vault_recoverykey r "
        "LEFT JOIN vault_grant g ON g.recovery_key_id = r.id GROUP BY r.id ORDER BY r.id",
    )


def type_halves(terminal: Terminal, halves: list[str]) -> None:
    for number, half in enumerate(halves, start=1):
        terminal.answer(f"Half {number} of 2: ", half)


def test_recover_brings_everything_back(
    terminal: Open, installation: dict[str, str], halves: list[str]
) -> None:
    recover = terminal("recover", "--to", "lena@amt.example")
    type_halves(recover, [halves[0], halves[0]])
    recover.read_until("That was the same half twice.")
    type_halves(recover, [halves[1], halves[0].replace(halves[0][0], "x", 1)])
    recover.read_until("Half 2 is mistyped")
    type_halves(recover, [half.upper() for half in reversed(halves)])
    recover.read_until("4 envelopes will be shared with Lena Beispiel <lena@amt.example>.")
    recover.read_until("The key waits for a lead; the recovery key activates it.")
    recover.answer("Right? (y/n): ", "y")
    recover.read_until("4 of 4 shared")
    new = write_halves_down(recover)
    type_halves_back(recover, new)
    recover.read_until("4 of 4 sealed anew")
    recover.read_until("Done.")
    assert recover.end() == 0
    assert recovery_grants(installation) == [(0, 0), (4, 1)]
    assert rows(installation, "SELECT subject FROM outbox_mail ORDER BY subject") == [
        ("Der Notfallschlüssel wurde benutzt",),
        ("Es gibt einen neuen Notfallschlüssel",),
    ]
    entries = rows(installation, "SELECT action FROM audit_entry ORDER BY id")
    actions = [str(action) for (action,) in entries]
    newest = [action for action in actions if not action.startswith("case.")][-3:]
    assert newest == ["account.key_activated", "account.recovered", "key.made"]
    cases = rows(installation, "SELECT count(*) FROM incidents_case")
    assert [(actions.count("case.recovered"),)] == cases
    checked = manage("check_vault", env=installation)
    assert "not shared again" not in checked.stdout
    assert (checked.returncode, checked.stdout) == (0, "The vault is in order.\n")
    _leaves_nothing(installation, [*halves, *new])


def _leaves_nothing(installation: dict[str, str], halves: list[str]) -> None:
    for file in Path(installation["DATA_DIR"]).rglob("*"):
        if file.is_file():
            kept = file.read_bytes()
            for half in halves:
                assert half.encode() not in kept
                assert bytes.fromhex("".join(half.split()[:16])) not in kept


def test_halves_stand_in_no_argument_and_no_environment(terminal: Open, halves: list[str]) -> None:
    recover = terminal("recover", "--to", "lena@amt.example")
    type_halves(recover, halves)
    recover.read_until("Right? (y/n): ")
    process = Path(f"/proc/{recover.process.pid}")
    seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    assert not [group for half in halves for group in half.split()[:4] if group.encode() in seen]
    assert halves[0] not in recover.screen.split("\033[2J")[-1]  # wiped after it was typed


def test_recover_goes_on_after_it_was_stopped(
    terminal: Open, installation: dict[str, str], halves: list[str]
) -> None:
    first = terminal("recover", "--to", "lena@amt.example")
    type_halves(first, halves)
    first.answer("Right? (y/n): ", "y")
    first.read_until("4 of 4 shared")
    first.read_until("Press Enter when you are ready.")
    os.write(first.master, b"\x04")  # the end of input, as after a lost connection
    first.read_until("Stopped. What was done stays")
    assert first.end() == 1
    assert recovery_grants(installation) == [(4, 1)]
    again = terminal("recover", "--to", "LENA@amt.example")
    type_halves(again, halves)
    again.read_until("0 envelopes will be shared")
    again.answer("Right? (y/n): ", "y")
    type_halves_back(again, write_halves_down(again))
    again.read_until("4 of 4 sealed anew")
    again.read_until("Done.")
    assert again.end() == 0
    assert recovery_grants(installation) == [(0, 0), (4, 1)]


@pytest.mark.parametrize(
    "command", [["recover", "--to", "lena@amt.example"], ["make_recovery_key"]]
)
def test_command_refuses_what_is_no_terminal(
    installation: dict[str, str], command: list[str]
) -> None:
    answer = manage(*command, env=installation)
    assert answer.returncode == 1
    assert "it runs on a terminal, with nothing piped" in answer.stderr
    assert answer.stdout == ""


def test_make_recovery_key_replaces_the_earlier_one_by_its_halves(
    terminal: Open, installation: dict[str, str], halves: list[str]
) -> None:
    making = terminal("make_recovery_key")
    making.answer("place of the present one. Right? (y/n): ", "y")
    making.answer("Do you have both halves of the present one? (y/n): ", "y")
    type_halves(making, halves)
    type_halves_back(making, write_halves_down(making))
    making.read_until("4 of 4 sealed anew")
    making.read_until("Done.")
    assert making.end() == 0
    assert recovery_grants(installation) == [(0, 0), (4, 1)]


def test_make_recovery_key_without_the_earlier_halves_says_what_is_left(
    terminal: Open, installation: dict[str, str]
) -> None:
    making = terminal("make_recovery_key")
    making.answer("place of the present one. Right? (y/n): ", "y")
    making.answer("Do you have both halves of the present one? (y/n): ", "n")
    type_halves_back(making, write_halves_down(making))
    making.read_until("4 envelopes are still sealed to an earlier recovery key alone.")
    making.read_until("Done.")
    assert making.end() == 0
    assert recovery_grants(installation) == [(4, 0), (0, 1)]


def test_make_recovery_key_stores_nothing_when_it_is_interrupted(
    terminal: Open, installation: dict[str, str]
) -> None:
    making = terminal("make_recovery_key")
    making.answer("place of the present one. Right? (y/n): ", "y")
    making.answer("Do you have both halves of the present one? (y/n): ", "n")
    write_halves_down(making)
    making.read_until("Type half 1 from the paper: ")
    os.write(making.master, b"\x04")
    making.read_until("Stopped. Nothing was stored.")
    assert making.end() == 1
    assert recovery_grants(installation) == [(4, 1)]
