"""Which e-mail addresses an account may have."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def refuse_look_alike(email: str) -> None:
    """Raise ValidationError for an address in which a letter may stand for another one.

    Scripts have letters that look the same, or that one database folds together and another does
    not. Two accounts whose addresses nobody can tell apart would be one too many.
    """
    if not email.isascii():
        raise ValidationError(
            _("Bitte ohne Umlaute und Sonderzeichen: Eine solche Adresse lässt sich verwechseln."),
            code="look_alike",
        )
