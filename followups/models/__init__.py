from followups.models.arrangement import Delegation, ItemKey, Snooze
from followups.models.reminder import Reminder
from followups.models.rule import Rule, rules_by_kind

__all__ = ["Delegation", "ItemKey", "Reminder", "Rule", "Snooze", "rules_by_kind"]
