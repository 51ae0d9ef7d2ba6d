"""What a reply template may leave open: a closed list, and nothing on it tells of a person.

A template says `{antwort-bis}`; when it is inserted into an answer, the day stands there. What is
not known at that moment is named in brackets, so that whoever sends the answer cannot overlook it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents.models import Case

_NAMED = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """Something that is filled in when a template is inserted."""

    meaning: str | Promise
    value: Callable[[Case], str]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


PLACEHOLDERS: dict[str, Placeholder] = {
    "antwort-bis": Placeholder(
        _("Tag, bis zu dem wir antworten"), lambda case: _day(case.reply_due_on)
    ),
    "heute": Placeholder(_("der heutige Tag"), lambda _case: _day(timezone.localdate())),
    "stelle": Placeholder(_("Name der Beratungsstelle"), lambda _case: settings.OFFICE_NAME),
    "telefon": Placeholder(_("Telefon der Beratungsstelle"), lambda _case: settings.OFFICE_PHONE),
}


def unknown_placeholders(text: str) -> list[str]:
    """Return what stands in braces and is on no list, each once."""
    return [name for name in dict.fromkeys(_NAMED.findall(text)) if name not in PLACEHOLDERS]


def filled(text: str, *, case: Case, language: str) -> str:
    """Put values in, as the template's language writes them; what is on no list stays."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in PLACEHOLDERS:
            return found[0]
        return PLACEHOLDERS[name].value(case) or gettext("[bitte ergänzen: %(what)s]") % {
            "what": PLACEHOLDERS[name].meaning
        }

    with translation.override(_known(language)):
        return _NAMED.sub(value, text)


def _known(language: str) -> str:
    """Return the language, or German for one that is not spoken here any more."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
