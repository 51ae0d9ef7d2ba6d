"""Which texts can be inserted into an answer in a case, with their blanks filled in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from incidents.models import Case, ReplyTemplate
from incidents.placeholders import filled

MOST_OFFERED = 100


@dataclass(frozen=True, slots=True)
class Insertable:
    """One text as it would stand in the answer."""

    id: UUID
    title: str
    language_name: str
    text: str


def insertable_into(case: Case) -> list[Insertable]:
    """Return the texts on offer: those in the case's language first, then German, then others."""
    offered = ReplyTemplate.objects.active().best_first(case.language, settings.LANGUAGE_CODE)
    return [
        Insertable(
            found.id,
            found.title,
            language_name(found.language),
            filled(found.text, case=case, language=found.language),
        )
        for found in offered[:MOST_OFFERED]
    ]


def language_name(code: str) -> str:
    """Return what a language is called, or its code if it is not spoken here any more."""
    return str(dict(settings.LANGUAGES).get(code, code))
