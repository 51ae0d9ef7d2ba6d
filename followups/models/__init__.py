from followups.models.reminder import Reminder
from followups.models.rule import Rule, rules_by_kind

__all__ = ["Reminder", "Rule", "rules_by_kind"]
