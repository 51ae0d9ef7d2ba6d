"""The rules that the product comes with, and what rules of a kind may say.

The migrations bring these rows, and a test holds both together; "back to the defaults" reads here.
"""

from __future__ import annotations

from ateams.outbox.enums import Hours
from followups.enums import Counting, Who
from followups.models import Rule

# kind, stage, offset, which days count, repeated after days, who, who otherwise
DEFAULTS: tuple[tuple[str, str, int, str, int | None, str, str], ...] = (
    ("case.reply", "before", -1, "working_days", None, "responsible", "lead"),
    ("case.reply", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.reply", "late", 1, "working_days", 7, "lead", "office"),
    ("case.acknowledge", "before", -2, "working_days", None, "lead", "office"),
    ("case.acknowledge", "due", 0, "working_days", 2, "lead", "office"),
    ("case.feedback", "before", -15, "days", None, "responsible", "lead"),
    ("case.feedback", "due", 0, "days", 14, "lead", "office"),
    ("case.silence", "due", 0, "days", None, "responsible", "lead"),
    ("case.silence", "late", 7, "days", 14, "lead", "office"),
    ("case.review", "due", 0, "days", None, "responsible", "lead"),
    ("case.review", "late", 14, "days", 14, "lead", "office"),
    ("case.next_date", "due", 0, "days", None, "responsible", "lead"),
    ("case.next_date", "late", 3, "days", 7, "lead", "office"),
    ("case.unattended", "due", 0, "days", None, "lead", "office"),
    ("case.unattended", "late", 1, "working_days", 7, "lead", "office"),
    ("case.task", "before", -1, "working_days", None, "responsible", "lead"),
    ("case.task", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.task", "late", 2, "working_days", 7, "responsible", "lead"),
    ("case.agreement", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.agreement", "late", 7, "days", 14, "responsible", "lead"),
    ("case.referral", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.referral", "late", 14, "days", 14, "responsible", "lead"),
    ("case.consent", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.consent", "late", 7, "days", 14, "responsible", "lead"),
    ("case.override", "due", 0, "days", None, "lead", "lead"),
    ("case.opening_ends", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.proposal", "due", 0, "working_days", None, "responsible", "lead"),
    ("case.proposal", "late", 5, "working_days", 7, "lead", "office"),
    ("case.pile", "due", 0, "days", None, "lead", "office"),
    ("case.pile", "late", 1, "working_days", 2, "lead", "office"),
    ("case.erasure", "due", 0, "days", None, "responsible", "lead"),
    ("case.erasure", "late", 30, "days", None, "lead", "office"),
    ("training.follow_up", "asked", 0, "school_days", None, "contact", "coordinator"),
    ("training.follow_up", "asked_again", 5, "school_days", None, "contact", "coordinator"),
    ("training.follow_up", "coordinator", 10, "school_days", None, "coordinator", "office"),
    ("training.follow_up", "office", 15, "school_days", 28, "office", "lead"),
    ("training.contact_missing", "due", 0, "days", None, "coordinator", "office"),
    ("training.contact_missing", "late", 7, "days", 28, "office", "lead"),
    ("training.to_confirm", "due", 7, "days", None, "coordinator", "office"),
    ("training.to_confirm", "late", 14, "days", 28, "office", "lead"),
    ("training.attendance_missing", "due", 0, "days", None, "responsible", "office"),
    ("training.attendance_missing", "late", 7, "days", 28, "office", "lead"),
    ("training.help_wanted", "due", 0, "days", None, "office", "lead"),
    ("training.help_wanted", "late", 7, "days", 7, "lead", "office"),
    ("training.asked", "before", -3, "working_days", None, "office", "lead"),
    ("training.asked", "due", 0, "working_days", None, "office", "lead"),
    ("training.asked", "late", 2, "working_days", 7, "lead", "office"),
    ("training.consent_withdrawn", "due", 0, "days", None, "responsible", "office"),
    ("training.consent_withdrawn", "late", 7, "days", 7, "responsible", "office"),
    ("training.feedback_later", "due", 0, "days", None, "responsible", "office"),
    ("training.hours_to_approve", "due", 0, "days", 14, "responsible", "office"),
    ("team.term_ends", "before", -21, "days", None, "responsible", "coordinator"),
    ("team.term_ends", "coordinator", -21, "days", None, "coordinator", "office"),
    ("team.term_ends", "office", -21, "days", None, "office", "lead"),
    ("team.term_ends", "soon", -3, "days", None, "responsible", "coordinator"),
    ("team.succession", "due", 0, "working_days", 28, "coordinator", "office"),
    ("team.succession", "late", 28, "working_days", 28, "office", "lead"),
    ("institution.agreement", "before", -56, "days", None, "lead", "office"),
    ("institution.agreement", "due", 0, "working_days", 28, "lead", "office"),
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
    return [
        make_rule(kind, stage, offset, Counting(counting), repeat, who, otherwise)
        for of_kind, stage, offset, counting, repeat, who, otherwise in DEFAULTS
        if of_kind == kind
    ]


def make_rule(
    kind: str,
    stage: str,
    offset: int,
    counting: Counting,
    repeat_days: int | None,
    who: str,
    otherwise: str,
) -> Rule:
    """Return a rule that is not stored; one that counts school days keeps to their hours."""
    school = counting == Counting.SCHOOL_DAYS
    return Rule(
        kind=kind,
        stage=stage,
        offset=offset,
        working_days=counting != Counting.DAYS,
        school_days=school,
        repeat_days=repeat_days,
        who=who,
        otherwise=otherwise,
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
