"""What a rule must not say, whoever changes it."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followups.default_rules import MAY_BE_SILENT, countings_of, roles_of
from followups.enums import Counting
from followups.models import Rule

# Half a year before, a year after; days that do not all count take longer.
MOST = {Counting.DAYS: 365, Counting.WORKING_DAYS: 120, Counting.SCHOOL_DAYS: 60}
MOST_REPEAT = 365


def check_rule(rule: Rule, others: Iterable[Rule]) -> None:
    """Raise ValidationError, by field, where a rule is nonsense beside the others of its kind."""
    errors: dict[str, str | Promise] = {}
    others = [other for other in others if other.active and other.stage != rule.stage]
    if abs(rule.offset) > (most := MOST[rule.counting]):
        errors["number"] = _("Hier gehen höchstens %(most)d.") % {"most": most}
    if rule.repeat_days is not None and not 1 <= rule.repeat_days <= MOST_REPEAT:
        errors["repeat_days"] = _("Zwischen 1 und %(most)d, oder leer lassen.") % {
            "most": MOST_REPEAT
        }
    if rule.counting not in countings_of(rule.kind):
        errors["counting"] = _("Fälle warten nicht auf das Ende der Schulferien.")
    for field in ("who", "otherwise"):
        if getattr(rule, field) not in roles_of(rule.kind):
            errors[field] = _("Diese Rolle erfährt davon nichts.")
    if rule.active and any(_same(rule, other) for other in others):
        errors["who"] = _("Diese Stufe gibt es schon: derselbe Tag, dieselbe Person.")
    if not rule.active and not others and rule.kind not in MAY_BE_SILENT:
        errors["active"] = _(
            "Das ist die letzte Erinnerung dieser Art. Ohne sie bliebe etwas liegen."
        )
    if errors:
        raise ValidationError(errors)


def _same(rule: Rule, other: Rule) -> bool:
    return (rule.offset, rule.counting, rule.who) == (other.offset, other.counting, other.who)
