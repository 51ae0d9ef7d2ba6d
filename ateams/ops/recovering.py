"""What the recovery key does: everything goes to one receiver, and to a new recovery key.

Each step is a transaction of its own and finds out anew what is left, so that a command that was
stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from accounts import mails
from accounts.access import key_state, scope_of
from accounts.enums import OFFICE_ROLES, KeyState, Role
from accounts.models import User
from ateams.audit.services import record
from incidents.kept_out import kept_out_of
from incidents.models import Case
from vault.models import KeyPair, RecoveryKey
from vault.services import (
    activate_by_recovery,
    install_recovery_key,
    open_envelope_with_recovery_key,
    remove_readers,
)
from vault.sharing import Step, recover_step, reseal_step

STEP = 500


class RecoverError(Exception):
    """Nothing can be recovered this way; the text says why."""


@dataclass(frozen=True)
class Receiver:
    """Who receives everything; `activates` is true for a lead whose key still waits."""

    person: User
    key_pair: KeyPair
    activates: bool


def find_receiver(email: str) -> Receiver:
    """Return the person of the office behind an address; raise RecoverError for anybody else."""
    accounts = User.objects.active().select_related("key_pair")
    person = accounts.filter(email=email.strip().lower()).first()
    if person is None or not person.works_in_office:
        raise RecoverError("No active account of the office (counsellor or lead) has this address.")
    state = key_state(person)
    if person.key_pair is None or state == KeyState.MISSING:
        raise RecoverError(f"{person.name} has no key yet: sign in, make one, and start again.")
    if state == KeyState.WAITING and person.role != Role.LEAD:
        raise RecoverError(
            f"The key of {person.name} waits for a lead. If there is none who can activate it, "
            "name a lead as receiver; the recovery key activates a lead's."
        )
    return Receiver(person, person.key_pair, activates=state == KeyState.WAITING)


@transaction.atomic
def begin(*, receiver: Receiver, secret_key: bytes) -> None:
    """Activate the receiver's key where it waits, tell all leads, and write it down.

    Before anything is shared: whatever stops the command afterwards, this much is known.
    """
    person = receiver.person
    if receiver.activates:
        activate_by_recovery(
            key_pair=receiver.key_pair,
            scope=scope_of(person) or "",
            secret_key=secret_key,
            keep=OFFICE_ROLES,
        )
        record(action="account.key_activated", subject=("account", person.id), by=None)
    mails.recovery_used(receiver=person, activated=receiver.activates)
    record(action="account.recovered", subject=("account", person.id), by=None)


def share_all(*, receiver: Receiver, secret_key: bytes) -> Iterator[Step]:
    """Share everything with the receiver, step by step; each case's log and reporter are told."""
    yield from _steps(lambda after: _share(receiver, secret_key, after))


@transaction.atomic
def _share(receiver: Receiver, secret_key: bytes, after: int) -> Step:
    step = recover_step(secret_key=secret_key, reader=receiver.key_pair, limit=STEP, after=after)
    for case in Case.objects.filter(shared_envelope__in=step.envelopes).order_by("pk"):
        if _is_shut_out(receiver, case, secret_key):
            ids = (case.shared_envelope_id, case.internal_envelope_id)
            for envelope_id in ids:
                remove_readers(envelope_id=envelope_id, key_pair_ids=[receiver.key_pair.pk])
            continue
        subject = ("case", case.pk)
        record(action="case.recovered", subject=subject, by=None, about=receiver.person.id)
    return step


def _is_shut_out(receiver: Receiver, case: Case, secret_key: bytes) -> bool:
    """Whether the reporter shut the receiver out, who then worked in a team."""
    if not case.sealed_kept_out:
        return False
    shared = open_envelope_with_recovery_key(
        envelope_id=case.shared_envelope_id, secret_key=secret_key
    )
    return receiver.person.pk in kept_out_of(case, shared)


@transaction.atomic
def install(*, public_key: bytes) -> RecoveryKey:
    """Seal to this recovery key from now on, once its halves were typed back; tell all leads."""
    made = install_recovery_key(public_key=public_key)
    mails.recovery_key_made()
    record(action="key.made", subject=("key", "recovery"), by=None)
    return made


def reseal_all(*, secret_key: bytes) -> Iterator[Step]:
    """Put the new recovery key in the place of the earlier one, step by step."""
    yield from _steps(lambda after: reseal_step(secret_key=secret_key, limit=STEP, after=after))


def _steps(take: Callable[[int], Step]) -> Iterator[Step]:
    step = take(0)
    while not step.is_over:
        yield step
        step = take(step.last)
