"""Cells that a spreadsheet would take for a formula (CSV injection)."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate; it then shows it as text."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell


def without_defusing(cell: str) -> str:
    """Take that apostrophe away again, so that a list goes out and comes back as it was."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell
