"""What somebody tells the office on the phone, at its door, in a letter or by mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from incidents import plain_words
from incidents.enums import Channel
from incidents.forms.report import AnswersForm, ReportForm
from incidents.languages import SPOKEN

CHANNELS = (Channel.PHONE, Channel.IN_PERSON, Channel.LETTER, Channel.EMAIL)


class IntakeForm(AnswersForm):
    """The same plain questions as the public form, asked and written down by somebody else.

    `ticket` carries the receipt code, sealed; `card` says whether it is shown.
    """

    mark_optional = False
    answer_fields = ReportForm.answer_fields

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)
    channel = forms.ChoiceField(
        label=_("Wie kam es zu uns?"),
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    agreed = forms.ChoiceField(
        label=_("Weiß die Person, dass wir das aufschreiben, und ist sie einverstanden?"),
        choices=[
            ("yes", _("Ja, sie ist einverstanden")),
            ("no", _("Nein, oder ich weiß es nicht")),
        ],
        widget=forms.RadioSelect,
    )
    contact = forms.CharField(
        label=_("Wie erreichen wir die Person?"),
        help_text=_("Nur wenn sie das möchte. Es wird verschlüsselt wie alles andere."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Sprache der Person"), choices=list(SPOKEN.items()), initial="de"
    )
    institution = forms.ChoiceField(label=_("Schule oder Einrichtung"), required=False)
    place = forms.CharField(label=_("Wo genau?"), max_length=300, required=False)
    when = forms.CharField(label=_("Wann ungefähr?"), max_length=200, required=False)
    card = forms.BooleanField(
        label=_("Code für die Person zeigen, wenn gespeichert ist"),
        help_text=_("Damit kommt sie selbst in ihr Postfach. Das geht auch später noch."),
        initial=True,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["what"]
        what.required = False
        what.label = _("Was ist passiert? In den Worten der Person oder in deinen")
        what.help_text = ""
        self.fields["urgent"].label = _("Die Person ist in Gefahr, oder jemand anderes ist es")
        self.fields["grounds"].label = _("Warum ist das passiert? Was denkt die Person?")
        self.fields["wishes"].label = _("Was wünscht sich die Person?")
        self.fields["wishes"].help_text = ""
        names = Institution.objects.filter(active=True).values_list("name", flat=True)
        self._set_choices("institution", [("", "–"), *((name, name) for name in names)])
        affected = [
            (key, _("der Person selbst") if key == "me" else words)
            for key, words in plain_words.choices(plain_words.AFFECTED)
        ]
        self._set_choices("affected", affected)

    def clean(self) -> dict[str, Any]:
        """Ask for words only where they may be kept."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agreed") == "yes" and not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", _("Schreib bitte, was passiert ist. Ein Satz genügt."))
        return cleaned

    def place_of_incident(self) -> Institution | None:
        """Return the institution that was chosen; its type and district are counted."""
        name = self.cleaned_data["institution"]
        return Institution.objects.filter(name=name, active=True).first() if name else None

    def _set_choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
