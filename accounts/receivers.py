"""What allauth and Django tell, handed on to services."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import user_logged_in as signed_in_by_allauth
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from accounts.second_factor import forget_shown, has_second_factor, note_shown
from accounts.sessions import STARTED_AT

_CODES = Authenticator.Type.RECOVERY_CODES


@receiver(user_logged_in)
def remember_start(*, request: HttpRequest, **_about: Any) -> None:
    """Keep when a session began: all that the list of the own sessions tells."""
    request.session[STARTED_AT] = time.time()


@receiver(signed_in_by_allauth)
def provider_asked(
    *, request: HttpRequest, user: User, sociallogin: SocialLogin | None = None, **_about: Any
) -> None:
    """Take a second factor for shown that a provider has asked for, where that is configured."""
    if getattr(sociallogin, "second_factor_shown", False):
        note_shown(request, _account(user), kind="provider")


@receiver(post_save, sender=Authenticator)
def factor_stored(*, instance: Authenticator, created: bool, **_about: Any) -> None:
    """Write down what was set up, in its own transaction; allauth tells only after it.

    A factor that has just been set up has been shown, too.
    """
    if not created:
        return
    person = _account(instance.user)
    if instance.type == _CODES:
        services.note_codes_made(person=person)
        return
    services.note_factor_added(person=person)
    request = context.request
    if request and request.user == person:
        note_shown(request, person, kind=instance.type)


@receiver(authenticator_removed)
def factor_removed(
    *, request: HttpRequest, user: User, authenticator: Authenticator, **_about: Any
) -> None:
    """Let the session that removed a factor go on; without any left it has shown none."""
    if authenticator.type == _CODES:
        return  # go with the last factor
    person = _account(user)
    services.note_factor_removed(person=person)
    update_session_auth_hash(request, person)
    if not has_second_factor(person):
        forget_shown(request)


def _account(user: User) -> User:
    """Return the account behind the lazy object of a request."""
    return User.objects.get(pk=user.pk)
