"""What an account is for, and whether it may sign in.

Every change here ends the activation of the account's key in the same transaction: a key opens
cases for one role and one team, and only a lead gives it to another. Whoever leaves a role or a
team has handed everything over before, and leaves the grants of it behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import vault.services
from accounts import mails
from accounts.access import key_state
from accounts.enums import OFFICE_ROLES, TEAM_ROLES, EndReason, KeyState, Role
from accounts.errors import DutiesLeftError, LastLeadError, OwnAccountError, TermOverError
from accounts.joining import join
from accounts.leaving import duties_left, hand_all_over, release_all, stuck_duties
from accounts.models import Membership, Team, User
from ateams.audit.services import record
from vault.models import KeyPair

LONGEST_TERM = timedelta(days=3 * 366)


@transaction.atomic
def assign(*, person: User, role: Role, team: Team | None, by: User) -> User:
    """Give an account another role, another team, or both; roles of the office have no team.

    Raises OwnAccountError, LastLeadError, DutiesLeftError, and ValidationError for a team that does
    not fit the role. Changes nothing if it is all so already.
    """
    if (role in TEAM_ROLES) != (team is not None):
        raise ValidationError(_("Mitglieder und Koordinierungspersonen brauchen ein Team."))
    current = _lock(person, by=by)
    membership = current.memberships.select_for_update().filter(ended_on=None).first()
    current_team = membership.team if membership else None
    if (current.role, current_team) == (role, team):
        return current
    if role != Role.LEAD:
        _keep_a_lead(current)
    stays_in_office = current.works_in_office and role in OFFICE_ROLES
    if not stays_in_office:
        _hand_over_first(current, by)
    current.role = role
    current.full_clean(exclude=["password"])
    current.save(update_fields=["role"])
    if team != current_team:
        _change_team(current, since=membership, to=team)
    _end_activation(current)
    _forget_grants(current, keep=OFFICE_ROLES if stays_in_office else ())
    record(action="account.role_changed", subject=("account", current.id), by=by.id)
    return current


@transaction.atomic
def deactivate(*, person: User, by: User) -> User:
    """Let somebody leave: sign-in, sessions and all that the key could open are gone.

    The membership stays as it is. Works for a locked account, too, once all is handed over.
    Raises OwnAccountError, LastLeadError and DutiesLeftError.
    """
    current = _lock(person, by=by)
    _keep_a_lead(current)
    _hand_over_first(current, by)
    _shut_out(current)
    current.left_on = current.left_on or timezone.localdate()
    current.save(update_fields=["left_on"])
    _forget_grants(current)
    record(action="account.deactivated", subject=("account", current.id), by=by.id)
    return current


@transaction.atomic
def lock_account(*, person: User, by: User) -> User:
    """Shut somebody out at once, as when a phone was stolen: no sign-in, no session, no key.

    Asks for no hand-over and works for the last lead, too; what the key was granted stays, so that
    a lead can give it back, until the account is deactivated. Raises OwnAccountError.
    """
    current = _lock(person, by=by)
    _shut_out(current)
    record(action="account.locked", subject=("account", current.id), by=by.id)
    return current


@transaction.atomic
def end_membership(*, person: User, reason: EndReason, by: User) -> User:
    """End somebody's time in a team today; what was read there is over, the account stays.

    Where a coordinator does it the person and all leads get a mail.

    Raises OwnAccountError and DutiesLeftError. Changes nothing where no membership is open.
    """
    current = _lock(person, by=by)
    membership = current.memberships.select_for_update().filter(ended_on=None).first()
    if membership is None:
        return current
    _hand_over_first(current, by)
    _close(current, membership, reason)
    if by.works_in_team:
        mails.term_shortened(person=current, by=by, last_day=timezone.localdate())
    record(action="account.membership_ended", subject=("account", current.id), by=by.id)
    return current


@transaction.atomic
def leave_team(*, person: User, reason: EndReason) -> User:
    """End the own time in a team today, once all is handed over; the account stays.

    Whose key opens nothing has nothing to hand over by hand: the office takes it. Raises
    DutiesLeftError. Changes nothing where no membership is open.
    """
    current = User.objects.select_for_update().get(pk=person.pk)
    membership = current.memberships.select_for_update().filter(ended_on=None).first()
    if membership is None:
        return current
    if key_state(current) == KeyState.ACTIVE and duties_left(current):
        raise DutiesLeftError
    release_all(person=current, by=current)
    _close(current, membership, reason)
    record(action="account.membership_ended", subject=("account", current.id), by=current.id)
    return current


@transaction.atomic
def end_term(*, membership_id: UUID, today: date) -> bool:
    """Close a membership whose term was over before `today`; return whether it was.

    Nobody could read by it since; now the grants are gone, and what was not passed on goes on with
    the office. Looks again under the lock: somebody may have made the term longer at this moment.
    """
    found = Membership.objects.filter(pk=membership_id).values("user")
    person = User.objects.select_for_update().filter(pk__in=found).first()
    over = Membership.objects.select_for_update().over(today).filter(pk=membership_id).first()
    if person is None or over is None:
        return False
    release_all(person=person, by=None)
    _close(person, over, EndReason.TERM_OVER)
    record(action="account.term_over", subject=("account", person.id), by=None)
    return True


@transaction.atomic
def set_term(*, membership: Membership, ends_on: date | None, by: User) -> Membership:
    """Set the last day of a term that still runs; it may be today, and none at all.

    Raises OwnAccountError, TermOverError for a term that is over, which nobody revives, and
    ValidationError for a day that has passed or lies years ahead.
    """
    if membership.user_id == by.pk:
        raise OwnAccountError
    today = timezone.localdate()
    current = Membership.objects.select_for_update().current(today).filter(pk=membership.pk).first()
    if current is None:
        raise TermOverError
    if ends_on and not today <= ends_on <= today + LONGEST_TERM:
        raise ValidationError(_("Bitte einen Tag zwischen heute und in drei Jahren wählen."))
    before = current.term_ends_on
    if before == ends_on:
        return current
    current.term_ends_on = ends_on
    current.full_clean()
    current.save(update_fields=["term_ends_on"])
    if by.works_in_team and ends_on and (before is None or ends_on < before):
        mails.term_shortened(person=current.user, by=by, last_day=ends_on)
    record(action="account.term_set", subject=("account", current.user_id), by=by.id)
    return current


@transaction.atomic
def end_activation(*, person: User) -> None:
    """Let an account's key open nothing until a lead activates it anew; grants stay, unused."""
    _end_activation(User.objects.select_for_update().get(pk=person.pk))


