"""Asking for consent, recording it from a talk, deciding without it, and taking the step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.enums import Step
from incidents.forms.days import not_ahead
from incidents.forms.once import OnceForm
from incidents.further_readers import FurtherReaders, Group
from incidents.services.consents import Wish

LONGEST = 2000


class AskForm(OnceForm):
    """One step outside, and the sentence in which the reporter is asked for it."""

    step = forms.ChoiceField(
        label=_("Was soll geschehen?"),
        choices=[("", "–"), *Step.choices],
        error_messages={"required": _("Wähle bitte aus, worum es geht.")},
    )
    readers = forms.ChoiceField(
        label=_("Wer soll mitlesen?"),
        help_text=_("Nur wenn jemand mitlesen soll."),
        required=False,
    )
    until = forms.DateField(
        label=_("Bis wann? Letzter Tag"),
        help_text=_("Danach endet das Mitlesen von selbst. Leer: bis es zurückgenommen wird."),
        required=False,
    )
    what = forms.CharField(
        label=_("Deine Frage in einfachen Worten"),
        help_text=_(
            "Die meldende Person liest genau das. Zum Beispiel: „Dürfen wir mit deiner "
            "Schulleitung sprechen, ohne deinen Namen zu nennen?“"
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schreib bitte einen Satz dazu.")},
    )

    def __init__(self, *args: Any, readers: Mapping[str, FurtherReaders], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.further_readers = readers
        field = self.fields["readers"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *self._grouped()]

    def clean(self) -> dict[str, Any]:
        """Ask who shall read if, and only if, that is the step."""
        cleaned = super().clean() or self.cleaned_data
        wanted = cleaned.get("step") == Step.READERS
        if wanted and not cleaned.get("readers") and "readers" not in self.errors:
            self.add_error("readers", _("Wähle bitte aus, wer mitlesen soll."))
        if wanted and cleaned.get("readers") and "until" not in self.errors:
            self._check_last_day(cleaned)
        return cleaned

    def _check_last_day(self, cleaned: dict[str, Any]) -> None:
        last_day = cleaned.get("until")
        if last_day and last_day < timezone.localdate():
            self.add_error("until", _("Dieser Tag ist schon vorbei."))
        guest = self.further_readers[cleaned["readers"]].group == Group.GUEST
        if guest and last_day is None:
            self.add_error("until", _("Eine einzelne Person liest nur bis zu einem Tag mit."))

    def wish(self) -> Wish:
        """Return what is asked for."""
        step = Step(self.cleaned_data["step"])
        readers = (
            self.further_readers[self.cleaned_data["readers"]] if step == Step.READERS else None
        )
        until = self.cleaned_data["until"] if readers else None
        return Wish(step, self.cleaned_data["what"], readers, until)

    def _grouped(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (str(group.label), choices)
            for group in Group
            if (
                choices := [
                    (found.key, found.label)
                    for found in self.further_readers.values()
                    if found.group == group
                ]
            )
        ]


class TalkForm(AskForm):
    """What the reporter agreed to on the phone or face to face."""

    talk_on = forms.DateField(label=_("Tag des Gesprächs"))
    how = forms.ChoiceField(
        label=_("Wie habt ihr gesprochen?"),
        choices=[("phone", _("am Telefon")), ("visit", _("persönlich"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, wie ihr gesprochen habt.")},
    )

    field_order = ("once", "step", "readers", "until", "what", "talk_on", "how")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = _("Was genau habt ihr vereinbart?")
        self.fields["what"].help_text = _("Die meldende Person liest das in ihrem Postfach.")

    def clean_talk_on(self) -> date:
        """Refuse a talk that has not taken place."""
        return not_ahead(self.cleaned_data["talk_on"])


class OverrideForm(AskForm):
    """A step without consent. `reason` stays in the office, `what` the reporter reads."""

    reason = forms.CharField(
        label=_("Warum ist ein Leben in Gefahr?"),
        help_text=_("Nur die Beratungsstelle liest das."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ohne Begründung geht es nicht.")},
    )
    sure = forms.BooleanField(
        label=_("Ein Leben ist in Gefahr, und wir können nicht auf das Einverständnis warten."),
        error_messages={"required": _("Setz bitte das Häkchen, wenn es so ist.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = _("Was geschieht, in einfachen Worten")
        self.fields["what"].help_text = _(
            "Die meldende Person liest das in ihrem Postfach, mit dem Datum und dem Grund "
            "„Lebensgefahr“."
        )


class StepForm(OnceForm):
    """A step that was taken: the day, and what the office should know of it."""

    on = forms.DateField(label=_("Tag"))
    note = forms.CharField(
        label=_("Notiz für die Beratungsstelle"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_on(self) -> date:
        """Refuse a step that has not been taken."""
        return not_ahead(self.cleaned_data["on"])


class ConsentAnswerForm(OnceForm):
    """Yes, no, or taking it back, each a button; with a sentence if wanted."""

    mark_optional = True

    answer = forms.ChoiceField(choices=[("yes", ""), ("no", ""), ("back", "")])
    text = forms.CharField(
        label=_("Möchtest du etwas dazu sagen?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class RecallForm(BaseForm):
    """A button without fields."""
