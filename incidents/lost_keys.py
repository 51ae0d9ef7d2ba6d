"""Which cases were lost with a key pair, and who could share them again: counts and names alone.

The empty grants of a retired key pair remember what it opened. A case counts by its shared
envelope, and only in a scope that the holder has again: the office reads as the office, a team's
people exactly in the role and team of before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.access import regained_scopes
from accounts.models import User
from accounts.selectors import office_readers, with_origin
from incidents.models import Case
from incidents.models.case import CaseQuerySet
from vault.models import Grant
from vault.sharing import lost_grants

# Who lost a key before the first of so many have theirs back, waits for the next look.
LONGEST_LIST = 50

# Lost and shareable cases, by the new key pair and the scope in which the old one opened them.
Counts = dict[UUID, dict[str, tuple[int, int]]]


@dataclass(frozen=True)
class Loss:
    """Somebody who lost a key: how many cases, and how many of them the onlooker can open."""

    person: User
    lost: int
    shareable: int
    is_ready: bool


@dataclass(frozen=True)
class OwnLoss:
    """What the holder is told: how many cases, whom to ask, and how many nobody can open."""

    lost: int
    holders: tuple[User, ...]
    only_recovery: int


def losses(*, by: User) -> list[Loss]:
    """Return who lost a key, and what somebody of the office could share again; four queries."""
    counts = _counts(by)
    people = User.objects.active().filter(key_pair__in=counts).exclude(pk=by.pk)
    return list(_losses(with_origin(people).order_by("name")[:LONGEST_LIST], counts))


def own_loss(person: User) -> OwnLoss | None:
    """Return what the holder of a new key pair cannot open any more, or nothing."""
    cases = lost_cases(person)
    lost = cases.count()
    if not lost:
        return None
    usable = Grant.objects.usable().filter(key_pair__in=office_readers().values("key_pair"))
    open_to = usable.filter(envelope__in=cases.values("shared_envelope")).values("key_pair")
    holders = User.objects.office().filter(key_pair__in=open_to).exclude(pk=person.pk)
    nobody = cases.exclude(Exists(usable.filter(envelope=OuterRef("shared_envelope"))))
    return OwnLoss(lost, tuple(holders.order_by("name")), nobody.count())


def lost_cases(person: User) -> CaseQuerySet:
    """Return the cases that were lost with former key pairs and may be shared again."""
    grants = _lost_in_cases().filter(
        key_pair__successor=person.key_pair_id, scope__in=regained_scopes(person)
    )
    return Case.objects.filter(shared_envelope__in=grants.values("envelope"))


def _lost_in_cases() -> QuerySet[Grant]:
    return lost_grants().filter(Exists(Case.objects.filter(shared_envelope=OuterRef("envelope"))))


def _counts(by: User) -> Counts:
    mine = Grant.objects.usable().filter(key_pair=by.key_pair_id, envelope=OuterRef("envelope"))
    rows = (
        _lost_in_cases()
        .annotate(mine=Exists(mine))
        .values_list("key_pair__successor", "scope")
        .annotate(lost=Count("pk"), shareable=Count("pk", filter=Q(mine=True)))
    )
    counts: Counts = {}
    for successor, scope, lost, shareable in rows:
        counts.setdefault(successor, {})[scope] = (lost, shareable)
    return counts


def _losses(people: QuerySet[User], counts: Counts) -> Iterator[Loss]:
    for person in people:
        assert person.key_pair_id
        scopes = regained_scopes(person)
        found = [c for scope, c in counts[person.key_pair_id].items() if scope in scopes]
        lost, shareable = sum(lost for lost, _ in found), sum(mine for _, mine in found)
        if lost:
            yield Loss(person, lost, shareable, _is_ready(person))


def _is_ready(person: User) -> bool:
    pair = person.key_pair
    return bool(pair and pair.activated_at and pair.activation_scope in regained_scopes(person))
