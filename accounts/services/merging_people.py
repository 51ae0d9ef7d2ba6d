"""Two accounts of one person become one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import key_state
from accounts.belongings import Belonging, add_belonging, all_belongings
from accounts.enums import EndReason, KeyState
from accounts.errors import OwnAccountError, RefusedError
from accounts.joining import join
from accounts.leaving import hand_all_over
from accounts.models import FormerAccount, Membership, User
from accounts.services.people import deactivate
from ateams.audit.services import record


class CannotMergeAccountsError(RefusedError):
    """One of both is gone or the same, or was merged into somebody else's account."""

    text = _("Diese beiden Konten lassen sich gerade nicht zusammenführen.")


class BothReadCasesError(RefusedError):
    """Both keys are active; whatever one of them opens would be lost with it."""

    text = _(
        "Mit beiden Konten lassen sich Fälle lesen, und Schlüssel lassen sich nicht zusammenlegen. "
        "Deaktiviere zuerst das Konto, das nicht mehr gebraucht wird."
    )


class KeyStaysError(RefusedError):
    """The account with the active key has to be the one that stays."""

    text = _("Das Konto mit dem freigeschalteten Schlüssel muss bleiben.")


class MustBeActiveError(RefusedError):
    """Nobody can sign in with the account that would stay."""

    text = _("Das Konto, das bleibt, muss aktiv sein.")


@transaction.atomic
def merge_people(*, keep_id: UUID, other_id: UUID, by: User) -> User:
    """Move what belongs to one account to another one of the same person; all of it or nothing.

    The other account is deactivated as if its person left, and erased when its time has come.
    Role, address, sign-in and key of the kept one stay as they are: no key opens more than before,
    and no attestation of the office moves to another term. Doing it twice changes nothing.

    Raises OwnAccountError, CannotMergeAccountsError, BothReadCasesError, KeyStaysError,
    MustBeActiveError, and what `deactivate` raises.
    """
    if by.pk in {keep_id, other_id}:
        raise OwnAccountError
    # All leads first, as `deactivate` does, then both in one order: nobody waits in a circle.
    list(User.objects.leads().order_by("pk").select_for_update())
    both = User.objects.select_for_update().order_by("pk").in_bulk([keep_id, other_id])
    if len(both) < len((keep_id, other_id)):
        raise CannotMergeAccountsError
    keep, other = both[keep_id], both[other_id]
    if _was_merged(other, keep):
        return keep
    _refuse_for_keys(keep, other)
    hand_all_over(person=other, to=keep, by=by)
    other = deactivate(person=other, by=by)
    for belonging in all_belongings():
        belonging.move(other, keep)
    other.former_accounts.update(user=keep)
    FormerAccount.objects.update_or_create(
        pk=other.pk, defaults={"user": keep, "at": timezone.now()}
    )
    record(action="account.merged", subject=("account", keep.pk), by=by.id, about=other.pk)
    return keep


def _was_merged(other: User, keep: User) -> bool:
    if other.is_active:
        return False
    earlier = FormerAccount.objects.filter(pk=other.pk).first()
    if earlier and earlier.user_id != keep.pk:
        raise CannotMergeAccountsError
    return earlier is not None


def _refuse_for_keys(keep: User, other: User) -> None:
    if key_state(other) == KeyState.ACTIVE:
        raise BothReadCasesError if key_state(keep) == KeyState.ACTIVE else KeyStaysError
    if not keep.is_active:
        raise MustBeActiveError


def _move_memberships(other: User, keep: User) -> None:
    """Let former terms become those of the kept account, and a running one go on there.

    It goes on as a new term, and only where the kept account has the same role and no team: what
    the office attested was about the former one, and is to be attested anew.
    """
    today = timezone.localdate()
    running = other.memberships.current(today).first()
    unended = other.memberships.filter(ended_on=None)
    unended.update(ended_on=today, end_reason=EndReason.MOVED, published_name="", published_at=None)
    other.memberships.update(user=keep)
    has_team = keep.memberships.filter(ended_on=None).exists()
    if running and keep.works_in_team and keep.role == other.role and not has_team:
        join(keep, running.team, term_ends_on=running.term_ends_on)


add_belonging(
    "accounts:memberships",
    Belonging(
        _("Amtszeiten in Teams"),
        lambda person: Membership.objects.filter(user=person).count(),
        _move_memberships,
    ),
    order=10,
)
