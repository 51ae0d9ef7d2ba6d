"""What a team shows to the public."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accounts.enums import ChannelKind
from accounts.models import Team
from accounts.models.channel import LONGEST
from accounts.models.team import LONGEST_NAME
from ateams.web.forms import BaseForm

HINTS = {
    ChannelKind.ROOM: _("Zum Beispiel: Raum 2.14, neben der Bibliothek"),
    ChannelKind.HOURS: _("Zum Beispiel: montags 13:00 bis 14:00 Uhr"),
    ChannelKind.EMAIL: _("Eine Adresse des Teams, keine private."),
    ChannelKind.MESSENGER: _("Zum Beispiel: Signal 0511 000000. Nur eine Nummer des Teams."),
    ChannelKind.INSTAGRAM: _("Der Name des Kontos, zum Beispiel: ateam_beispielschule"),
    ChannelKind.WEBSITE: _("Beginnt mit https://"),
}
# What says the same in every language needs no second text.
IN_WORDS = (ChannelKind.ROOM, ChannelKind.HOURS, ChannelKind.OTHER)
_PHONE = re.compile(r"[+0][0-9 ()/.-]{4,30}")
_INSTAGRAM = re.compile(r"@?[A-Za-z0-9_.]{1,30}")


class ChannelsForm(BaseForm):
    """One line per way to reach a team; an empty line means that there is none."""

    email = forms.EmailField(required=False, max_length=LONGEST)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        stored = {channel.kind: channel for channel in team.channels.all()}
        known = {kind: channel.text for kind, channel in stored.items()}
        known |= {f"{kind}_en": channel.text_en for kind, channel in stored.items()}
        super().__init__(*args, initial=known, **kwargs)
        for kind in ChannelKind:
            self._add(kind.value, str(kind.label), HINTS.get(kind, ""))
            if kind in IN_WORDS:
                label = _("%(what)s auf Englisch") % {"what": kind.label}
                self._add(f"{kind.value}_en", label, _("Nur wenn es dort anders heißt."))

    def clean_phone(self) -> str:
        """Take what a phone can dial."""
        return self._checked("phone", _PHONE, _("Das ist keine Telefonnummer."))

    def clean_instagram(self) -> str:
        """Take the name of an account, not an address."""
        sentence = _("Schreib nur den Namen des Kontos, ohne Adresse.")
        return self._checked("instagram", _INSTAGRAM, sentence)

    def clean_website(self) -> str:
        """Take an address that a browser opens safely."""
        text: str = self.cleaned_data["website"]
        if text:
            URLValidator(schemes=["https"], message=_("Die Adresse beginnt mit https://"))(text)
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for the German text where only the English one is given."""
        cleaned = super().clean() or self.cleaned_data
        for kind in IN_WORDS:
            if cleaned.get(f"{kind}_en") and not cleaned.get(kind) and kind not in self.errors:
                self.add_error(kind, _("Schreib es bitte auch auf Deutsch."))
        return cleaned

    def channels(self) -> dict[ChannelKind, tuple[str, str]]:
        """Return what is said of each kind, in German and in English."""
        sent = self.cleaned_data
        return {kind: (sent[kind.value], sent.get(f"{kind.value}_en", "")) for kind in ChannelKind}

    def _add(self, name: str, label: Any, hint: Any) -> None:
        field = self.fields.pop(name, None) or forms.CharField(required=False, max_length=LONGEST)
        field.label, field.help_text = label, hint
        field.widget.attrs["autocomplete"] = "off"
        self.fields[name] = field

    def _checked(self, name: str, wanted: re.Pattern[str], otherwise: Any) -> str:
        text: str = self.cleaned_data[name]
        if text and not wanted.fullmatch(text):
            raise forms.ValidationError(otherwise)
        return text


class PublicNameForm(BaseForm):
    """The own name in the directory: as one wishes to be called, by an own tick."""

    name = forms.CharField(
        label=_("So soll ich dort heißen"),
        help_text=_("Ein Vorname genügt."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Schreib bitte, wie du dort heißen willst.")},
    )
    agreed = forms.BooleanField(
        label=_("Ich will, dass mein Name öffentlich im Internet steht. Niemand zwingt mich dazu."),
        error_messages={"required": _("Ohne dein Häkchen wird nichts veröffentlicht.")},
    )
