"""What the office does with a list: name, hide, order and add entries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from codelists.enums import FIXED, IN_GROUPS, MAY_ACT_OUTSIDE, CodeList, Outward
from codelists.models import CODE_LENGTH, Code, valid_code
from codelists.selectors import CodeBook
from codelists.services import may_act_outside

_NAME_LENGTH = 160


class WordsForm(BaseForm):
    """How an entry is called."""

    de = forms.CharField(label=_("Name auf Deutsch"), max_length=_NAME_LENGTH)
    en = forms.CharField(label=_("Name auf Englisch"), max_length=_NAME_LENGTH)


_INSIDE = "inside"


class OutwardForm(WordsForm):
    """Words, and where it matters whether the entry is a step outside."""

    outward = forms.ChoiceField(
        label=_("Wirkt es nach außen?"),
        help_text=_("Dann wird vor jedem Eintrag nach dem Einverständnis der Person gefragt."),
        choices=[
            (_INSIDE, _("Nein. Es bleibt zwischen der Person und der Beratungsstelle.")),
            *Outward.choices,
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Wähle bitte aus, ob es nach außen wirkt.")},
    )

    def clean_outward(self) -> str:
        """Return the step, or nothing if it is none."""
        said: str = self.cleaned_data["outward"]
        return "" if said == _INSIDE else said


class CodeForm(OutwardForm):
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
        outward = self.fields["outward"]
        assert isinstance(outward, forms.ChoiceField)
        self.initial["outward"] = code.outward or _INSIDE
        if not may_act_outside(code):
            del self.fields["outward"]
        elif code.outward:  # never again without consent
            outward.choices = Outward.choices


class AddForm(OutwardForm):
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
        if name not in MAY_ACT_OUTSIDE:
            del self.fields["outward"]
        if name not in IN_GROUPS:
            del self.fields["parent"]
            return
        groups = [
            (code, label) for code, label in book.choices(name) if book.group_of(name, code) == code
        ]
        parent.choices = [("", _t("– (eine eigene Gruppe)")), *groups]
