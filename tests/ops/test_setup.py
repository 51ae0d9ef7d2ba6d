"""The ceremony on a real terminal: a pseudo-terminal, somebody who types, and an own database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import migrated
from tests.ops.processes import environment, manage
from tests.ops.terminals import Terminal, write_halves_down
from vault.recovery import secret_from_halves

pytestmark = [pytest.mark.thorough, pytest.mark.processes]

OFFICE = "Amt für Gleichbehandlung"


def installed_in(folder: Path) -> dict[str, str]:
    return environment(
        DATA_DIR=str(folder),
        DJANGO_SETTINGS_MODULE="tests.settings",
        OFFICE_NAME=OFFICE,
        HOST="ateams.example",
        PYTHONUTF8="1",
    )


@pytest.fixture
def installation(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an empty, migrated installation."""
    migrated.database_file(tmp_path / "db.sqlite3")
    return installed_in(tmp_path)


@pytest.fixture
def terminal(installation: dict[str, str]) -> Iterator[Terminal]:
    opened = Terminal(installation, "setup")
    yield opened
    opened.close()


def answer_questions(terminal: Terminal) -> None:
    terminal.read_until(f'"{OFFICE}" (OFFICE_NAME). Right? (y/n): ')
    terminal.type("y")
    terminal.read_until("Name of the first lead: ")
    terminal.type("Lena Beispiel")
    terminal.read_until("E-mail of the first lead: ")
    terminal.type("lena@amt.example")


def rows(installation: dict[str, str], query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(Path(installation["DATA_DIR"]) / "db.sqlite3") as database:
        return database.execute(query).fetchall()


def is_untouched(installation: dict[str, str]) -> bool:
    tables = ("accounts_user", "accounts_invitation", "vault_recoverykey", "outbox_mail")
    return not any(rows(installation, f"SELECT 1 FROM {table}") for table in tables)


def test_setup_makes_the_recovery_key_and_invites_the_first_lead(
    terminal: Terminal, installation: dict[str, str]
) -> None:
    answer_questions(terminal)
    first, second = write_halves_down(terminal)
    terminal.read_until("Type half 1 from the paper: ")
    terminal.type(second)  # the wrong sheet
    terminal.read_until("That is not the same.")
    terminal.type(first.upper())
    terminal.read_until("Type half 2 from the paper: ")
    terminal.type(second)
    link = terminal.read_until("/\r\n").split()[-1]
    assert terminal.end() == 0
    assert re.fullmatch(r"http://ateams\.example:8000/invitation/[\w-]{40,}/", link)
    assert rows(
        installation, "SELECT email, name, role, from_terminal FROM accounts_invitation"
    ) == [("lena@amt.example", "Lena Beispiel", "lead", 1)]
    assert rows(installation, "SELECT count(*) > 300 FROM codelists_code") == [(1,)]
    [(public_key,)] = rows(installation, "SELECT public_key FROM vault_recoverykey")
    assert len(secret_from_halves(first, second)) == len(bytes(public_key))  # type: ignore[call-overload]
    database = (Path(installation["DATA_DIR"]) / "db.sqlite3").read_bytes()
    for half in (first, second):
        assert half.encode() not in database
        assert bytes.fromhex("".join(half.split()[:16])) not in database


def test_setup_shows_each_half_once_and_wipes_the_screen(terminal: Terminal) -> None:
    answer_questions(terminal)
    halves = write_halves_down(terminal)
    terminal.read_until("Type half 1 from the paper: ")
    for half in halves:
        assert terminal.screen.count(half) == 1
    assert "\033[2J\033[3J\033[H" in terminal.screen[terminal.screen.index(halves[1]) :]


def test_setup_refuses_a_second_time(terminal: Terminal, installation: dict[str, str]) -> None:
    answer_questions(terminal)
    first, second = write_halves_down(terminal)
    terminal.read_until("Type half 1 from the paper: ")
    terminal.type(first)
    terminal.read_until("Type half 2 from the paper: ")
    terminal.type(second)
    terminal.read_until("invitation/")
    terminal.end()
    again = Terminal(installation, "setup")
    again.read_until("This installation has been set up: sign in, or accept the invitation.")
    assert again.end() == 1
    assert "Traceback" not in again.screen


def test_setup_asks_again_for_an_address_that_is_none(terminal: Terminal) -> None:
    terminal.read_until("(y/n): ")
    terminal.type("maybe")
    terminal.read_until("Please answer y or n.")
    terminal.type("y")
    terminal.read_until("Name of the first lead: ")
    terminal.type("   ")
    terminal.read_until("Name of the first lead: ")
    terminal.type("Lena")
    terminal.read_until("E-mail of the first lead: ")
    terminal.type("lena")
    terminal.read_until("E-mail of the first lead: ")
    assert "Enter a valid email address." in terminal.screen


def test_setup_says_where_the_name_of_the_office_comes_from(
    terminal: Terminal, installation: dict[str, str]
) -> None:
    terminal.read_until("(y/n): ")
    terminal.type("n")
    terminal.read_until("Set OFFICE_NAME as .env.example shows, and start again.")
    assert terminal.end() == 1
    assert is_untouched(installation)


def test_setup_stores_nothing_when_it_is_interrupted(
    terminal: Terminal, installation: dict[str, str]
) -> None:
    answer_questions(terminal)
    write_halves_down(terminal)
    terminal.read_until("Type half 1 from the paper: ")
    terminal.interrupt()
    terminal.read_until("Stopped. Nothing was stored.")
    assert terminal.end() == 1
    assert "Traceback" not in terminal.screen
    assert is_untouched(installation)


def test_setup_refuses_what_is_no_terminal(installation: dict[str, str]) -> None:
    answer = manage("setup", env=installation)
    assert answer.returncode == 1
    assert "it runs on a terminal, with nothing piped" in answer.stderr
    assert answer.stdout == ""
    assert is_untouched(installation)


def test_setup_refuses_the_demo(tmp_path: Path) -> None:
    answer = manage("setup", env=environment(DEMO="1", DATA_DIR=str(tmp_path)))
    assert answer.returncode == 1
    assert "The demo sets itself up" in answer.stderr
