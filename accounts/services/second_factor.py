"""What happens with second factors: written down, and told to whoever must know."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import mails
from accounts.errors import OwnAccountError
from accounts.models import User
from ateams.audit.services import record


@transaction.atomic
def note_factor_added(*, person: User) -> None:
    """Write down that somebody has set up an app or a passkey, and tell them by mail."""
    mails.second_factor_added(person=person)
    record(action="account.factor_added", subject=("account", person.id), by=person.id)


@transaction.atomic
def note_codes_made(*, person: User) -> None:
    """Write down that somebody has recovery codes; of new ones in their place allauth mails."""
    record(action="account.codes_made", subject=("account", person.id), by=person.id)


@transaction.atomic
def note_factor_removed(*, person: User) -> None:
    """Write down that somebody has removed an own factor, and end the other sessions."""
    _end_sessions(person)
    record(action="account.factor_removed", subject=("account", person.id), by=person.id)


@transaction.atomic
def reset_second_factor(*, person: User, by: User | None) -> User:
    """Take all second factors from somebody who has lost them; they set up a new one.

    Their sessions end, since whoever holds the phone may be signed in on it. It opens no case:
    the key stays as it is, and so do its six words. `by` is None from the terminal. Raises
    OwnAccountError.
    """
    if by and by.pk == person.pk:
        raise OwnAccountError
    current = User.objects.select_for_update().get(pk=person.pk)
    Authenticator.objects.filter(user=current).delete()
    _end_sessions(current)
    mails.second_factor_reset(person=current, by=by)
    record(action="account.factor_reset", subject=("account", current.id), by=by.id if by else None)
    return current


def _end_sessions(person: User) -> None:
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
