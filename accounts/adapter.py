"""How allauth behaves here: by invitation only, and its mails leave through the outbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationMixin
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy

from accounts import mails
from accounts.addresses import refuse_look_alike
from accounts.models import User
from ateams.due import Recipient

# allauth's name of a mail → ours. What is not listed is not sent.
NOTICES = {
    "account/email/password_reset_key": "password_link",
    "account/email/password_reset": "password_changed",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/email_confirmation": "address_confirmation",
    "account/email/email_confirmation_signup": "address_confirmation",
    "account/email/email_changed": "address_changed",
    "account/email/account_already_exists": "address_in_use",
    "mfa/email/totp_deactivated": "second_factor_removed",
    "mfa/email/webauthn_removed": "second_factor_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}
# The sign-in ends without it: a second factor is asked for where something is read.
SECOND_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"
PASSKEY_FIRST = ("mfa_reauthenticate:webauthn", "mfa_reauthenticate", "reauthenticate")


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the public sign-up and sends mails in the language of whoever gets them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's name
        """Nobody signs up by themselves."""
        return False

    def clean_email(self, email: str) -> str:
        """Refuse what can be taken for another address."""
        refuse_look_alike(email)
        return str(super().clean_email(email))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return a link to this installation, whatever the request called its host."""
        return _at_home(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationMixin
    ) -> str:
        """Return a link to this installation, whatever the request called its host."""
        return _at_home(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail, so that an absent mail server fails no request."""
        name = NOTICES.get(template_prefix)
        user = context.get("user")
        language = user.language if isinstance(user, User) else get_language()
        to = Recipient("", str(user or ""), email, language or "de")
        if name:
            mails.account_notice(name=name, to=to, context=context)

    def get_login_stages(self) -> list[str]:
        """Let a password alone sign in."""
        return [stage for stage in super().get_login_stages() if stage != SECOND_FACTOR_STAGE]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Let those who have a second factor confirm with nothing less.

        Else whoever knows a password could add a factor of their own.
        """
        ways = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        if len(ways) > 1:
            ways.pop("reauthenticate", None)
        return [
            way | {"description": _WAYS[id_]} for id_ in PASSKEY_FIRST if (way := ways.get(id_))
        ]

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in until the browser closes; the sign-in form may make it longer."""
        super().login(request, user)
        request.session.set_expiry(0)


_WAYS = {
    "mfa_reauthenticate:webauthn": gettext_lazy("Mit einem Passkey bestätigen"),
    "mfa_reauthenticate": gettext_lazy("Mit einem Code bestätigen"),
    "reauthenticate": gettext_lazy("Mit dem Passwort bestätigen"),
}


def _at_home(link: str) -> str:
    # The host was checked against ALLOWED_HOSTS, but the port beside it may be anybody's.
    return f"{settings.BASE_URL}{urlsplit(link).path}"
