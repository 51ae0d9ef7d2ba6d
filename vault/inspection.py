"""What is wrong with envelopes and grants, as far as it shows without opening anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from vault.models import Envelope, Grant, KeyPair
from vault.sharing import without_recovery_key

Envelopes = QuerySet[Envelope]


def unreadable() -> Envelopes:
    """Return the envelopes that nobody can open but by the recovery key."""
    return Envelope.objects.exclude(Exists(_granted(Grant.objects.usable()))).filter(
        Exists(_granted(Grant.objects.all()))
    )


def ungranted() -> Envelopes:
    """Return the envelopes without a single grant: lost for good."""
    return Envelope.objects.exclude(Exists(_granted(Grant.objects.all())))


def sealed_to_inactive() -> Envelopes:
    """Return the envelopes with grants to key pairs that were not, or are no longer, active."""
    inactive = Grant.objects.filter(
        key_pair__isnull=False, key_pair__retired_at__isnull=True
    ).exclude(key_pair__in=KeyPair.objects.active())
    return Envelope.objects.filter(Exists(_granted(inactive)))


def waiting_to_be_shared() -> Envelopes:
    """Return the envelopes with grants of retired key pairs: lost, and not shared again yet."""
    retired = Grant.objects.filter(key_pair__retired_at__isnull=False)
    return Envelope.objects.filter(Exists(_granted(retired)))


def sealed_to(key_pair_ids: Collection[UUID]) -> Envelopes:
    """Return the envelopes with grants to some key pairs."""
    return Envelope.objects.filter(
        Exists(_granted(Grant.objects.filter(key_pair__in=key_pair_ids)))
    )


FINDINGS: Mapping[str, Callable[[], Envelopes]] = {
    "envelopes without any grant": ungranted,
    "envelopes that nobody can open but by the recovery key": unreadable,
    "envelopes that the current recovery key does not open": without_recovery_key,
    "envelopes with grants to inactive key pairs": sealed_to_inactive,
    "envelopes with grants of retired key pairs, not shared again yet": waiting_to_be_shared,
}


def _granted(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    return grants.filter(envelope=OuterRef("pk"))
