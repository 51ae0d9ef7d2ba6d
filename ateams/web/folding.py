"""Comparing words as people do: without case, accents and points."""

from __future__ import annotations

import re
from unicodedata import normalize

# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel signs of Arabic and Persian.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")


def fold(text: str) -> str:
    """Return a text without case, accents and points: "İstanbul" and "istanbul" are one."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", normalize("NFKD", _MARKS.sub("", normalize("NFKD", text)).casefold()))


def terms_of(query: str) -> list[str]:
    """Return the words of a query, folded."""
    return fold(query).split()


def holds(folded: str, terms: list[str]) -> bool:
    """Whether a folded text holds all the words, in whatever order."""
    return all(term in folded for term in terms)


def same(text: str) -> str:
    """Return what two ways of writing one name have in common: folded, with single spaces."""
    return " ".join(fold(text).split())
