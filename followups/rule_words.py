"""What a rule says, as a sentence; which kinds belong together on the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from followups.enums import Counting, Who
from followups.models import Rule

TO: dict[str, str | Promise] = {
    Who.RESPONSIBLE: _("an die zuständige Person"),
    Who.COORDINATOR: _("an die Koordination"),
    Who.OFFICE: _("an alle in der Antidiskriminierungsstelle"),
    Who.LEAD: _("an die Leitung"),
    Who.CONTACT: _("an die Kontaktperson der Einrichtung"),
}
# By how a kind's code begins, in the order of the page.
AREAS: dict[str, str | Promise] = {
    "case": _("Fälle"),
    "training": _("Schulungen"),
    "team": _("Teams"),
    "institution": _("Einrichtungen"),
}


@dataclass(frozen=True)
class KindRules:
    """The rules of one kind with their sentences, as the page shows them."""

    kind: str
    label: str | Promise
    rules: list[tuple[Rule, str]] = field(default_factory=list)

    @property
    def is_silent(self) -> bool:
        """Whether nobody is reminded of the kind."""
        return not any(rule.active for rule, _sentence in self.rules)


@dataclass(frozen=True)
class Area:
    """Kinds that belong together."""

    code: str
    title: str | Promise
    kinds: list[KindRules] = field(default_factory=list)


def sentence(rule: Rule) -> str:
    """Say when a rule reminds whom: "3 Arbeitstage nach dem Termin an die Koordination"."""
    told = gettext("%(when)s %(to)s") % {"when": _when(rule), "to": TO[rule.who]}
    if rule.repeat_days:
        told += ngettext(", danach jeden Tag", ", danach alle %(days)d Tage", rule.repeat_days) % {
            "days": rule.repeat_days
        }
    return told


def _when(rule: Rule) -> str:
    days = {"days": abs(rule.offset)}
    match rule.counting, rule.offset:
        case Counting.SCHOOL_DAYS, 0:
            return gettext("Am ersten Schultag ab dem Termin")
        case Counting.WORKING_DAYS, 0:
            return gettext("Am Termin, sonst am nächsten Arbeitstag,")
        case _, 0:
            return gettext("Am Tag des Termins")
    before = rule.offset < 0
    match rule.counting:
        case Counting.SCHOOL_DAYS if before:
            words = ngettext(
                "1 Schultag vor dem Termin", "%(days)d Schultage vor dem Termin", days["days"]
            )
        case Counting.SCHOOL_DAYS:
            words = ngettext(
                "1 Schultag nach dem Termin", "%(days)d Schultage nach dem Termin", days["days"]
            )
        case Counting.WORKING_DAYS if before:
            words = ngettext(
                "1 Arbeitstag vor dem Termin", "%(days)d Arbeitstage vor dem Termin", days["days"]
            )
        case Counting.WORKING_DAYS:
            words = ngettext(
                "1 Arbeitstag nach dem Termin", "%(days)d Arbeitstage nach dem Termin", days["days"]
            )
        case _ if before:
            words = ngettext("1 Tag vor dem Termin", "%(days)d Tage vor dem Termin", days["days"])
        case _:
            words = ngettext("1 Tag nach dem Termin", "%(days)d Tage nach dem Termin", days["days"])
    return words % days
