"""What else is asked before a name becomes public: upper packages say it, none is imported here.

A package registers a question in a module that its `AppConfig.ready` imports:

    add_condition("trainings:guardian", guardian_has_agreed)

It takes the membership and returns nothing, or in one sentence what is missing. While a sentence is
left, the name cannot be published. Who takes such a consent back calls `withdraw_name`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise

from accounts.models import Membership

Condition = Callable[[Membership], str | Promise | None]
_conditions: dict[str, Condition] = {}


def add_condition(name: str, condition: Condition) -> None:
    """Ask this, too, before a name is published; the last one of a name counts."""
    _conditions[name] = condition


def missing_consents(membership: Membership) -> list[str]:
    """Return what is missing, in sentences, before this person's name may be published."""
    return [str(missing) for ask in _conditions.values() if (missing := ask(membership))]
