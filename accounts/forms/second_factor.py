"""Setting up a second factor, and confirming with it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.core.internal.ratelimit import consume
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    generate_totp_secret,
    validate_totp_code,
)
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.web.forms import BaseForm, ReadableText

LONGEST_CODE = 20
_MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


def _code_field(label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=attrs),
    )


class ActivateAppForm(BaseForm):
    """The first code of an app, in the place of allauth's form.

    Until the code is right, the secret waits in the session: sealed, because sessions lie in the
    database, and the same one until then. Whoever goes to the app on the same phone comes back to
    a page that may have been loaded anew.
    """

    code = _code_field(_("Der Code, den die App jetzt zeigt"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        session = context.request.session
        sealed = session.get(SECRET_SESSION_KEY)
        self.secret = get_adapter().decrypt(sealed) if sealed else generate_totp_secret()
        session[SECRET_SESSION_KEY] = get_adapter().encrypt(self.secret)
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Accept a code that belongs to the secret."""
        forget_attempts = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        forget_attempts()
        return code


class ConfirmByCodeForm(ReadableText, ReauthenticateForm):  # type: ignore[misc]
    """A code of the app, or one of the recovery codes."""

    code = _code_field(
        _("Code"), _("Der Code, den die App gerade zeigt. Ohne Handy: einer der Ersatzcodes.")
    )

    def clean_code(self) -> str:
        """Accept a code once, also as long as its neighbours in time are accepted."""
        code: str = super().clean_code()
        windows = 2 * app_settings.TOTP_TOLERANCE + 1
        once = {"code": f"1/{windows * app_settings.TOTP_PERIOD}s/key"}
        key = f"{self.user.pk}:{normalize_user_code(code)}"
        if not consume(context.request, app="accounts", action="code", config=once, key=key):
            raise get_adapter().validation_error("incorrect_code")
        return code


@contextmanager
def _refused_if_malformed() -> Iterator[None]:
    """Refuse what no browser sends; allauth would stumble over some of it."""
    try:
        yield
    except _MALFORMED:
        raise get_adapter().validation_error("incorrect_code") from None


class AddPasskeyForm(ReadableText, AddWebAuthnForm):  # type: ignore[misc]
    """The name of a passkey; the passkey itself comes from the device, through a script."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=40,
        help_text=_("Damit man mehrere unterscheidet, zum Beispiel „Mein Handy“."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # Every passkey here may be used to sign in, so there is nothing to choose.
    passwordless = None

    def clean(self) -> dict[str, Any]:
        """Check what the device answered."""
        with _refused_if_malformed():
            return super().clean() or {}


class PasskeySignInForm(ReadableText, LoginWebAuthnForm):  # type: ignore[misc]
    """What the device answered to somebody who signs in."""

    def clean_credential(self) -> Authenticator:
        """Return the passkey."""
        with _refused_if_malformed():
            return super().clean_credential()


class ConfirmByPasskeyForm(ReadableText, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """What the device answered to somebody who confirms."""

    def clean_credential(self) -> Authenticator:
        """Return the passkey."""
        with _refused_if_malformed():
            return super().clean_credential()
