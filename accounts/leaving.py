"""What somebody must hand over before leaving: each package says it, none is imported here.

A package registers one duty in a module that its `AppConfig.ready` imports:

    add_duty("incidents:cases", Duty(find=open_cases_of, hand_over=assign_to))

`find` returns what the person is responsible for, or nothing. While any duty has something left,
the person cannot leave: neither can the account be deactivated nor role or team be taken away.
A duty that the office can always take over says how (`release`): then nobody waits for it but the
person themselves, and whoever ends the membership need not even know that there was anything.
Locking an account (a stolen phone) does not ask; the hand-over follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User


@dataclass(frozen=True)
class Receiver:
    """Somebody who could take over, and how much of it."""

    person: User
    count: int


@dataclass(frozen=True)
class Left:
    """What is left to hand over, told in sentences.

    `stuck` counts what nobody can take over as things are; `advice` says what to do about it.
    """

    sentence: str | Promise
    count: int
    receivers: tuple[Receiver, ...] = ()
    stuck: int = 0
    advice: str | Promise = ""


@dataclass(frozen=True)
class Duty:
    """Something that somebody can be responsible for; `hand_over` returns how much it moved.

    `release` gives all of it to the office; `by` is nobody when a term simply ran out.
    """

    find: Callable[[User], Left | None]
    hand_over: Callable[[User, User, User], int]
    release: Callable[[User, User | None], int] | None = None


_duties: dict[str, Duty] = {}


def add_duty(name: str, duty: Duty) -> None:
    """Ask this, too, before somebody leaves; the last one of a name counts."""
    _duties[name] = duty


def duties_left(person: User) -> list[Left]:
    """Return what the person must hand over before leaving."""
    return [left for duty in _duties.values() if (left := duty.find(person))]


def hand_all_over(*, person: User, to: User, by: User) -> int:
    """Hand over all that `to` can take; return how much it was."""
    return sum(duty.hand_over(person, to, by) for duty in _duties.values())


def stuck_duties(person: User) -> list[Left]:
    """Return what somebody must hand over that nobody takes over by itself."""
    waiting = [duty for duty in _duties.values() if duty.release is None]
    return [left for duty in waiting if (left := duty.find(person))]


def release_all(*, person: User, by: User | None) -> int:
    """Give the office all that it can always take over; return how much it was."""
    return sum(duty.release(person, by) for duty in _duties.values() if duty.release)
