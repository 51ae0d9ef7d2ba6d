"""The field for files, several at once; works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.cleaning import Uncleanable
from incidents.file_types import ACCEPT
from incidents.uploads import FIELD, Trouble, Upload

ACCEPTED = _(
    "Es gehen Fotos und Screenshots (JPEG, PNG, WebP, HEIC), PDF, einfacher Text und "
    "Tonaufnahmen, keine Videos."
)
AGAIN = _("Gesendet ist noch nichts. Wähle die Dateien bitte noch einmal aus.")
REASONS: dict[str, str | Promise] = {
    Trouble.TOO_MANY: _(
        "Es passen 10 Dateien in eine Nachricht. Den Rest kannst du danach senden."
    ),
    Trouble.TOO_LARGE: _("„%(name)s“ ist größer als 20 MB."),
    Trouble.EMPTY: _("„%(name)s“ ist leer."),
    Trouble.WRONG_TYPE: _("„%(name)s“ können wir nicht annehmen."),
    Trouble.CLOSED: _("„%(name)s“ ist noch nicht gesendet."),
    Trouble.NO_ROOM: _(
        "Für Dateien ist hier gerade kein Platz. Versuch es bitte später noch einmal."
    ),
    "uncleanable": _(
        "Aus „%(name)s“ lässt sich nicht entfernen, was über dich darin steht: Die Datei ist "
        "beschädigt, geschützt oder zu groß. Ein Screenshot davon geht."
    ),
    "full": _("Hier liegen schon so viele Dateien, dass keine mehr dazu passt."),
}


LEFT_OUT = _(
    "Der Text ist angekommen, die Dateien nicht: Dafür ist hier gerade kein Platz. "
    "Versuch es bitte später noch einmal."
)


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(
        self,
        data: Mapping[str, Any],  # noqa: ARG002 - Django's
        files: Mapping[str, Any],
        name: str,
    ) -> list[Any]:
        """Return all files of the field."""
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class FilesField(forms.FileField):
    """Some files, each sealed already and without the traces that can be taken out.

    The first thing that is wrong with any of them is said beside the field; then none is taken.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = FilesInput(attrs={"multiple": True, "accept": ACCEPT})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: list[Any], initial: object = None) -> list[Upload]:  # noqa: ARG002
        """Return the uploads; refuse what is no upload of ours without saying more.

        Those for which there is no room are returned: what becomes of the words is the form's.
        """
        uploads = [upload for upload in data or [] if isinstance(upload, Upload)]
        troubles = [(upload.trouble, upload) for upload in uploads if upload.trouble]
        refused = [_sentence(*each) for each in troubles if each[0] != Trouble.NO_ROOM]
        if any(upload.trouble == Trouble.WRONG_TYPE for upload in uploads):
            refused.append(str(ACCEPTED))
        if refused:
            raise ValidationError(" ".join([*dict.fromkeys(refused), str(AGAIN)]))
        if troubles:
            return uploads
        for upload in uploads:
            try:
                upload.take_traces_out()
            except Uncleanable:
                raise ValidationError(f"{_sentence('uncleanable', upload)} {AGAIN}") from None
        return uploads


class WithFiles(BaseForm):
    """A message that may have files, and then needs no words.

    `left_out` says that there was no room for them; then the words go without.
    """

    left_out = False

    uploads = FilesField(
        label=_("Dateien"),
        help_text=_("Fotos, Screenshots, PDF, Text oder Tonaufnahmen; bis zu 10, je bis 20 MB."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for words only where there is no file."""
        cleaned = super().clean() or self.cleaned_data
        self.leave_out_files(cleaned)
        empty = not cleaned.get("text") and not cleaned.get(FIELD)
        if empty and not {"text", FIELD} & set(self.errors):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return cleaned

    def leave_out_files(self, cleaned: dict[str, Any]) -> None:
        """Go without files for which there is no room; where there are no words, refuse them."""
        uploads: list[Upload] = cleaned.get(FIELD, [])
        if not any(upload.trouble == Trouble.NO_ROOM for upload in uploads):
            return
        self.left_out = bool(cleaned.get("text"))
        if self.left_out:
            cleaned[FIELD] = []
        else:
            self.add_error(FIELD, f"{REASONS[Trouble.NO_ROOM]} {AGAIN}")

    def refuse_files(self, *reasons: str) -> None:
        """Say beside the field why the files were not taken, and that they are needed again.

        Words are then not missing, either.
        """
        if not self.data.get("text"):
            self.errors.pop("text", None)
        self.add_error(FIELD, " ".join([*(str(REASONS[reason]) for reason in reasons), str(AGAIN)]))


def _sentence(reason: str, upload: Upload) -> str:
    return str(REASONS[reason]) % {"name": upload.name}
