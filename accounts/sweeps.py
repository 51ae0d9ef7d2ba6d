"""What the periodic jobs of this package do. Each may run at any time, late, twice or at once."""

from __future__ import annotations

from accounts.enums import ImportState
from accounts.models import ImportRun
from accounts.services.imports import carry_out


def carry_out_imports() -> int:
    """Carry out every import that waits, the oldest first; return how many."""
    waiting = ImportRun.objects.filter(state=ImportState.WAITING).order_by("created_at", "pk")
    return sum(carry_out(run_id=pk) for pk in waiting.values_list("pk", flat=True))
