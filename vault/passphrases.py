"""Case passphrases: six German words drawn at random, 77 bits.

The words come from the `diceware` package. `excluded_words.txt` leaves out those that nobody
should read in a passphrase from this office: insults, violence, names of peoples and beliefs.
"""

from __future__ import annotations

import secrets
import unicodedata
from pathlib import Path

from diceware.wordlist import get_wordlist_path

WORD_COUNT = 6


def _load_words() -> tuple[str, ...]:
    drawn_from = Path(get_wordlist_path("de_8k")).read_text(encoding="utf-8").split()
    excluded = Path(__file__).with_name("excluded_words.txt").read_text(encoding="utf-8").split()
    return tuple(sorted(set(drawn_from) - set(excluded)))


WORDS = _load_words()


def new_passphrase() -> str:
    """Draw six words, separated by spaces."""
    return " ".join(secrets.choice(WORDS) for _ in range(WORD_COUNT))


def normalise(text: str) -> str:
    """Return what was typed with capitals, spaces, dashes and forms of umlauts evened out."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(" " if unicodedata.category(char) == "Pd" else char for char in folded)
    return " ".join(spaced.split())
