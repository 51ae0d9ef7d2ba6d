"""Where a text seems to name somebody: for a hint before it is kept, never for a decision.

Nothing found here is stored or logged. Few false alarms matter more than finding every name: a
hint that is mostly wrong is clicked away unread.
"""

from __future__ import annotations

import re

SHOWN = 5

_CAPITAL = r"[A-ZÄÖÜÇŞİĞÉ][\w'’-]{1,40}"
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HANDLE = re.compile(r"(?<![\w@.+-])@[A-Za-z_][\w.]{1,29}")
# Separators that telephone numbers have; full stops belong to dates and hours.
_NUMBER = re.compile(r"(?<![\w.,:-])(?:\+\d|0)[\d /()-]{5,24}\d(?![\w.,:]\d)")
_DATE = re.compile(r"\d{1,2}[-/ ]\d{1,2}[-/ ]\d{2,4}")
_DIGITS_AT_LEAST = 7
_BEFORE = r"(?:(?<!\w)(?P<before>\w{1,12})\s{1,3})?"
_TITLED = re.compile(
    rf"{_BEFORE}\b(?P<name>(?:Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?)\s{{1,3}}"
    rf"(?:(?:Dr|Prof)\.\s{{0,3}}){{0,3}}(?P<word>{_CAPITAL}))"
)
_CALLED = re.compile(
    rf"{_BEFORE}\b(?P<name>(?:heiß(?:t|e|en)|heisst|hieß|namens|[Nn]amen?\s(?:ist|war))"
    rf"\s{{1,3}}(?P<word>{_CAPITAL}))"
)
# "eine Frau Angst hat", "das heißt Ausgrenzung": no name follows.
_NOT_AFTER = {
    "als", "eine", "einer", "keine", "jede", "jeder", "meine", "deine", "seine", "ihre",
    "das", "es", "was",
}  # fmt: skip
# What people are, by how the word begins; "Herr Lehrer" is everybody's teacher.
_OFFICES = (
    "lehrer", "lehrkraft", "direktor", "rektor", "konrektor", "schulleit", "leiter", "professor",
    "doktor", "dozent", "trainer", "hausmeister", "sekretär", "präsident", "minister",
    "bürgermeister", "polizist", "kommissar", "nachbar", "kolleg", "chef", "oberstudien",
    "studienrat", "studienrät", "pastor", "pfarrer", "richter",
)  # fmt: skip


def seeming_names(text: str) -> list[str]:
    """Return places that seem to name somebody, as they stand in the text, at most five."""
    found = [match for pattern in (_ADDRESS, _HANDLE) for match in _spans(pattern, text)]
    found += [span for span in _spans(_NUMBER, text) if _is_number(span[1])]
    for pattern in (_TITLED, _CALLED):
        found += [
            (match.start("name"), match["name"])
            for match in pattern.finditer(text)
            if (match["before"] or "").lower() not in _NOT_AFTER
            and not match["word"].lower().startswith(_OFFICES)
        ]
    return list(dict.fromkeys(" ".join(place.split()) for _start, place in sorted(found)))[:SHOWN]


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in pattern.finditer(text)]


def _is_number(found: str) -> bool:
    digits = sum(character.isdigit() for character in found)
    return digits >= _DIGITS_AT_LEAST and not _DATE.fullmatch(found)
