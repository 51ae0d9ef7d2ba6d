"""What the office says of a case in codes: what is sealed with it, and what is counted of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from codelists.enums import CodeList
from incidents.enums import CaseType, ClosingReason

# Beside the code lists: the one kind by which a case is counted once, and a closed list of ours.
MAIN_KIND, WISH_FULFILLED, CASE_TYPE = "main_kind", "wish_fulfilled", "case_type"
# Of these a case has one code at most.
SINGLE = frozenset(
    {
        MAIN_KIND,
        WISH_FULFILLED,
        CodeList.SETTING,
        CodeList.AFFECTED_STATUS,
        CodeList.REPORTER_ROLE,
        CodeList.AGE_BAND,
        CodeList.GENDER,
        CodeList.ASSESSMENT,
        CodeList.CLOSING_REASON,
    }
)
# Without these a case is not classified; without those it is not closed.
NEEDED = (MAIN_KIND, CodeList.GROUND)
NEEDED_AT_THE_END = (*NEEDED, CodeList.OUTCOME, CodeList.ASSESSMENT)
# Closing for these reasons asks for nothing else.
REASON_IS_ENOUGH = frozenset(ClosingReason)
# One incident counts once, and what was made up does not.
NOT_COUNTED = frozenset({ClosingReason.DUPLICATE, ClosingReason.SPAM})

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
# What pages call them; asked of every case first, known at its end last.
LABELS: dict[str, Label] = {
    MAIN_KIND: _("Hauptart des Vorfalls"),
    CodeList.GROUND: _("Merkmale"),
    CodeList.INCIDENT_KIND: _("Weitere Arten"),
    CodeList.FORM: _("Form der Diskriminierung"),
    CodeList.RESPONSIBLE_ROLE: _("Verantwortlich"),
    CodeList.WISH: _("Wünsche"),
    CodeList.SETTING: _("Ort oder Situation"),
    CodeList.AFFECTED_STATUS: _("Betroffene Person"),
    CodeList.REPORTER_ROLE: _("Meldende Person"),
    CodeList.AGE_BAND: _("Alter"),
    CodeList.GENDER: _("Geschlecht"),
    CodeList.OUTCOME: _("Ergebnis"),
    CodeList.ASSESSMENT: _("Einschätzung"),
    WISH_FULFILLED: _("Wunsch erfüllt"),
    CodeList.CLOSING_REASON: _("Grund für den Abschluss"),
}

Codes = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Classification:
    """Codes by list, and the institution's kind and district as far as they are known.

    `incident_kind` holds the main kind as well.
    """

    codes: Codes = field(default_factory=dict)
    institution_type: str = ""
    district: str = ""

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Classification:
        """Read what `payload` has written."""
        return cls(payload["codes"], payload["institution_type"], payload["district"])

    def payload(self) -> dict[str, Any]:
        """Return what is sealed."""
        codes = {name: list(codes) for name, codes in self.codes.items() if codes}
        return {
            "codes": codes,
            "institution_type": self.institution_type,
            "district": self.district,
        }

    def all(self, name: str) -> list[str]:
        """Return the codes of a list."""
        return list(self.codes.get(name, ()))

    def one(self, name: str) -> str:
        """Return the code of a list that has one at most."""
        return next(iter(self.codes.get(name, ())), "")

    def missing(self) -> list[str]:
        """Return what a classification must say and this does not."""
        return [name for name in NEEDED if not self.codes.get(name)]

    def missing_at_the_end(self, case_type: str) -> list[str]:
        """Return what must be known before a case of this type is closed."""
        reason = self.one(CodeList.CLOSING_REASON)
        if not reason:
            needed = () if case_type == CaseType.INQUIRY else NEEDED_AT_THE_END
            return [CodeList.CLOSING_REASON, *(name for name in needed if not self.codes.get(name))]
        if case_type == CaseType.INQUIRY or reason in REASON_IS_ENOUGH:
            return []
        return [name for name in NEEDED_AT_THE_END if not self.codes.get(name)]

    def closed_for(self, reason: str) -> Classification:
        """Return the same with the reason for closing, and with what this reason says by itself."""
        codes = dict(self.codes) | {CodeList.CLOSING_REASON.value: [reason]}
        if reason == ClosingReason.NO_DISCRIMINATION:
            codes[CodeList.ASSESSMENT.value] = ["not_confirmed"]
        return replace(self, codes=codes)

    @property
    def counts(self) -> bool:
        """Whether the case is counted at all."""
        return self.one(CodeList.CLOSING_REASON) not in NOT_COUNTED
