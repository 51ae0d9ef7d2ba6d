"""Making the own key pair, and activating those of others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

import vault.services
from accounts import mails
from accounts.access import Right, has_right, scope_of
from accounts.enums import OFFICE_ROLES, Role
from accounts.errors import KeyNotWaitingError
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
    """Give an account a new key pair; an earlier one is retired together with what it opened.

    It waits for a lead, except for the first lead of an installation: invited from the terminal
    while no key is active and nothing was ever sealed, whose key activates all others.
    """
    current = User.objects.select_for_update().get(pk=person.pk)
    if current.key_pair:
        vault.services.retire(key_pair=current.key_pair)
    current.key_pair = vault.services.create_key_pair(passphrase=passphrase)
    current.save(update_fields=["key_pair"])
    record(action="account.key_made", subject=("account", current.id), by=current.id)
    if _is_first_lead(current):
        vault.services.activate_first(key_pair=current.key_pair, scope=Role.LEAD.value)
        _tell(holders=[with_origin(User.objects.filter(pk=current.pk)).get()], by=current)
    person.key_pair = current.key_pair
    return current.key_pair


@transaction.atomic
def activate_keys(*, activations: Collection[Activation], by: User, key: UnlockedKey) -> list[User]:
    """Let key pairs receive grants for the role and team that the lead saw; return the holders.

    All or none: raises KeyNotWaitingError if any role, team or key has changed since, and
    PermissionDenied unless `key` is the own key of a lead.
    """
    if by.key_pair_id != key.key_pair_id or not has_right(by, Right.ACTIVATE_KEYS):
        raise PermissionDenied
    wanted = {activation.key_pair_id: activation.scope for activation in activations}
    holders = list(
        with_origin(User.objects.select_for_update(of=("self",)))
        .filter(key_pair__in=wanted, is_active=True)
        .order_by("name")
    )
    if len(holders) != len(wanted):
        raise KeyNotWaitingError
    for holder in holders:
        assert holder.key_pair
        scope = wanted[holder.key_pair.id]
        if scope != scope_of(holder) or holder.key_pair.activated_at or holder.key_pair.retired_at:
            raise KeyNotWaitingError
        vault.services.activate(
            key_pair=holder.key_pair,
            scope=scope,
            by=key,
            # Counsellors and leads read the same cases; nobody else takes any along.
            keep=OFFICE_ROLES if holder.works_in_office else (),
        )
    _tell(holders=holders, by=by)
    return holders


def _is_first_lead(person: User) -> bool:
    invitation = getattr(person, "invitation", None)
    if person.role != Role.LEAD or invitation is None or not invitation.from_terminal:
        return False
    return not KeyPair.objects.active().exists() and not Envelope.objects.exists()


def _tell(*, holders: Collection[User], by: User) -> None:
    mails.keys_activated(holders=holders, by=by)
    for holder in holders:
        record(action="account.key_activated", subject=("account", holder.id), by=by.id)
