"""The lists as they come with the program: one file each in `data/`, read once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from codelists.enums import CodeList

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ShippedCode:
    """One code: its words, its group if any, what it means, and where the category comes from."""

    code: str
    de: str
    en: str
    definition: str
    sources: tuple[str, ...]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ShippedList:
    """One list with its codes in order; `note` says to the office how it is used."""

    name: CodeList
    de: str
    en: str
    note: str
    codes: tuple[ShippedCode, ...]


@cache
def shipped(name: CodeList) -> ShippedList:
    """Return a list as it comes with the program."""
    found = _read(name)
    codes = tuple(
        ShippedCode(**{**code, "sources": tuple(code["sources"])}) for code in found["codes"]
    )
    return ShippedList(name, found["de"], found["en"], found["note"], codes)


@cache
def sources() -> dict[str, str]:
    """Return what the keys of sources stand for."""
    found: dict[str, str] = _read("sources")
    return found


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())
