"""The rules that the product comes with, and what rules of a kind may say.

The migrations bring these rows, and a test holds both together; "back to the defaults" reads here.
"""

from __future__ import annotations

from typing import NamedTuple

from ateams.outbox.enums import Hours
from followups.enums import Counting, Who
from followups.models import Rule


class Stage(NamedTuple):
    """What a stage says, as a line of a table."""

    kind: str
    stage: str
    offset: int
    counting: str
    repeat_days: int | None
    who: str
    otherwise: str


DEFAULTS: tuple[Stage, ...] = (
    Stage("case.reply", "before", -1, "working_days", None, "responsible", "lead"),
    Stage("case.reply", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.reply", "late", 1, "working_days", 7, "lead", "office"),
    Stage("case.acknowledge", "before", -2, "working_days", None, "lead", "office"),
    Stage("case.acknowledge", "due", 0, "working_days", 2, "lead", "office"),
    Stage("case.feedback", "before", -15, "days", None, "responsible", "lead"),
    Stage("case.feedback", "due", 0, "days", 14, "lead", "office"),
    Stage("case.silence", "due", 0, "days", None, "responsible", "lead"),
    Stage("case.silence", "late", 7, "days", 14, "lead", "office"),
    Stage("case.review", "due", 0, "days", None, "responsible", "lead"),
    Stage("case.review", "late", 14, "days", 14, "lead", "office"),
    Stage("case.next_date", "due", 0, "days", None, "responsible", "lead"),
    Stage("case.next_date", "late", 3, "days", 7, "lead", "office"),
    Stage("case.unattended", "due", 0, "days", None, "lead", "office"),
    Stage("case.unattended", "late", 1, "working_days", 7, "lead", "office"),
    Stage("case.task", "before", -1, "working_days", None, "responsible", "lead"),
    Stage("case.task", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.task", "late", 2, "working_days", 7, "responsible", "lead"),
    Stage("case.agreement", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.agreement", "late", 7, "days", 14, "responsible", "lead"),
    Stage("case.referral", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.referral", "late", 14, "days", 14, "responsible", "lead"),
    Stage("case.consent", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.consent", "late", 7, "days", 14, "responsible", "lead"),
    Stage("case.override", "due", 0, "days", None, "lead", "lead"),
    Stage("case.opening_ends", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.proposal", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("case.proposal", "late", 5, "working_days", 7, "lead", "office"),
    Stage("case.pile", "due", 0, "days", None, "lead", "office"),
    Stage("case.pile", "late", 1, "working_days", 2, "lead", "office"),
    Stage("case.erasure", "due", 0, "days", None, "responsible", "lead"),
    Stage("case.erasure", "late", 30, "days", None, "lead", "office"),
    Stage("training.follow_up", "asked", 0, "school_days", None, "contact", "coordinator"),
    Stage("training.follow_up", "asked_again", 5, "school_days", None, "contact", "coordinator"),
    Stage("training.follow_up", "coordinator", 10, "school_days", None, "coordinator", "office"),
    Stage("training.follow_up", "office", 15, "school_days", 28, "office", "lead"),
    Stage("training.contact_missing", "due", 0, "days", None, "coordinator", "office"),
    Stage("training.contact_missing", "late", 7, "days", 28, "office", "lead"),
    Stage("training.to_confirm", "due", 7, "days", None, "coordinator", "office"),
    Stage("training.to_confirm", "late", 14, "days", 28, "office", "lead"),
    Stage("training.attendance_missing", "due", 0, "days", None, "responsible", "office"),
    Stage("training.attendance_missing", "late", 7, "days", 28, "office", "lead"),
    Stage("training.help_wanted", "due", 0, "days", None, "office", "lead"),
    Stage("training.help_wanted", "late", 7, "days", 7, "lead", "office"),
    Stage("training.asked", "before", -3, "working_days", None, "office", "lead"),
    Stage("training.asked", "due", 0, "working_days", None, "office", "lead"),
    Stage("training.asked", "late", 2, "working_days", 7, "lead", "office"),
    Stage("training.consent_withdrawn", "due", 0, "days", None, "responsible", "office"),
    Stage("training.consent_withdrawn", "late", 7, "days", 7, "responsible", "office"),
    Stage("training.feedback_later", "due", 0, "days", None, "responsible", "office"),
    Stage("training.hours_to_approve", "due", 0, "days", 14, "responsible", "office"),
    Stage("training.certificates", "due", 0, "working_days", None, "responsible", "lead"),
    Stage("training.certificates", "late", 14, "working_days", 14, "responsible", "lead"),
    Stage("training.contact_changed", "due", 0, "days", None, "responsible", "lead"),
    Stage("training.contact_changed", "late", 7, "days", 14, "lead", "office"),
    Stage("mail.refused", "due", 0, "days", None, "responsible", "lead"),
    Stage("mail.refused", "late", 7, "days", 28, "lead", "responsible"),
    Stage("team.term_ends", "before", -21, "days", None, "responsible", "coordinator"),
    Stage("team.term_ends", "coordinator", -21, "days", None, "coordinator", "office"),
    Stage("team.term_ends", "office", -21, "days", None, "office", "lead"),
    Stage("team.term_ends", "soon", -3, "days", None, "responsible", "coordinator"),
    Stage("team.succession", "due", 0, "working_days", 28, "coordinator", "office"),
    Stage("team.succession", "late", 28, "working_days", 28, "office", "lead"),
    Stage("institution.agreement", "before", -56, "days", None, "lead", "office"),
    Stage("institution.agreement", "due", 0, "working_days", 28, "lead", "office"),
)

# They tell of what comes about by itself, or of what somebody may leave: nobody waits for these.
MAY_BE_SILENT = frozenset(
    {
        "case.opening_ends",
        "institution.agreement",
        "team.succession",
        "training.feedback_later",
        "training.hours_to_approve",
    }
)
# Only this question is put to somebody without an account; every other mail leads to a sign-in.
_ASKS_CONTACT = "training.follow_up"


def defaults_of(kind: str) -> list[Rule]:
    """Return the rules that a kind comes with, not stored."""
    return [make_rule(stage) for stage in DEFAULTS if stage.kind == kind]


def make_rule(stage: Stage) -> Rule:
    """Return a rule that is not stored; one that counts school days keeps to their hours."""
    told = stage._asdict()
    counting = Counting(told.pop("counting"))
    school = counting == Counting.SCHOOL_DAYS
    return Rule(
        **told,
        working_days=counting != Counting.DAYS,
        school_days=school,
        hours=Hours.SCHOOL if school else Hours.OFFICE,
    )


def is_about_cases(kind: str) -> bool:
    """Whether a kind is about cases: then the office alone is told."""
    return kind.startswith("case.")


def roles_of(kind: str) -> list[Who]:
    """Return whom rules of a kind may name."""
    if is_about_cases(kind):
        return [Who.RESPONSIBLE, Who.OFFICE, Who.LEAD]
    return [who for who in Who if who != Who.CONTACT or kind == _ASKS_CONTACT]


def countings_of(kind: str) -> list[Counting]:
    """Return which days rules of a kind may count; cases do not wait for holidays of schools."""
    return [
        counting
        for counting in Counting
        if counting != Counting.SCHOOL_DAYS or not is_about_cases(kind)
    ]
