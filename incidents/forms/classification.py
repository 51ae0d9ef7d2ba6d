"""What happened in a case, in codes, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from codelists.enums import CodeList
from codelists.selectors import Choices, CodeBook
from incidents.classification import (
    LABELS,
    MAIN_KIND,
    SINGLE,
    WISH_FULFILLED,
    Classification,
    Label,
)
from incidents.enums import WishFulfilled
from incidents.forms.work import VersionedForm

LONGEST_NOTE = 2000

_HINTS: dict[str, Label] = {
    MAIN_KIND: _("Jeder Fall zählt in Tabellen einmal, mit seiner Hauptart."),
    CodeList.GROUND: _("Mehrere sind möglich."),
    CodeList.CLOSING_REASON: _(
        "Für „doppelt“, „Missbrauch“ und „kein Diskriminierungsbezug“ genügt der Grund."
    ),
}
# What is known once a case has ended, and asked for then alone.
AT_THE_END = (
    CodeList.CLOSING_REASON,
    CodeList.OUTCOME,
    CodeList.ASSESSMENT,
    WISH_FULFILLED,
)
# Few answers are seen at once; of many, one is picked from a list.
_RADIOS = {CodeList.ASSESSMENT, WISH_FULFILLED}
# What is folded, and what each fold holds; what is answered stands in its title.
_FOLDS: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (LABELS[CodeList.RESPONSIBLE_ROLE], (CodeList.RESPONSIBLE_ROLE,)),
    (
        _("Wo und wer"),
        (
            CodeList.SETTING,
            CodeList.AFFECTED_STATUS,
            CodeList.REPORTER_ROLE,
            "institution_type",
            "district",
        ),
    ),
    (LABELS[CodeList.INCIDENT_KIND], (CodeList.INCIDENT_KIND,)),
    (LABELS[CodeList.FORM], (CodeList.FORM,)),
    (LABELS[CodeList.WISH], (CodeList.WISH,)),
    (
        _("Alter und Geschlecht, nur wenn die Person es gesagt hat"),
        (CodeList.AGE_BAND, CodeList.GENDER),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of boxes: its own box, and those that say it more exactly."""

    own: list[BoundWidget]
    more: list[BoundWidget]
    name: str
    unfolded: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions that are folded away; `answered` says what stands in it."""

    label: Label
    answered: str
    fields: list[BoundField]

    @property
    def title(self) -> str:
        """What stands on the fold."""
        return f"{self.label}: {self.answered}" if self.answered else str(self.label)

    @property
    def unfolded(self) -> bool:
        """Whether something in it must be seen."""
        return any(field.errors for field in self.fields)


class ClassificationForm(VersionedForm):
    """Codes of a case. Pressing the button "close" asks for more than "save"."""

    do = forms.ChoiceField(
        choices=[("save", ""), ("close", "")], required=False, widget=forms.HiddenInput
    )
    note = forms.CharField(
        label=_("Anmerkung für die Beratungsstelle"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    institution_type = forms.ChoiceField(label=_("Art der Einrichtung"), required=False)
    district = forms.ChoiceField(label=_("Stadtteil"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        book: CodeBook,
        known: Classification | None = None,
        case_type: str,
        tells_end: bool = True,
        **kwargs: Any,
    ) -> None:
        self.book = book
        self.case_type = case_type
        self.tells_end = tells_end
        self._known = known = known or Classification()
        initial = kwargs.pop("initial", {}) | _initial(known)
        super().__init__(data, initial=initial, **kwargs)
        for name, label in LABELS.items():
            if name in AT_THE_END and not tells_end:
                continue
            self.fields[name] = self._field(name, label, self._in_use(name, known))
            self.fields[name].help_text = _HINTS.get(name, "")
        self._offer_places(known)

    @property
    def is_closing(self) -> bool:
        """Whether the button was pressed that closes the case as well."""
        return self.tells_end and self.data.get("do") == "close"

    def clean(self) -> dict[str, Any]:
        """Name what is missing, beside the question."""
        cleaned = super().clean() or self.cleaned_data
        said = self.classification()
        missing = said.missing_at_the_end(self.case_type) if self.is_closing else said.missing()
        for name in missing:
            if name not in self.errors:
                self.add_error(name, _("Diese Angabe fehlt noch."))
        return cleaned

    def classification(self) -> Classification:
        """Return what was said, the main kind among the kinds; what was not asked stays."""
        answers = {
            name: self.cleaned_data.get(name) if name in self.fields else self._known.all(name)
            for name in LABELS
        }
        codes = {name: _as_list(answer) for name, answer in answers.items() if answer}
        if main := codes.get(MAIN_KIND):
            kinds = codes.get(CodeList.INCIDENT_KIND, [])
            codes[CodeList.INCIDENT_KIND] = [*main, *(kind for kind in kinds if kind not in main)]
        if not self.is_closing:
            codes.pop(CodeList.CLOSING_REASON, None)
        return Classification(
            {str(name): found for name, found in codes.items()},
            self.cleaned_data.get("institution_type", ""),
            self.cleaned_data.get("district", ""),
        )

    @property
    def grounds_fold(self) -> Fold:
        """Return the grounds as a fold: most reports have ticked them, and they are the longest."""
        said = ", ".join(self._answered([CodeList.GROUND]))
        return Fold(LABELS[CodeList.GROUND], said, [self[CodeList.GROUND]])

    def ground_groups(self) -> list[Group]:
        """Return the boxes of the grounds, group by group: on a phone only groups show at first."""
        groups: dict[str, tuple[list[BoundWidget], list[BoundWidget]]] = {}
        for box in self[CodeList.GROUND]:
            code = str(box.data["value"])
            group = self.book.group_of(CodeList.GROUND, code)
            groups.setdefault(group, ([], []))[code != group].append(box)
        return [
            Group(own, more, self.book.label(CodeList.GROUND, code), _any_ticked(more))
            for code, (own, more) in groups.items()
        ]

    def folds(self) -> list[Fold]:
        """Return the questions that are folded away."""
        return [
            Fold(label, ", ".join(self._answered(names)), [self[name] for name in names])
            for label, names in _FOLDS
        ]

    def _answered(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            codes = _as_list(self[name].value())
            yield from codes if name == "district" else self.book.labels(CodeList(name), codes)

    def _field(self, name: str, label: Label, in_use: list[str]) -> forms.Field:
        choices = self._choices(name, in_use)
        if name not in SINGLE:
            return forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        if name in _RADIOS:
            return forms.ChoiceField(
                label=label, choices=choices, required=False, widget=forms.RadioSelect
            )
        return forms.ChoiceField(label=label, choices=[("", "–"), *choices], required=False)

    def _choices(self, name: str, in_use: list[str]) -> Choices:
        if name == WISH_FULFILLED:
            return [(value, str(label)) for value, label in WishFulfilled.choices]
        found = CodeList.INCIDENT_KIND if name == MAIN_KIND else CodeList(name)
        return self.book.choices(found, including=in_use)

    def _in_use(self, name: str, known: Classification) -> list[str]:
        """Return what stands in the form already: a hidden code stays where it is in use."""
        if not self.is_bound:
            return known.all(name)
        posted = self.data
        values = posted.getlist(name) if hasattr(posted, "getlist") else posted.get(name, [])
        return _as_list(values)

    def _offer_places(self, known: Classification) -> None:
        kinds = self.book.choices(CodeList.INSTITUTION_TYPE)
        districts = Institution.objects.exclude(district="").values_list("district", flat=True)
        names = sorted({*districts.distinct(), *filter(None, [known.district])})
        for name, choices in (
            ("institution_type", kinds),
            ("district", [(district, district) for district in names]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "–"), *choices]


def _initial(known: Classification) -> dict[str, Any]:
    initial: dict[str, Any] = {
        name: known.one(name) if name in SINGLE else known.all(name) for name in LABELS
    }
    main = initial[MAIN_KIND]
    kinds = initial[CodeList.INCIDENT_KIND]
    initial[CodeList.INCIDENT_KIND] = [kind for kind in kinds if kind != main]
    return initial | {"institution_type": known.institution_type, "district": known.district}


def _as_list(answer: Any) -> list[str]:
    if not answer:
        return []
    return [answer] if isinstance(answer, str) else list(answer)


def _any_ticked(boxes: Iterable[BoundWidget]) -> bool:
    return any(box.data["selected"] for box in boxes)
