"""A text field in which every line is a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

NAME_LENGTH = 120
_MANY = ngettext_lazy("Höchstens %(limit)d Zeile.", "Höchstens %(limit)d Zeilen.", "limit")


class NamesField(forms.CharField):
    """Names, one a line; cleans to a tuple without empty lines."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Eine Zeile je Person."))
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> tuple[str, ...]:
        """Split the text into names. Raises ValidationError for too many or too long ones."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        names = tuple(line for line in lines if line)
        if len(names) > self.most:
            raise ValidationError(_MANY, params={"limit": self.most})
        for name in names:
            if len(name) > NAME_LENGTH:
                raise ValidationError(
                    _("„%(start)s …“ ist zu lang für einen Namen."), params={"start": name[:30]}
                )
        return names


class PeopleField(NamesField):
    """Names, one a line, each with an address behind a comma if known; cleans to names.

    `emails` holds the addresses by name, once the field was cleaned.
    """

    emails: dict[str, str] = {}

    def clean(self, value: Any) -> tuple[str, ...]:
        """Check names and addresses. Raises ValidationError for an address that is none."""
        lines = super().clean(value)
        for line in lines:
            name, email = _name_and_email(line)
            if email and not name:
                raise ValidationError(_("Vor „%(email)s“ fehlt der Name."), params={"email": email})
            if email:
                _check_address(email)
        self.emails = {name: email for name, email in map(_name_and_email, lines) if email}
        return tuple(dict.fromkeys(name for name, _email in map(_name_and_email, lines)))


def _name_and_email(line: str) -> tuple[str, str]:
    name, _comma, email = line.rpartition(",")
    if "@" not in email:
        return line, ""
    return name.strip(), email.strip()


def _check_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(
            _("„%(email)s“ ist keine E-Mail-Adresse."), params={"email": email}
        ) from None
