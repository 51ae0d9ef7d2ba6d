"""Whether somebody is told of something for the first time, again, or for the last time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from followups.models import Rule
from followups.stages import Call


class Turn(StrEnum):
    """What a mail has to say about the mails before and after it."""

    FIRST = "first"
    AGAIN = "again"
    LAST = "last"
    RENEWED = "renewed"  # somebody has asked for a new link


@dataclass(frozen=True)
class Place:
    """Where a call stands among the stages of its kind, as far as the same person is concerned.

    `next_who` is whom a later stage reminds, once these are over; `repeat_days` after how many
    days this very stage comes again.
    """

    turn: Turn = Turn.FIRST
    next_who: str | Promise = ""
    repeat_days: int | None = None
    called_in: bool = False


def place_of(call: Call, rules: Sequence[Rule]) -> Place:
    """Return the place of a call among the rules of its kind, which come in order."""
    stage, _plus, times = call.stage.partition("+")
    here = next((number for number, rule in enumerate(rules) if rule.stage == stage), None)
    if here is None:
        return Place()
    rule, later = rules[here], rules[here + 1 :]
    told_before = bool(times) or any(other.who == rule.who for other in rules[:here])
    told_later = bool(rule.repeat_days) or any(other.who == rule.who for other in later)
    turn = Turn.FIRST
    if told_before:
        turn = Turn.AGAIN if told_later else Turn.LAST
    others = (other.get_who_display() for other in later if other.who != rule.who)
    return Place(
        turn=turn,
        next_who=next(others, ""),
        repeat_days=rule.repeat_days,
        called_in=any(other.who != rule.who for other in rules[:here]),
    )
