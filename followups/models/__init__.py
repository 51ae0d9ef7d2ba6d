from followups.models.reminder import Reminder
from followups.models.rule import Rule

__all__ = ["Reminder", "Rule"]
