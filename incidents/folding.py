"""Where in a text words were found; how words are compared: `ateams.web.folding`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ateams.web.folding import fold, holds, terms_of

__all__ = ["AROUND", "Part", "excerpt", "fold", "holds", "terms_of"]

_SPACE = re.compile(r"\s+")
AROUND = 80


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an excerpt; marked if it is what was searched for."""

    text: str
    marked: bool = False


def excerpt(text: str, terms: list[str]) -> list[Part]:
    """Return the surroundings of the first word that was found, all words in it marked."""
    text = _SPACE.sub(" ", text).strip()
    found = _spans(text, terms)
    start = max(0, found[0][0] - AROUND) if found else 0
    end = min(len(text), (found[0][1] if found else 0) + AROUND)
    parts = [Part("… ")] if start else []
    at = start
    for begin, stop in found:
        if begin < at or stop > end:
            continue
        parts += [Part(text[at:begin]), Part(text[begin:stop], marked=True)]
        at = stop
    parts.append(Part(text[at:end] + (" …" if end < len(text) else "")))
    return [part for part in parts if part.text]


def _spans(text: str, terms: list[str]) -> list[tuple[int, int]]:
    """Return where the words stand in the text itself, first ones first."""
    folded, origin = [], []
    for place, letter in enumerate(text):
        for piece in fold(letter):
            folded.append(piece)
            origin.append(place)
    whole = "".join(folded)
    spans = []
    for term in set(terms):
        at = whole.find(term)
        while at >= 0:
            spans.append((origin[at], origin[at + len(term) - 1] + 1))
            at = whole.find(term, at + len(term))
    return sorted(spans)
