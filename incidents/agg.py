"""The two months of the AGG: where they may matter, and on which days they could end.

§ 15 (4) counts from the day on which the person learned of it (of a refusal: received it), § 21 (5)
from the event. Which of them applies, and whether any does, is for a lawyer to say; this counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext

MONTHS = relativedelta(months=2)

# Codes of the list `ground` that § 1 names, or that may come under what it names.
GROUNDS = frozenset(
    {
        "racism",
        "racism_anti_black",
        "racism_anti_muslim",
        "antigypsyism",
        "racism_anti_asian",
        "racism_anti_slavic",
        "skin_colour",
        "name_origin",
        "language",
        "antisemitism",
        "religion_belief",
        "sex_gender",
        "gender_identity",
        "pregnancy_care",
        "sexual_orientation",
        "disability",
        "chronic_illness",
        "mental_health",
        "learning_difficulty",
        "age",
    }
)
# Work, training, goods and services, by the list in which it is said. State schools are not among
# them: the AGG mostly does not bind them.
AREAS: Mapping[str, frozenset[str]] = {
    "responsible_role": frozenset({"company", "external_provider"}),
    "setting": frozenset({"internship"}),
    "institution_type": frozenset({"private_school"}),
}


@dataclass(frozen=True, slots=True)
class TwoMonths:
    """The days from which the two months could run, and on which they would end."""

    known_on: date | None
    event_on: date | None

    @property
    def end_from_knowledge(self) -> date | None:
        """The end if they run from the day on which the person learned of it."""
        return two_months_after(self.known_on) if self.known_on else None

    @property
    def end_from_event(self) -> date | None:
        """The end if they run from the day on which it happened."""
        return two_months_after(self.event_on) if self.event_on else None

    def sealed(self) -> dict[str, str]:
        """Return what is sealed of it."""
        days = {"known_on": self.known_on, "event_on": self.event_on}
        return {name: day.isoformat() for name, day in days.items() if day}

    @classmethod
    def opened(cls, sealed: Mapping[str, str]) -> TwoMonths:
        """Return what was sealed."""
        known, event = (sealed.get(name) for name in ("known_on", "event_on"))
        return cls(
            date.fromisoformat(known) if known else None,
            date.fromisoformat(event) if event else None,
        )


def two_months_after(day: date) -> date:
    """Return the same day two months on, or the last day of a month that has no such day."""
    return day + MONTHS


def may_apply(codes: Mapping[str, Collection[str]]) -> bool:
    """Whether what is known of a case names a ground of the AGG and an area that it covers."""
    named = GROUNDS & set(codes.get("ground", ()))
    return bool(named) and any(areas & set(codes.get(name, ())) for name, areas in AREAS.items())


def ends_in_words(counted: TwoMonths) -> list[str]:
    """Say on which days two months would end, a sentence for each day they could run from."""
    told = []
    if end := counted.end_from_knowledge:
        words = gettext("Ab Kenntnis gerechnet enden zwei Monate am %(day)s.")
        told.append(words % {"day": date_format(end, "SHORT_DATE_FORMAT")})
    if end := counted.end_from_event:
        words = gettext("Ab dem Vorfall gerechnet enden zwei Monate am %(day)s.")
        told.append(words % {"day": date_format(end, "SHORT_DATE_FORMAT")})
    return told
