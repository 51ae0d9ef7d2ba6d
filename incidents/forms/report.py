"""The public report: one required answer, everything else may be skipped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, Membership
from ateams.web.forms import BaseForm
from incidents import plain_words
from incidents.kept_out import KeptOut, named
from incidents.naming import seeming_names
from incidents.readers import ReaderChoice, ReaderList

SHORTEST, LONGEST = 10, 40_000
NOT_LISTED = "-"


class AnswersForm(BaseForm):
    """What happened, in the person's own words and with plain tick boxes."""

    mark_optional = True
    answer_fields: tuple[str, ...] = (
        "what",
        "urgent",
        "grounds",
        "affected",
        "responsible",
        "wishes",
    )

    what = forms.CharField(
        label=_("Was ist passiert?"),
        help_text=_("Schreib so viel oder so wenig du willst, in jeder Sprache."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9, "autocomplete": "off"}),
        error_messages={
            "required": _("Schreib bitte, was passiert ist. Ein Satz genügt."),
            "min_length": _("Schreib bitte noch etwas mehr: mindestens %(limit_value)d Zeichen."),
            "max_length": _(
                "Das sind %(show_value)d Zeichen. Es passen %(limit_value)d hinein. "
                "Den Rest kannst du später im Postfach schreiben."
            ),
        },
    )
    urgent = forms.BooleanField(
        label=_("Ich bin in Gefahr, oder jemand anderes ist in Gefahr"), required=False
    )
    grounds = forms.MultipleChoiceField(
        label=_("Warum ist das passiert? Was denkst du?"),
        help_text=_("Du kannst mehreres ankreuzen."),
        choices=plain_words.choices(plain_words.GROUNDS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    affected = forms.ChoiceField(
        label=_("Wem ist es passiert?"),
        choices=plain_words.choices(plain_words.AFFECTED),
        widget=forms.RadioSelect,
        required=False,
    )
    responsible = forms.MultipleChoiceField(
        label=_("Wer hat das getan?"),
        help_text=_("Du kannst mehreres ankreuzen. Namen sind nicht nötig."),
        choices=plain_words.choices(plain_words.RESPONSIBLE),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    wishes = forms.MultipleChoiceField(
        label=_("Was wünschst du dir?"),
        help_text=_("Du kannst das jederzeit ändern."),
        choices=plain_words.choices(plain_words.WISHES),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def answers(self) -> dict[str, Any]:
        """Return what was answered; skipped questions do not appear."""
        skipped: tuple[Any, ...] = ("", [], None, False)
        return {
            name: [value] if name == "affected" else value
            for name, value in self.cleaned_data.items()
            if name in self.answer_fields and value not in skipped
        }


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Ticks beside people, each the id of a membership."""

    def clean(self, value: Any) -> Any:
        """Say of what is no id that there is nobody of that name."""
        if value and not all(map(_is_id, value)):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class ReportForm(AnswersForm):
    """The report of somebody who needs no account. `ticket` carries the receipt code, sealed."""

    answer_fields = (*AnswersForm.answer_fields, "institution", "place", "when", "contact")

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)
    institution = forms.ChoiceField(label=_("An welcher Schule oder Einrichtung?"), required=False)
    place = forms.CharField(
        label=_("Wo genau?"),
        help_text=_("Zum Beispiel: im Unterricht, auf dem Schulhof, im Bus, im Klassenchat."),
        max_length=300,
        required=False,
    )
    when = forms.CharField(
        label=_("Wann ungefähr?"),
        help_text=_("Zum Beispiel: gestern, letzte Woche, seit Monaten."),
        max_length=200,
        required=False,
    )
    contact = forms.CharField(
        label=_("Wie können wir dich erreichen?"),
        help_text=_(
            "Nur wenn du möchtest. Ohne Angabe antworten wir in deinem Postfach auf dieser Seite."
        ),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    readers = forms.ChoiceField(
        label=_("Wer darf deine Meldung lesen?"),
        choices=[("office", ""), ("team", "")],
        widget=forms.RadioSelect,
        required=False,
    )
    team = forms.ChoiceField(label=_("Welches A-Team?"), required=False)
    with_coordinator = forms.BooleanField(required=False)
    without = PeopleField(
        label=_("Soll jemand aus dem A-Team es nicht lesen?"),
        # Whoever was named when the page was shown, even if the name is gone by now.
        queryset=Membership.objects.all(),
        required=False,
        error_messages={
            "invalid_choice": _(
                "Wen du angekreuzt hast, gibt es hier nicht mehr. Prüf bitte die Liste."
            )
        },
    )

    def __init__(self, *args: Any, readers: ReaderList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader_list = readers
        institutions = Institution.objects.filter(active=True).values_list("name", flat=True)
        self._set_choices("institution", [("", "–"), *((name, name) for name in institutions)])
        self._set_choices("team", [("", "–"), *((slug, slug) for slug in readers.teams)])

    def clean(self) -> dict[str, Any]:
        """Refuse a team without saying which; the rest may be skipped."""
        cleaned = super().clean() or self.cleaned_data
        unsaid = cleaned.get("readers") == "team" and not cleaned.get("team")
        if unsaid and "team" not in self.errors:
            self.add_error("team", _("Wähle bitte aus, welches A-Team mitlesen darf."))
        return cleaned

    def choice(self) -> ReaderChoice:
        """Return whom the reporter chose. Nothing chosen means the office alone."""
        without = KeptOut(tuple(named(member) for member in self.cleaned_data["without"]))
        if self.cleaned_data.get("readers") != "team":
            return ReaderChoice(without=without)
        return ReaderChoice(
            team=self.cleaned_data["team"],
            with_members=True,
            with_coordinator=self.cleaned_data["with_coordinator"],
            without=without,
        )

    def ticked(self) -> set[str]:
        """Return who is ticked, to be shown again; whoever is gone for good is left out."""
        sent = [one for one in self["without"].value() or () if _is_id(one)]
        found = Membership.objects.filter(pk__in=sent) if sent else Membership.objects.none()
        return {str(pk) for pk in found.values_list("pk", flat=True)}

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ConversationForm(AnswersForm):
    """What an A-Team member notes after a talk. It names nobody."""

    mark_optional = False

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)
    agreed = forms.ChoiceField(
        label=_("Weiß die Person davon und ist einverstanden, dass die Beratungsstelle es liest?"),
        choices=[
            ("yes", _("Ja, sie ist einverstanden")),
            ("no", _("Nein, oder ich weiß es nicht")),
        ],
        widget=forms.RadioSelect,
    )
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    with_team = forms.BooleanField(
        label=_("Unser A-Team darf mitlesen"),
        help_text=_("Nur wenn die Person das möchte."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].help_text = _(
            "Nenne keine Namen. Schreib zum Beispiel „eine Person aus Jahrgang 9“."
        )
        affected = self.fields["affected"]
        assert isinstance(affected, forms.ChoiceField)
        affected.choices = [
            (key, _("der Person selbst") if key == "me" else words)
            for key, words in plain_words.choices(plain_words.AFFECTED)
        ]
        self.fields["urgent"].label = _("Die Person ist in Gefahr")
        self.fields["what"].required = False

    def clean(self) -> dict[str, Any]:
        """Ask for words only where they may be kept."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agreed") == "yes" and not cleaned.get("what") and "what" not in self.errors:
            self.add_error("what", _("Schreib bitte, was passiert ist. Ein Satz genügt."))
        return cleaned

    def names(self) -> list[str]:
        """Return where the text seems to name somebody, once, and only of a text to be kept."""
        if self.cleaned_data["looked"] or self.cleaned_data["agreed"] != "yes":
            return []
        return seeming_names(self.cleaned_data["what"])
