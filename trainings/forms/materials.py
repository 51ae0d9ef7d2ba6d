"""A file to be kept beside a training."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ateams.web.forms import BaseForm
from trainings.material_types import ACCEPT, Looked, UnwantedMaterialError, looked_at
from trainings.material_uploads import MaterialUpload
from trainings.models.material import NAME_LENGTH


class MaterialForm(BaseForm):
    """One file. `kept` is what is to be stored of it, `name` what it is called."""

    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy(
            "PDF, Bild, Text, Word, PowerPoint, Excel oder LibreOffice, höchstens 20 MB. Nichts "
            "über Vorfälle. In Office-Dateien bleibt stehen, wer sie geschrieben hat."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Wähle bitte eine Datei aus.")},
    )
    kept: Looked
    sent: bytes
    name: str

    def clean_file(self) -> Any:
        """Look at the bytes. Says why a file is not taken."""
        upload = self.cleaned_data["file"]
        if not isinstance(upload, MaterialUpload) or upload.is_too_large:
            raise ValidationError(_("Die Datei ist größer als 20 MB."))
        if not upload.has_room:
            raise ValidationError(
                _("Für Dateien ist hier gerade kein Platz. Versuch es bitte später noch einmal.")
            )
        if upload.is_empty:
            raise ValidationError(_("Die Datei ist leer."))
        self.sent = upload.read()
        try:
            self.kept = looked_at(self.sent)
        except UnwantedMaterialError as unwanted:
            raise ValidationError(str(unwanted.text)) from None
        self.name = _name(upload.name or "", self.kept.extension)
        return upload


def _name(sent: str, extension: str) -> str:
    """Return what the file is called: as it was sent, but ending as what it is."""
    stem = PurePosixPath(sent.replace("\\", "/")).stem
    printable = "".join(sign for sign in stem if unicodedata.category(sign)[0] != "C")
    ending = f".{extension}"
    return (" ".join(printable.split()) or _("Datei"))[: NAME_LENGTH - len(ending)] + ending
