"""How allauth's second factors behave here: sealed where they lie, and told in our words."""

from __future__ import annotations

from base64 import b32encode
from io import BytesIO

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.sealing import seal_text, unseal_text
from vault.crypto import new_data_key


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals secrets with a key of the server's own, and names things in plain words.

    A copy of the database without SECRET_KEY makes no code. The key cannot depend on the person:
    allauth hands over nothing but the text.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Dieser Code stimmt nicht oder wurde schon benutzt."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Ersatzcodes gibt es erst zu einem zweiten Faktor."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return seal_text(text, purpose="second factor")

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of the database.

        What no key opens any more (SECRET_KEY was replaced) becomes a random secret: no code fits
        it, and the person is told that the code is wrong.
        """
        text = unseal_text(encrypted_text, purpose="second factor")
        return b32encode(new_data_key()).decode() if text is None else text

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to be scanned, on white: cameras read it in dark mode, too."""
        drawing = BytesIO()
        segno.make(url, error="m", micro=False).save(
            drawing, kind="svg", scale=4, border=4, light="#ffffff"
        )
        return drawing.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Name a passkey whose name was left empty."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return str(settings.PRODUCT_NAME)