@transaction.atomic
def hand_over(*, person: User, to: User, by: User) -> int:
    """Hand over all that somebody is responsible for and another one can take; return how much."""
    count = hand_all_over(person=person, to=to, by=by)
    record(action="cases.handed_over", subject=("account", person.id), by=by.id, number=count)
    return count


@transaction.atomic
def reactivate(*, person: User, by: User) -> User:
    """Let somebody sign in again. The key waits for a lead. Raises OwnAccountError."""
    current = _lock(person, by=by)
    current.is_active, current.left_on = True, None
    current.save(update_fields=["is_active", "left_on"])
    _end_activation(current)
    record(action="account.reactivated", subject=("account", current.id), by=by.id)
    return current


@transaction.atomic
def change_profile(
    *,
    person: User,
    name: str,
    language: str,
    single_keys: bool | None = None,
    mails: str = "",
) -> User:
    """Change the own name and language, what letters do, and how often mails come.

    What is left out stays as it is.
    """
    person.name, person.language = name, language
    person.mails = mails or person.mails
    if single_keys is not None:
        person.single_keys = single_keys
    person.full_clean(exclude=["password"])
    person.save(update_fields=["name", "language", "single_keys", "mails"])
    record(action="account.profile_changed", subject=("account", person.id), by=person.id)
    return person


def _lock(person: User, *, by: User) -> User:
    if person.pk == by.pk:
        raise OwnAccountError
    # All leads in one order: of two who would remove each other, the second one waits and fails.
    list(User.objects.leads().order_by("pk").select_for_update())
    return User.objects.select_for_update().get(pk=person.pk)


def _keep_a_lead(person: User) -> None:
    """Refuse to lose the only lead, or the only one whose key can activate others."""
    if person.role != Role.LEAD:
        return
    others = User.objects.leads().exclude(pk=person.pk)
    activating = KeyPair.objects.active(scope=Role.LEAD)
    if person.key_pair and activating.filter(pk=person.key_pair.pk).exists():
        others = others.filter(key_pair__in=activating)
    if not others.exists():
        raise LastLeadError


def _change_team(person: User, *, since: Membership | None, to: Team | None) -> None:
    if since:
        _end(since, EndReason.MOVED)
    if to:
        join(person, to)


def _end(membership: Membership, reason: EndReason) -> None:
    membership.ended_on, membership.end_reason = timezone.localdate(), reason
    membership.published_name, membership.published_at = "", None
    membership.full_clean()
    membership.save()


def _close(person: User, membership: Membership, reason: EndReason) -> None:
    _end(membership, reason)
    _end_activation(person)
    _forget_grants(person)


def _hand_over_first(person: User, by: User) -> None:
    """Refuse while something is left that nobody takes over by itself; the office has the rest."""
    if stuck_duties(person):
        raise DutiesLeftError
    release_all(person=person, by=by)


def _shut_out(person: User) -> None:
    person.is_active = False
    person.session_epoch += 1
    person.save(update_fields=["is_active", "session_epoch"])
    _end_activation(person)


def _forget_grants(person: User, *, keep: Iterable[str] = ()) -> None:
    if person.key_pair:
        vault.services.forget_grants(key_pair_id=person.key_pair.pk, keep=keep)


def _end_activation(person: User) -> None:
    if person.key_pair:
        vault.services.deactivate(key_pair=person.key_pair)
    if person.next_key_pair:  # it waited for a role that is over
        vault.services.retire(key_pair=person.next_key_pair, successor=person.key_pair)
        person.next_key_pair = None
        person.save(update_fields=["next_key_pair"])
