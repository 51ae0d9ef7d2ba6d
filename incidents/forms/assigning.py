"""The cases that are ticked in the list, and who takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.selectors import named_with_absence
from ateams.web.forms import BaseForm
from incidents.loads import Load
from incidents.models import Case

MOST_TICKED = 50
BY_LOAD = "load"


class VersionsField(forms.Field):
    """The ticks of a page, each a case in the version that the page showed."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[UUID, int]:
        """Read at most a page of ticks; whatever is none is an error."""
        number = forms.IntegerField(min_value=1)
        found = {}
        for tick in (value or [])[:MOST_TICKED]:
            pk, _colon, version = str(tick).partition(":")
            found[forms.UUIDField().clean(pk)] = number.clean(version)
        return found


class AssignTickedForm(BaseForm):
    """Who takes what is ticked: one person, or everybody in turn by load."""

    cases = VersionsField(error_messages={"required": _("Kreuze bitte zuerst Fälle an.")})
    to = forms.ChoiceField(
        label=_("Angekreuzte zuweisen an"),
        error_messages={"required": _("Wähle bitte aus, wer die Fälle bekommt.")},
    )
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(self, *args: Any, office: Iterable[Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(load.person, load) for load in office if load.person]
        self._people = {str(person.pk): person for person, _load in found}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        spread = (BY_LOAD, _("alle, die da sind, der Reihe nach, wer am wenigsten hat"))
        people = [(str(person.pk), _loaded(person, load)) for person, load in found]
        field.choices = [("", "–"), *people, *([spread] if people[1:] else [])]

    def clean_cases(self) -> dict[UUID, int]:
        """Refuse an empty list, too."""
        if not self.cleaned_data["cases"]:
            raise ValidationError(self.fields["cases"].error_messages["required"])
        return self.cleaned_data["cases"]  # type: ignore[no-any-return]

    def person(self) -> User | None:
        """Return who was chosen; nobody in particular if it goes by load."""
        return self._people.get(self.cleaned_data["to"])

    @property
    def ticked(self) -> set[UUID]:
        """The cases whose boxes stay ticked when the form comes back."""
        return set(self.cleaned_data.get("cases") or ()) if self.is_bound else set()

    @property
    def notice(self) -> str:
        """What is missing, in one sentence."""
        return next((str(errors[0]) for errors in self.errors.values()), "") if self.errors else ""


def tick_of(case: Case) -> str:
    """Return the value of a case's box."""
    return f"{case.pk}:{case.version}"


def _loaded(person: User, load: Load) -> str:
    """Name somebody together with what they have to do already, and until when they are away."""
    text = ngettext(
        "%(name)s (%(count)d offener Fall)", "%(name)s (%(count)d offene Fälle)", load.open
    )
    return named_with_absence(person, text % {"name": person.name, "count": load.open})
