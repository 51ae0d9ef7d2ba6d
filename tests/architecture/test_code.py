"""Rules of the house that a program can check: sizes, imports, periodic tasks."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ateams import celery_app
from ateams.schedule import BEAT_SCHEDULE

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = (
    "accounts",
    "ateams",
    "codelists",
    "contactpoints",
    "followups",
    "incidents",
    "trainings",
    "vault",
)
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    """Return the modules in these folders, migrations left out."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Parse a module once for all tests."""
    return list(ast.walk(ast.parse(path.read_text())))


def functions(path: Path) -> Iterator[Function]:
    for node in nodes(path):
        if isinstance(node, Function):
            yield node


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_there_is_something_to_check() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in modules(*PRODUCT)} == set(PRODUCT)


def test_imports_keep_to_the_contracts() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_no_module_is_too_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in modules(*PRODUCT, "tests", "bench")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{place(path, node)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules(*PRODUCT, "tests", "bench")
        for node in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        place(path, inner)
        for path in modules(*PRODUCT, "tests", "bench")
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_of_ours_writes_to_the_cache() -> None:
    """Texts of cases cannot linger in a cache that nothing of ours writes to."""
    users = [
        place(path, node)
        for path in modules(*PRODUCT)
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.core.cache")
    ]
    assert users == []


@pytest.mark.parametrize("name", BEAT_SCHEDULE)
def test_periodic_task_exists(name: str) -> None:
    # Asked of the project's application: the current one may be another test's own.
    celery_app.loader.import_default_modules()
    assert BEAT_SCHEDULE[name]["task"] in celery_app.tasks
