"""The note of a training, which is no place for incidents."""

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trainings.models.training import NOTE_LENGTH


def _hint() -> str:
    link = format_html(
        '<a href="{}">{}</a>', reverse("public:report"), gettext("Zum Meldeformular")
    )
    hint = gettext("Hier nichts über Vorfälle; dafür gibt es das Meldeformular.")
    return format_html("{} {}", hint, link)


def note_field() -> forms.CharField:
    """Return a fresh field for the note, with a way to the report form beside it."""
    return forms.CharField(
        label=_("Notiz"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=lazy(_hint, str)(),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
