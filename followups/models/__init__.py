from followups.models.link_generation import LinkGeneration, generation_of
from followups.models.reminder import Reminder
from followups.models.rule import Rule, rules_by_kind

__all__ = ["LinkGeneration", "Reminder", "Rule", "generation_of", "rules_by_kind"]
