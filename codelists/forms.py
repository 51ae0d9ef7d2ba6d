"""What the office does with a list: name, hide, order and add entries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from codelists.enums import FIXED, IN_GROUPS, CodeList
from codelists.models import CODE_LENGTH, Code, valid_code
from codelists.selectors import CodeBook

_NAME_LENGTH = 160


class WordsForm(BaseForm):
    """How an entry is called."""

    de = forms.CharField(label=_("Name auf Deutsch"), max_length=_NAME_LENGTH)
    en = forms.CharField(label=_("Name auf Englisch"), max_length=_NAME_LENGTH)


class CodeForm(WordsForm):
    """An entry that exists. On lists on whose codes the program acts nothing can be hidden."""

    after = forms.ChoiceField(label=_("Steht hinter"), required=False)
    hidden = forms.BooleanField(
        label=_("Ausblenden"),
        help_text=_(
            "Der Eintrag steht nicht mehr zur Auswahl. Wo er schon benutzt ist, bleibt er stehen."
        ),
        required=False,
    )

    def __init__(self, *args: Any, code: Code, siblings: list[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = self.fields["after"]
        assert isinstance(after, forms.ChoiceField)
        others = [(row.code, row.de) for row in siblings if row.code != code.code]
        after.choices = [("", _t("– (ganz oben)")), *others]
        if code.list in FIXED:
            del self.fields["hidden"]


class AddForm(WordsForm):
    """An entry that the list never had."""

    parent = forms.ChoiceField(
        label=_("Gruppe"),
        help_text=_("In Tabellen zählt der Eintrag in dieser Gruppe."),
        required=False,
    )
    code = forms.CharField(
        label=_("Kürzel (freiwillig)"),
        help_text=_(
            "Unter dem Kürzel wird gezählt; es ändert sich nie. Bleibt das Feld leer, wird es aus "
            "dem deutschen Namen gebildet."
        ),
        max_length=CODE_LENGTH,
        required=False,
        validators=[valid_code],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, name: CodeList, book: CodeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        if name not in IN_GROUPS:
            del self.fields["parent"]
            return
        groups = [
            (code, label) for code, label in book.choices(name) if book.group_of(name, code) == code
        ]
        parent.choices = [("", _t("– (eine eigene Gruppe)")), *groups]
