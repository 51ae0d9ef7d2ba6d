"""Every eraser and everything that forgets an erased case, named one by one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from accounts.erasure import ERASERS as ACCOUNTS
from ateams.erasure import Eraser
from ateams.outbox.erasure import ERASERS as OUTBOX
from followups.erasure import ERASERS as FOLLOWUPS
from followups.erasure import forget_case
from incidents.erasure import ERASERS as INCIDENTS
from trainings.erasure import ERASERS as TRAININGS
from vault.erasure import ERASERS as VAULT

# Cases first: what they leave behind is found in the same run.
ERASERS: tuple[Eraser, ...] = (
    *INCIDENTS,
    *ACCOUNTS,
    *VAULT,
    *TRAININGS,
    *FOLLOWUPS,
    *OUTBOX,
)

# Each takes the id of an erased case out of what its package knows of it.
FORGETTERS: tuple[Callable[[UUID], int], ...] = (forget_case,)
