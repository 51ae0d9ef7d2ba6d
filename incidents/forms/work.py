"""What staff does with a case. `version` says which state of the case the page showed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.web.forms import BaseForm
from incidents.enums import ClosingReason, State
from incidents.forms.days import not_past
from incidents.forms.files import WithFiles
from incidents.forms.once import OnceForm
from incidents.forms.report import LONGEST
from incidents.models import Case
from incidents.transitions import TRANSITIONS
from vault.models import Grant

# Acknowledging and closing have buttons of their own; erasure is nobody's choice.
OTHERWISE = frozenset({State.ACKNOWLEDGED, State.CLOSED, State.ANONYMISED})


def colleagues(case: Case) -> QuerySet[User]:
    """Return whom of the office something in the case can be given to: who can open all of it."""
    able = Grant.objects.usable().filter(envelope=case.internal_envelope_id)
    return User.objects.office().filter(key_pair__in=able.values("key_pair")).order_by("name")


class DoneForm(BaseForm):
    """A button without fields."""


class VersionedForm(BaseForm):
    """Carries the version of the case that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MessageForm(WithFiles, VersionedForm, OnceForm):
    """An answer to the reporter."""

    field_order = ("version", "once", "text", "uploads")

    text = forms.CharField(
        label=_("Antwort"),
        help_text=_("Die meldende Person liest das in ihrem Postfach."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Die Antwort ist leer.")},
    )


class NoteForm(WithFiles, OnceForm):
    """A note that the reporter does not get."""

    field_order = ("once", "text", "uploads")

    text = forms.CharField(
        label=_("Notiz"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Die Notiz ist leer.")},
    )


class AssignForm(VersionedForm):
    """Who is responsible."""

    person = forms.ModelChoiceField(label=_("Zuständig"), queryset=User.objects.none())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(case)


class DateForm(VersionedForm):
    """The day on which somebody looks at the case again."""

    next_date = forms.DateField(
        label=_("Nächster Termin"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_next_date(self) -> Any:
        """Refuse a day that has passed."""
        return not_past(self.cleaned_data["next_date"])


class MoveForm(DateForm):
    """A new state from the transition table; an open case keeps a next date or gets one."""

    to = forms.ChoiceField(label=_("Neuer Status"))

    field_order = ("version", "to", "next_date")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_date"].required = case.next_date is None
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (state.value, state.label)
            for state in TRANSITIONS[State(case.state)]
            if state not in OTHERWISE
        ]

    def clean_next_date(self) -> Any:
        """Let a move leave the date as it is."""
        return super().clean_next_date() if self.cleaned_data["next_date"] else None


class CloseForm(VersionedForm):
    """The end of a case, with the reason that only the office reads."""

    closing_reason = forms.ChoiceField(
        label=_("Grund"),
        choices=[("", "–"), *ClosingReason.choices],
        error_messages={"required": _("Wähle bitte, warum der Fall abgeschlossen wird.")},
    )
    reason = forms.CharField(
        label=_("Anmerkung für die Beratungsstelle"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def sealed_reason(self) -> dict[str, str]:
        """Return what is sealed for the office."""
        fields = ("closing_reason", "reason")
        return {name: self.cleaned_data[name] for name in fields if self.cleaned_data[name]}
