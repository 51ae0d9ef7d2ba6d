"""What is looked for in texts. It never stands in an address, and is kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from codelists.enums import CodeList
from codelists.selectors import CodeBook, code_book
from incidents.classification import LABELS, MAIN_KIND
from incidents.folding import terms_of
from incidents.searching import Wanted

SHORTEST, LONGEST = 2, 200


# What is asked for, and the list that it is taken from.
CODED = {
    CodeList.GROUND.value: CodeList.GROUND,
    MAIN_KIND: CodeList.INCIDENT_KIND,
    CodeList.SETTING.value: CodeList.SETTING,
}


class SearchForm(BaseForm):
    """Words, codes, or both; `after` carries where an earlier step ended."""

    q = forms.CharField(
        label=_("Fallnummer oder Worte"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "data-key": "/"}
        ),
    )
    after = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._book = code_book(*CODED.values())
        for name, code_list in CODED.items():
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name],
                choices=[("", "–"), *_choices(self._book, code_list)],
                required=False,
            )
        self.order_fields(["q", *CODED, "after"])

    def clean(self) -> dict[str, Any]:
        """Refuse to look for nothing, or for a single letter."""
        cleaned = super().clean() or self.cleaned_data
        words = cleaned.get("q", "")
        if "q" not in self.errors and words and len("".join(terms_of(words))) < SHORTEST:
            self.add_error("q", _("Gib bitte mindestens zwei Buchstaben ein."))
        elif not self.errors and not words and not any(cleaned.get(name) for name in CODED):
            self.add_error("q", _("Gib bitte ein, wonach du suchst."))
        return cleaned

    def wanted(self) -> Wanted:
        """Return what is looked for; whoever looks for a group finds what belongs to it."""
        codes = {
            name: self._book.belonging_to(code_list, code)
            for name, code_list in CODED.items()
            if (code := self.cleaned_data[name])
        }
        return Wanted(terms_of(self.cleaned_data["q"]), codes)

    @property
    def coded(self) -> list[BoundField]:
        """The fields that ask for codes."""
        return [self[name] for name in CODED]

    @property
    def chosen(self) -> int:
        """How many codes are chosen."""
        return sum(bool(field.value()) for field in self.coded)


def _choices(book: CodeBook, name: CodeList) -> list[Any]:
    """Return the codes of a list, in groups where it has some; hidden ones are in use as well."""
    everything = book.codes(name)
    groups = book.groups(name, including=everything)
    if all(len(choices) == 1 for _group, choices in groups):
        return book.choices(name, including=everything)
    return list(groups)
