"""How every form is rendered, and what every form of our own promises."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import DateTimeBaseInput, Input
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

# What browsers put in place of bytes that are no text, and what no database stores.
UNREADABLE = ("\x00", "\ufffd")

DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
REQUIRED = _("Diese Angabe fehlt noch.")

# Browsers show a calendar or a clock for these; the values go over the wire in ISO format.
NATIVE_INPUTS: dict[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}

# KERN's class per widget; the first that fits counts.
CONTROL_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "kern-form-check__checkbox"),
    (forms.CheckboxSelectMultiple, "kern-form-check__checkbox"),
    (forms.RadioSelect, "kern-form-check__radio"),
    (forms.Select, "kern-form-input__select"),
    (Input, "kern-form-input__input"),
    (forms.Textarea, "kern-form-input__input"),
)


class KernBoundField(BoundField):
    """A field of a form whose control carries KERN's classes."""

    def build_widget_attrs(
        self, attrs: Mapping[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(dict(attrs), widget)
        if not widget.is_hidden and (control := _control_class(widget)):
            own = built.get("class") or widget.attrs.get("class", "")
            error = f"{control}--error" if self.errors else ""
            built["class"] = " ".join(filter(None, [control, error, own]))
        # A placeholder that repeats the label is read out twice and looks like an answer.
        if str(widget.attrs.get("placeholder", "")) == str(self.label):
            built["placeholder"] = False
        return built

    @property
    def focus_id(self) -> str:
        """Id of the control that a link to this field leads to: of a group, the first."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label stands behind the control instead of above it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def says_optional(self) -> bool:
        """Whether "(freiwillig)" stands behind the label."""
        return getattr(self.form, "mark_optional", False) and not self.field.required


class KernRenderer(TemplatesSetting):
    """Renders the forms of the whole project, those of libraries included, as KERN fields."""

    bound_field_class = KernBoundField


class ReadableText(forms.BaseForm):
    """What every form of our own promises about the text that reaches it.

    Line endings are one character. Bytes that are no text are taken out and named beside their
    field, so that the rest of what was typed is kept. Dates and times have native controls.
    """

    #: Write "(freiwillig)" behind the label of every field that may stay empty.
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unreadable: set[str] = set()
        if self.is_bound:
            self.data = self._readable(self.data)
        for field in self.fields.values():
            _use_native_input(field.widget)
            if field.error_messages.get("required") == DJANGO_REQUIRED:
                field.error_messages["required"] = REQUIRED

    def _readable(self, data: Mapping[str, Any]) -> QueryDict | dict[str, Any]:
        if not isinstance(data, QueryDict):
            return {name: self._readable_value(name, value) for name, value in data.items()}
        readable = QueryDict(mutable=True)
        for name, values in data.lists():
            readable.setlist(name, [self._readable_value(name, value) for value in values])
        return readable

    def _readable_value(self, name: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        for character in UNREADABLE:
            if character in value:
                self._unreadable.add(name)
                value = value.replace(character, "")
        return value.replace("\r\n", "\n").replace("\r", "\n")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        error = ValidationError(
            _("Ein Teil des Textes war nicht lesbar und fehlt jetzt. Bitte prüfen."),
            code="unreadable",
        )
        for name in self.fields:
            if self.add_prefix(name) in self._unreadable:
                self.add_error(name, error)


class BaseForm(ReadableText, forms.Form):
    """The form that every form of this project derives from."""


class BaseModelForm(ReadableText, forms.ModelForm):  # type: ignore[type-arg]
    """The same for forms that fill a model."""


def _control_class(widget: forms.Widget) -> str:
    return next((name for kind, name in CONTROL_CLASSES if isinstance(widget, kind)), "")


def _use_native_input(widget: forms.Widget) -> None:
    if isinstance(widget, DateTimeBaseInput) and type(widget) in NATIVE_INPUTS:
        widget.input_type, widget.format = NATIVE_INPUTS[type(widget)]
