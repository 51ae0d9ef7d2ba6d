from followups.models.arrangement import Delegation, ItemKey, Snooze
from followups.models.feed import AgendaFeed, ToldDate
from followups.models.link_generation import LinkGeneration, generation_of
from followups.models.reminder import Reminder
from followups.models.rule import QUIET_AT_NIGHT, Rule, rules_by_kind

__all__ = [
    "QUIET_AT_NIGHT",
    "AgendaFeed",
    "Delegation",
    "ItemKey",
    "LinkGeneration",
    "Reminder",
    "Rule",
    "Snooze",
    "ToldDate",
    "generation_of",
    "rules_by_kind",
]
