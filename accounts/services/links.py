"""Accounts at the city or a school that sign in to an account here."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts import mails
from accounts.errors import LastSignInError, LinkedElsewhereError
from accounts.models import User
from accounts.services.invitations import accept
from accounts.services.sessions import end_other_sessions
from ateams.audit.services import record


@transaction.atomic
def link_account(*, person: User, provider: str, subject: str) -> None:
    """Let an account at a provider sign in as this person. Raises LinkedElsewhereError."""
    link, created = SocialAccount.objects.get_or_create(
        provider=provider,
        uid=subject,
        defaults={"user": person, "extra_data": {"sub": subject}},
    )
    if link.user_id != person.pk:
        raise LinkedElsewhereError
    if created:
        mails.sign_in_linked(person=person, provider=provider)
        record(action="account.linked", subject=("account", person.id), by=person.id)


@transaction.atomic
def unlink_account(*, person: User, provider: str, current: str) -> None:
    """Take the link to a provider away, and with it every session but the one with this key.

    Any of them may have come in by the provider. Raises LastSignInError if nothing else signs in.
    """
    User.objects.select_for_update().get(pk=person.pk)
    links = SocialAccount.objects.filter(user=person)
    others = links.exclude(provider=provider)
    if not person.has_usable_password() and not others.exists():
        raise LastSignInError
    removed, _rows = links.filter(provider=provider).delete()
    if removed:
        end_other_sessions(person=person, current=current)
        mails.sign_in_unlinked(person=person, provider=provider)
        record(action="account.unlinked", subject=("account", person.id), by=person.id)


@transaction.atomic
def accept_with_provider(
    *, token: str, name: str, language: str, provider: str, subject: str
) -> User:
    """Make the account of an invitation; a provider's account signs in to it, no password.

    The caller has compared the provider's verified address with the invited one. Raises as
    `accept`, and LinkedElsewhereError.
    """
    person = accept(token=token, name=name, password=None, language=language)
    link_account(person=person, provider=provider, subject=subject)
    return person
