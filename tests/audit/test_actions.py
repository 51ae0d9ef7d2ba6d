"""The list of actions is closed: what the code records stands there, and can be told."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from ateams.audit.enums import ADMINISTRATIVE, READING, Action
from ateams.audit.presenters import SENTENCES, Words, sentence, without_account
from incidents.enums import State
from incidents.transitions import TRANSITIONS
from tests.architecture.test_code import PRODUCT, modules, place

RECORDERS = {"record", "record_each", "finish", "_record"}
# Where the action is put together: `case.{to}` for every state that a case can move to.
MOVES = {f"case.{to}" for moves in TRANSITIONS.values() for to in moves}
WORDS = Words(who="Ada", what="den Fall K7QX-3MPD", about="Bo")


def recorded() -> Iterator[tuple[str, str]]:
    """Return where something is recorded, and what; an f-string as its pattern."""
    for path in modules(*PRODUCT):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in RECORDERS:
                for text in _actions(node):
                    yield place(path, node), text


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _actions(call: ast.Call) -> Iterator[str]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
    for value in named or call.args[:2]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value
        elif isinstance(value, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values
            )


def test_every_action_that_the_code_records_is_listed() -> None:
    unlisted = {
        where: action
        for where, action in recorded()
        if action not in Action and action != "case.{}"
    }
    assert unlisted == {}, "Add it to ateams/audit/enums.py and to SENTENCES in presenters.py."


def test_search_for_recorded_actions_finds_them() -> None:
    found = {action for _where, action in recorded()}
    assert {"case.opened", "case.{}", "case.answered", "invitation.sent", "mail.resent"} <= found
    assert len(found) > 30


def test_every_move_of_a_case_is_listed() -> None:
    assert {move for move in MOVES if move not in Action} == set()
    assert f"case.{State.NEW}" not in Action


def test_names_have_one_form() -> None:
    assert [name for name in Action.values if not re.fullmatch(r"[a-z]+\.[a-z_]+", name)] == []
    assert max(map(len, Action.values)) <= 40


def test_every_action_has_a_sentence_of_its_own() -> None:
    assert set(SENTENCES) == set(Action)
    told = [sentence(action, WORDS, 3) for action in Action]
    assert len(set(told) - {sentence(Action.TEAM_SAVED, WORDS)}) == len(told) - 3
    assert all(text.endswith(".") and "%" not in text for text in told)


@pytest.mark.parametrize(
    ("action", "number", "told"),
    [
        (Action.CASE_OPENED, None, "Ada hat den Fall K7QX-3MPD geöffnet."),
        (Action.CASE_SEARCHED, 1, "Ada hat in Fällen gesucht: 1 Treffer."),
        (Action.CASE_READER_ADDED, None, "Ada hat den Fall K7QX-3MPD für Bo geöffnet."),
        (Action.LOG_CUT, 2, "Ada hat das Protokoll gekürzt: 2 Einträge."),
        ("case.of_a_later_version", None, "Ada: case.of_a_later_version"),
    ],
)
def test_sentence_names_who_and_what(action: str, number: int | None, told: str) -> None:
    assert sentence(action, WORDS, number) == told


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("case.withdrawn", "Die meldende Person"),
        ("training.answered", "Die Kontaktperson"),
        ("log.cut", "Das System"),
    ],
)
def test_who_has_no_account_is_named_by_what_they_do(action: str, told: str) -> None:
    assert without_account(action) == told


def test_administration_sees_no_case_and_no_training() -> None:
    about = {action.partition(".")[0] for action in ADMINISTRATIVE}
    assert about == {
        "account",
        "invitation",
        "institution",
        "team",
        "contact",
        "codelist",
        "mail",
        "log",
        "data",
        "key",
        "list",
    }
    assert set(READING).isdisjoint(ADMINISTRATIVE)
