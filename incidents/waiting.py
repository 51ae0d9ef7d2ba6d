"""Telling somebody at once that a case has come to them.

The mail is one of the follow-ups, which know this package and not the other way round: they say how
it is written (`tell_by`, from their `AppConfig.ready`). What is due anyway is derived, and told by
itself; this is for what nobody would hear of before the next date.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import User

_tellers: list[Callable[[User], object]] = []


def tell_by(tell: Callable[[User], object]) -> None:
    """Let this be called for whoever gets something, in the transaction that gives it to them."""
    _tellers[:] = [tell]


def tell_of_case(*, to: User, by: User | None) -> None:
    """Tell somebody that a case waits, unless they have done it themselves."""
    if by is None or to.pk != by.pk:
        for tell in _tellers:
            tell(to)
