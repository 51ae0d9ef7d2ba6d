"""Which codes of the list `intervention` are a step towards somebody outside, and which step."""

from __future__ import annotations

from codelists.enums import CodeList
from codelists.selectors import CodeBook
from incidents.enums import Step

_OUTWARD = {
    "complaint_sent": Step.LETTER,
    "statement_requested": Step.LETTER,
    "contact_other_side": Step.CONTACT,
    "contact_management": Step.CONTACT,
    "mediation_offered": Step.CONTACT,
    "mediation_held": Step.CONTACT,
    "accompaniment": Step.CONTACT,
    "protective_measure": Step.CONTACT,
    "workshop": Step.CONTACT,
    "police_report": Step.POLICE,
    "child_protection": Step.REFERRAL,
    "public": Step.LETTER,
}


def step_of(code: str, book: CodeBook) -> Step | None:
    """Return the step outside that an intervention is; nothing if it stays inside.

    Of what the office has added, the office says it; of what came with the program, nobody else.
    """
    if code in _OUTWARD:
        return _OUTWARD[code]
    said = book.outward_of(CodeList.INTERVENTION, code)
    return Step(said) if said else None
