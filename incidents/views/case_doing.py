"""What an action on the page of a case is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import Right, StaffRequest
from ateams.web.forms import BaseForm
from incidents.models import Case
from incidents.selectors import OpenCase

# Forms in which somebody writes: what is typed there is kept as a draft.
DRAFTED = frozenset({"message", "note", "intervention", "task", "referral", "agreement", "link"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form is bound to: what was sent, by whom, in which case.

    `opened` is missing while the key is locked.
    """

    data: Any
    case: Case
    request: StaffRequest
    opened: OpenCase | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that was sent: in which case, about which thing in it if any, and by whom."""

    opened: OpenCase
    request: StaffRequest
    about: UUID | None = None

    @property
    def for_office(self) -> dict[str, Any]:
        """What every service takes that writes for the office; 404 for who cannot open that."""
        if self.opened.internal is None:
            raise Http404
        return {
            "case": self.opened.case,
            "by": self.request.user,
            "internal": self.opened.internal,
        }


@dataclass(frozen=True, slots=True)
class Action:
    """Something that staff does with a case: who may, with which form, by which service.

    `do` may write an error beside a field; then nothing was stored. `about` returns the things
    that an action about one thing may mean, `address` names the one.
    """

    right: Right
    form: Callable[[Sent], BaseForm]
    do: Callable[[Doing, Any], object]
    about: Callable[[Case], QuerySet[Any]] | None = None
    address: str = ""
