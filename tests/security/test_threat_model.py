"""The threat model names tests that exist, and every column that there is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "docs" / "security" / "threat-model.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (gets|does not get|could|can harm) \| (.+?) \| (.+?) \|$", re.MULTILINE)
THREATS = {
    "Curious administrator", "Stolen backup", "Old backup together with a passphrase",
    "Stolen phone", "Hostile coordinator", "Parent, or anybody at the same computer",
    "School network operator", "Malicious upload", "Flood", "Stranger on the internet",
    "Hostile server",
}  # fmt: skip
TABLES = [
    "incidents.Case",
    "incidents.Entry",
    "incidents.Addition",
    "incidents.Task",
    "incidents.Referral",
    "incidents.Agreement",
    "incidents.CaseLink",
    "incidents.Draft",
    "incidents.Consent",
    "incidents.Attachment",
]


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the tests of a module."""
    tree = ast.parse((ROOT / path).read_text())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def sections() -> dict[str, str]:
    """Return the text below each heading of the second level."""
    parts = re.split(r"^## (.+)$", MODEL.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_test_that_is_named_exists() -> None:
    named = TEST.findall(MODEL.read_text())
    assert len(named) > 40
    missing = {
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or name not in names_in(path)
    }
    assert missing == set()


def test_every_line_names_a_test_or_says_that_none_covers_it() -> None:
    for threat in THREATS:
        rows = ROW.findall(sections()[threat])
        assert rows, threat
        for _verb, what, proof in rows:
            assert proof == "not covered" or TEST.fullmatch(proof), what
        lines = [line for line in sections()[threat].splitlines() if line.startswith("| ")]
        headings = [
            line for line in lines if set(line) <= set("|- ") or line == "| | what | test |"
        ]
        assert len(lines) - len(headings) == len(rows), threat


@pytest.mark.parametrize("table", TABLES)
def test_plain_columns_are_all_of_the_models_columns(table: str) -> None:
    below = sections()["What stands in clear"].split(f"### `{table}`")[1].split("###")[0]
    written = re.findall(r"^\| `(\w+)` \|", below, re.MULTILINE)
    columns = [column.name for column in apps.get_model(table)._meta.concrete_fields]
    assert sorted(written) == sorted(columns)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_called_sealed_or_random_is_no_readable_column(table: str) -> None:
    below = sections()["What stands in clear"].split(f"### `{table}`")[1].split("###")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (\w+)", below, re.MULTILINE))
    kinds = {
        name: apps.get_model(table)._meta.get_field(name).get_internal_type()
        for name, first_word in told.items()
        if first_word in {"sealed", "random"}
    }
    readable = {"BooleanField", "DateField", "DateTimeField", "TextField", "IntegerField"}
    assert {name for name, kind in kinds.items() if kind in readable} == set()
    sealed = {name for name, first_word in told.items() if first_word == "sealed"}
    assert all(kinds[name] == "BinaryField" for name in sealed)
