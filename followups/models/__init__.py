from followups.models.feed import AgendaFeed, ToldDate
from followups.models.reminder import Reminder
from followups.models.rule import Rule, rules_by_kind

__all__ = ["AgendaFeed", "Reminder", "Rule", "ToldDate", "rules_by_kind"]
