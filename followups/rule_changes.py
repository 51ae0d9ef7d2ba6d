"""Changing rules: one stage, or a kind back to how it was shipped."""

from __future__ import annotations

import secrets

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from followups.default_rules import defaults_of
from followups.models import Rule
from followups.rule_checks import check_rule

_OWN = "own-"
_SAID = ("offset", "working_days", "school_days", "repeat_days", "who", "otherwise", "hours")


def new_stage() -> str:
    """Return a code for a stage that somebody adds; no other ever has it again.

    A reminder is unique by its stage, so that a code used anew would keep mails back.
    """
    return _OWN + secrets.token_hex(6)


@transaction.atomic
def save_rule(*, rule: Rule, by: User) -> Rule:
    """Store a new stage, or what a stage says from now on; what was sent is not sent again.

    What is planned and no longer called for is dropped when its turn comes. Raises ValidationError
    if the rule is nonsense beside the others, as they stand now.
    """
    others = list(Rule.objects.select_for_update().filter(kind=rule.kind))
    stored = next((other for other in others if other.stage == rule.stage), None)
    check_rule(rule, others)
    rule = _onto(stored, rule)
    rule.full_clean()
    rule.save()
    record(action="rule.saved", subject=("rule", rule.pk), by=by.pk)
    return rule


@transaction.atomic
def reset_rules(*, kind: str, by: User) -> int:
    """Put the rules of a kind back to how they were shipped; return how many stages it has then."""
    stored = {rule.stage: rule for rule in Rule.objects.select_for_update().filter(kind=kind)}
    shipped = defaults_of(kind)
    for rule in shipped:
        _onto(stored.pop(rule.stage, None), rule).save()
    Rule.objects.filter(pk__in=[rule.pk for rule in stored.values()]).delete()
    record(action="rule.reset", subject=("rule", kind), by=by.pk, number=len(shipped))
    return len(shipped)


def _onto(stored: Rule | None, said: Rule) -> Rule:
    """Return the stored row with what the stage says now, or the new row."""
    if stored is None:
        return said
    for name in (*_SAID, "active"):
        setattr(stored, name, getattr(said, name))
    return stored
