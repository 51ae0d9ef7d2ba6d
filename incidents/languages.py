"""Languages in which people speak with the office, which are more than those of the pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER = "other"

# "gsg" is German Sign Language.
SPOKEN: dict[str, str | Promise] = {
    "de": _("Deutsch"),
    "en": _("Englisch"),
    "tr": _("Türkisch"),
    "ar": _("Arabisch"),
    "uk": _("Ukrainisch"),
    "ru": _("Russisch"),
    "pl": _("Polnisch"),
    "fa": _("Farsi oder Dari"),
    "ku": _("Kurdisch"),
    "ro": _("Rumänisch"),
    "bg": _("Bulgarisch"),
    "fr": _("Französisch"),
    "es": _("Spanisch"),
    "it": _("Italienisch"),
    "sq": _("Albanisch"),
    "sr": _("Serbisch, Kroatisch, Bosnisch"),
    "ti": _("Tigrinisch"),
    "so": _("Somali"),
    "vi": _("Vietnamesisch"),
    "gsg": _("Deutsche Gebärdensprache"),
    OTHER: _("eine andere Sprache"),
}


def language_label(code: str) -> str:
    """Return the name of a language in the active one; a code that no list knows as itself."""
    return str(SPOKEN.get(code, code))
