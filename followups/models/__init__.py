from followups.models.reminder import Reminder
from followups.models.rule import QUIET_AT_NIGHT, Rule, rules_by_kind

__all__ = ["QUIET_AT_NIGHT", "Reminder", "Rule", "rules_by_kind"]
