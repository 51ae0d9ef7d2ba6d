"""The signature of a cut: made with a key that is in no database."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from ateams.audit.models import Cut


def signature_of(cut: Cut) -> bytes:
    """Return what a cut must be signed with.

    The key comes from RECEIPT_SALT, the one secret of an installation that never changes: with
    SECRET_KEY every cut would look forged once that is drawn anew.
    """
    fields = [cut.position, bytes(cut.digest).hex(), cut.removed, cut.at.astimezone(UTC)]
    text = " ".join(map(str, fields))
    return salted_hmac(
        "ateams.audit.cut", text, secret=settings.RECEIPT_SALT.hex(), algorithm="sha256"
    ).digest()


def is_signed(cut: Cut) -> bool:
    """Whether the signature is ours."""
    return constant_time_compare(bytes(cut.signature), signature_of(cut))
