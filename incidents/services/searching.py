"""What remains of a search: that there was one, and how much it found."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record


@transaction.atomic
def record_search(*, hits: int, by: User) -> None:
    """Write down that somebody has looked through one step of cases; never what for."""
    record(action="case.searched", subject=("account", by.id), by=by.id, number=hits)
