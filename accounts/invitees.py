"""Reading a pasted list of people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.addresses import refuse_look_alike

LONGEST_LIST = 200
# A word with an "@" is the address; signs that mail programs and tables put around are not.
_WORD = re.compile(r"[^\s<>()\[\];,\"]+")
_EMAIL = forms.EmailField(max_length=254)
_NAME = forms.CharField(max_length=120, required=False)
_AROUND_A_NAME = " \t<>()[];,\"'–-"


@dataclass(frozen=True, slots=True)
class Invitee:
    """One person of a pasted list: number of the line, address in lower case, name or ""."""

    line: int
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot be used, and why."""

    line: int
    text: str
    reason: str


def read_invitees(pasted: str) -> tuple[list[Invitee], list[LineError]]:
    """Read one person per line: "Name <mail>", "mail; name", "name, mail", or the mail alone.

    Every line that is not empty comes back exactly once, as a person or as an error.
    """
    invitees: list[Invitee] = []
    errors: list[LineError] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(pasted.split("\n"), start=1):
        text = line.strip()
        if not text:
            continue
        read = _read_line(number, text)
        if isinstance(read, Invitee) and read.email in first_seen:
            reason = _("Diese Adresse steht schon in Zeile %(line)d.")
            read = LineError(number, text, reason % {"line": first_seen[read.email]})
        if isinstance(read, LineError):
            errors.append(read)
        else:
            first_seen[read.email] = number
            invitees.append(read)
    return invitees, errors


def _read_line(number: int, text: str) -> Invitee | LineError:
    addresses = [word for word in _WORD.findall(text) if "@" in word]
    if not addresses:
        return LineError(number, text, _("Hier fehlt eine E-Mail-Adresse."))
    if len(addresses) > 1:
        return LineError(number, text, _("Hier stehen mehrere Adressen; bitte eine je Zeile."))
    email = addresses[0].lower()
    name = " ".join(_WORD.sub(_unless_address, text).split()).strip(_AROUND_A_NAME)
    try:
        _EMAIL.clean(email)
        refuse_look_alike(email)
        _NAME.clean(name)
    except ValidationError as error:
        return LineError(number, text, " ".join(error.messages))
    return Invitee(number, email, name)


def _unless_address(word: re.Match[str]) -> str:
    return " " if "@" in word[0] else word[0]
