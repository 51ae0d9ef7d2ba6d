"""Whether everything sealed can be opened by those who should, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from vault.inspection import FINDINGS, sealed_to
from vault.models import KeyPair

SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """Something wrong: what, how often, and the first ids."""

    what: str
    count: int
    ids: tuple[str, ...]


def findings() -> Iterator[Finding]:
    """Return what is wrong. Ids are of envelopes, or of key pairs that belong to nobody."""
    for what, find in FINDINGS.items():
        yield from _finding(what, find().order_by("pk"))
    left = User.objects.filter(is_active=False, key_pair__isnull=False)
    ids = [person.key_pair_id for person in left if person.key_pair_id]
    yield from _finding(
        "envelopes with grants to people who left",
        sealed_to(ids).order_by("pk"),
    )
    yield from _finding("key pairs that belong to nobody", orphans().order_by("pk"))


def orphans() -> QuerySet[KeyPair]:
    """Return the key pairs of no account that are not retired, or still remember something."""
    owned = User.objects.filter(Q(key_pair=OuterRef("pk")) | Q(next_key_pair=OuterRef("pk")))
    heirs = User.objects.filter(key_pair=OuterRef("successor"))
    return (
        KeyPair.objects.exclude(Exists(owned))
        .exclude(Exists(heirs))
        .filter(Q(retired_at__isnull=True) | Q(grants__isnull=False))
        .distinct()
    )


def _finding(what: str, found: QuerySet[Any]) -> Iterator[Finding]:
    if count := found.count():
        ids = found.values_list("pk", flat=True)[:SHOWN]
        yield Finding(what, count, tuple(str(pk) for pk in ids))
