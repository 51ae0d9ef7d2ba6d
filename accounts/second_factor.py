"""Whether a second factor was shown in a session, and which addresses ask for one.

Signing in is enough to write: to log a training, to note a conversation, to see what is due. What
is there to be read (cases, keys, people, exports) asks for a second factor. So that no new page
can be forgotten, every address asks unless its package says otherwise, where it adds its places:

    signing_in_is_enough("trainings:*")

Leads and administrators show it for every page but those that `open_to_everybody` names.
What allauth has recorded in the session is the one source of who has shown what.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from accounts.enums import Role
from accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

ALWAYS_ASKED = frozenset({Role.LEAD, Role.ADMIN})
# A form that was opened in time may be sent a little later: what was typed must not be lost.
GRACE_FOR_FORMS = timedelta(hours=1)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_open_to_everybody: set[str] = set()
_signing_in_is_enough: set[str] = set()


def open_to_everybody(*patterns: str) -> None:
    """Name addresses that never ask: public ones, the sign-in, and the way to a second factor."""
    _open_to_everybody.update(patterns)


def signing_in_is_enough(*patterns: str) -> None:
    """Name addresses that ask neither members, coordinators nor counsellors."""
    _signing_in_is_enough.update(patterns)


def is_open(name: str) -> bool:
    """Tell whether an address never asks for a second factor, whoever comes."""
    return _matches(name, _open_to_everybody)


def asks(name: str, user: User) -> bool:
    """Tell whether an address asks this person for a second factor."""
    if not settings.REQUIRE_SECOND_FACTOR or is_open(name):
        return False
    return user.role in ALWAYS_ASKED or not _matches(name, _signing_in_is_enough)


def is_shown(request: HttpRequest, user: User) -> bool:
    """Tell whether the person has shown a second factor in this session, not too long ago."""
    valid: timedelta = (
        settings.SECOND_FACTOR_VALID_TEAM
        if user.works_in_team
        else settings.SECOND_FACTOR_VALID_OFFICE
    )
    if request.method not in _SAFE_METHODS:
        valid += GRACE_FOR_FORMS
    oldest = time.time() - valid.total_seconds()
    return any(
        record["method"] == "mfa" and record["at"] > oldest for record in _records(request, user)
    )


def note_shown(request: HttpRequest, user: User, *, kind: str, **about: Any) -> None:
    """Record in the session that the person has just shown a second factor."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True, **about)


def forget_shown(request: HttpRequest) -> None:
    """Let the session count as one without a second factor."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    kept = [record for record in records if record["method"] != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def has_second_factor(user: User) -> bool:
    """Tell whether the account has an app or a passkey; recovery codes alone are none."""
    factors = Authenticator.objects.filter(user=user)
    return bool(factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def is_freshly_confirmed(request: HttpRequest, user: User) -> bool:
    """Tell whether the person has shown second factor or password in the last five minutes.

    The password of the sign-in does not count: only what was asked for again.
    """
    oldest = time.time() - REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] > oldest and (record["method"] == "mfa" or record.get("reauthenticated"))
        for record in _records(request, user)
    )


def freshly_confirmed(
    view: Callable[Concatenate[R, P], HttpResponseBase], /
) -> Callable[Concatenate[R, P], HttpResponseBase]:
    """Ask a view's visitor, who has signed in, to confirm that it is them; then let them through.

    For steps that somebody at a phone left lying must not be able to take.
    """

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        ask_to_confirm(request)
        return view(request, *args, **kwargs)

    return guarded


def ask_to_confirm(request: HttpRequest) -> None:
    """Ask whoever has signed in to confirm that it is them, unless they have just done so.

    For views in which only some of what can be sent is such a step; all others are decorated.
    """
    user = request.user
    if user.is_authenticated and not is_freshly_confirmed(request, user):
        raise ReauthenticationRequired


def _records(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = get_authentication_records(request, user)
    return records


def _matches(name: str, patterns: set[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
