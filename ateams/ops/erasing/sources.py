"""Every eraser and everything that forgets an erased case, named one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.erasure import ERASERS as ACCOUNTS
from ateams.erasure import Eraser, days_before, delete_rows, end_of
from ateams.outbox.erasure import ERASERS as OUTBOX
from followups.erasure import ERASERS as FOLLOWUPS
from followups.erasure import forget_case
from incidents.erasure import ERASERS as INCIDENTS
from trainings.erasure import ERASERS as TRAININGS
from vault.erasure import ERASERS as VAULT


def _expired(day: date) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=end_of(days_before(day, 1))).order_by("pk")


def _erase_sessions(ids: Sequence[str]) -> int:
    return delete_rows(Session.objects.filter(pk__in=ids))


_SESSIONS = Eraser(
    kind="session",
    label=_("Abgelaufene Sitzungen"),
    rule=lambda: gettext("am Tag nach dem Ablauf"),
    due=_expired,
    erase=_erase_sessions,
)

# Cases first: what they leave behind is found in the same run.
ERASERS: tuple[Eraser, ...] = (
    *INCIDENTS,
    *ACCOUNTS,
    *VAULT,
    *TRAININGS,
    *FOLLOWUPS,
    *OUTBOX,
    _SESSIONS,
)

# Each takes the id of an erased case out of what its package knows of it.
FORGETTERS: tuple[Callable[[UUID], int], ...] = (forget_case,)
