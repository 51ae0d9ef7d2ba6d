"""Making the own key pair, and activating those of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

import vault.services
from accounts import mails
from accounts.access import Right, has_right, scope_of
from accounts.enums import OFFICE_ROLES, Role
from accounts.errors import GateClosedError, KeyNotWaitingError
from accounts.gates import lacking
from accounts.models import User
from accounts.selectors import with_origin
from ateams.audit.services import record
from vault.models import Envelope, KeyPair
from vault.unlocked import UnlockedKey


@dataclass(frozen=True, slots=True)
class Activation:
    """What a lead saw and agreed to: this key pair, for this role and team."""

    key_pair_id: UUID
    scope: str


@transaction.atomic
def make_key_pair(*, person: User, passphrase: str) -> KeyPair:
    """Give an account a new key pair; an earlier one is retired at once and opens nothing more.

    What it opened can be shared again by others: `incidents.lost_keys` tells with whom.
    It waits for a lead, except for the first lead of an installation: invited from the terminal
    while no key is active and nothing was ever sealed, whose key activates all others.
    """
    current = User.objects.select_for_update().get(pk=person.pk)
    made = vault.services.create_key_pair(passphrase=passphrase)
    for earlier in (current.key_pair, current.next_key_pair):
        if earlier:
            vault.services.retire(key_pair=earlier, successor=made)
    current.key_pair, current.next_key_pair = made, None
    current.save(update_fields=["key_pair", "next_key_pair"])
    record(action="account.key_made", subject=("account", current.id), by=current.id)
    if _is_first_lead(current):
        vault.services.activate_first(key_pair=made, scope=Role.LEAD.value)
        _tell(holders=[with_origin(User.objects.filter(pk=current.pk)).get()], by=current)
    person.key_pair, person.next_key_pair = made, None
    return made


@transaction.atomic
def activate_keys(*, activations: Collection[Activation], by: User, key: UnlockedKey) -> list[User]:
    """Let key pairs receive grants for the role and team that the lead saw; return the holders.

    It is the last step: all that `accounts.gates` asks for is there before. All or none: raises
    KeyNotWaitingError if any role, team or key has changed since, GateClosedError if anybody lacks
    something, and PermissionDenied unless `key` is the own key of a lead.
    """
    if by.key_pair_id != key.key_pair_id or not has_right(by, Right.ACTIVATE_KEYS):
        raise PermissionDenied
    wanted = {activation.key_pair_id: activation.scope for activation in activations}
    holders = list(
        with_origin(User.objects.select_for_update(of=("self",)))
        .filter(Q(key_pair__in=wanted) | Q(next_key_pair__in=wanted), is_active=True)
        .order_by("name")
    )
    if len(holders) != len(wanted):
        raise KeyNotWaitingError
    pairs = [(_waiting(holder, wanted), holder) for holder in holders]
    if lacking(holders):
        raise GateClosedError
    for pair, holder in pairs:
        vault.services.activate(
            key_pair=pair,
            scope=wanted[pair.id],
            by=key,
            # Counsellors and leads read the same cases; nobody else takes any along.
            keep=OFFICE_ROLES if holder.works_in_office else (),
        )
    _tell(holders=holders, by=by)
    return holders


def _waiting(holder: User, wanted: Mapping[UUID, str]) -> KeyPair:
    """Return the key pair that waits, if it, role and team are what the lead saw."""
    pair = holder.waiting_key_pair
    if pair is None or pair.id not in wanted or pair.activated_at or pair.retired_at:
        raise KeyNotWaitingError
    if wanted[pair.id] != scope_of(holder):
        raise KeyNotWaitingError
    return pair


def _is_first_lead(person: User) -> bool:
    invitation = getattr(person, "invitation", None)
    if person.role != Role.LEAD or invitation is None or not invitation.from_terminal:
        return False
    return not KeyPair.objects.active().exists() and not Envelope.objects.exists()


def _tell(*, holders: Collection[User], by: User) -> None:
    mails.keys_activated(holders=holders, by=by)
    for holder in holders:
        record(action="account.key_activated", subject=("account", holder.id), by=by.id)
