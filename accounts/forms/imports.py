"""Importing a list: which file, which columns, and whether rows with errors are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.imports.kinds import ImportKind
from accounts.imports.rows import Content
from accounts.uploads import FIELD, ListUpload
from ateams.web.forms import BaseForm
from ateams.web.sheets.reading import read_table
from ateams.web.sheets.table import TOO_LARGE, Table, UnreadableError

SHOWN_OF_A_CELL = 30
SAMPLES = 3


class UploadForm(BaseForm):
    """What kind of list, and the file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Was steht in der Liste?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Wähle bitte aus, was in der Liste steht.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy(
            "XLSX oder CSV, höchstens 5 MB und 5.000 Zeilen. Die erste Zeile nennt die Spalten."
        ),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".xlsx,.csv,.txt,text/csv,"
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Wähle bitte eine Datei aus.")},
    )

    def __init__(self, *args: Any, kinds: Sequence[ImportKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.key: kind for kind in kinds}
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.key, kind.label) for kind in kinds]
        if len(kinds) == 1:
            field.initial = kinds[0].key

    def clean_file(self) -> Table:
        """Return the rows of the file, or say why it cannot be read."""
        upload = self.cleaned_data[FIELD]
        if not isinstance(upload, ListUpload) or upload.is_too_large:
            raise ValidationError(str(TOO_LARGE))
        try:
            return read_table(upload.read())
        except UnreadableError as error:
            raise ValidationError(str(error.text)) from error

    def clean(self) -> dict[str, Any]:
        """Refuse more rows than are taken of this kind."""
        cleaned: dict[str, Any] = self.cleaned_data
        kind, table = self.kinds.get(cleaned.get("kind", "")), cleaned.get(FIELD)
        if kind and table and len(table.rows) - 1 > kind.most:
            self.add_error(
                FIELD,
                ngettext(
                    "Von dieser Liste gehen höchstens %(limit)d Zeile auf einmal.",
                    "Von dieser Liste gehen höchstens %(limit)d Zeilen auf einmal.",
                    kind.most,
                )
                % {"limit": kind.most},
            )
        elif table and len(table.rows) == 1:
            self.add_error(FIELD, _("Unter den Überschriften steht nichts."))
        return cleaned


class ColumnsForm(BaseForm):
    """For every field the column that it stands in, or none."""

    def __init__(self, *args: Any, kind: ImportKind, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("steht nicht in der Liste")), *_columns(content)]
        for field in kind.fields:
            self.fields[field.key] = forms.TypedChoiceField(
                label=str(field.label),
                choices=choices,
                coerce=int,
                empty_value=None,
                required=field.required,
                initial=content.columns.get(field.key, ""),
                error_messages={"required": _("Diese Spalte wird gebraucht.")},
            )

    mark_optional = True

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields."""
        cleaned: dict[str, Any] = self.cleaned_data
        used: dict[int, str] = {}
        for key, column in list(cleaned.items()):
            if column is not None and used.setdefault(column, key) != key:
                other = self.fields[used[column]].label
                self.add_error(
                    key, _("Diese Spalte ist schon für „%(other)s“ gewählt.") % {"other": other}
                )
        return cleaned

    def columns(self) -> dict[str, int]:
        """Return the columns that were chosen."""
        return {key: column for key, column in self.cleaned_data.items() if column is not None}


class ConfirmForm(BaseForm):
    """Take it over; rows with errors are left out only by an own tick."""

    skip_errors = forms.BooleanField(
        label=gettext_lazy("Zeilen mit Fehlern auslassen"), required=False
    )


def _columns(content: Content) -> list[tuple[str, str]]:
    """Name each column by its heading and what stands in its first rows."""
    named = []
    for column in range(content.width):
        heading = content.header[column] if column < len(content.header) else ""
        samples = [
            row.cells[column][:SHOWN_OF_A_CELL]
            for row in content.rows[:SAMPLES]
            if column < len(row.cells) and row.cells[column]
        ]
        label = heading[:60] or _("Spalte %(number)d") % {"number": column + 1}
        named.append((str(column), f"{label} ({', '.join(samples)})" if samples else label))
    return named
