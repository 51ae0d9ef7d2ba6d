"""What a reporter sends with a receipt code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from incidents.forms.files import WithFiles
from incidents.forms.once import OnceForm
from incidents.forms.report import LONGEST


class CodeForm(OnceForm):
    """The receipt code, typed with or without spaces and dashes.

    `text` is a message that was on its way when the mailbox had closed; it goes along.
    """

    code = forms.CharField(
        label=_("Dein Code"),
        help_text=_("20 Ziffern. Leerzeichen und Striche sind egal."),
        max_length=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Gib bitte deinen Code ein.")},
    )
    text = forms.CharField(
        label=_("Deine Nachricht"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )


class MailboxMessageForm(WithFiles, OnceForm):
    """A message to those who read the report, with files or of files alone."""

    field_order = ("once", "text", "uploads")

    text = forms.CharField(
        label=_("Deine Nachricht"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={
            "required": _("Schreib bitte etwas oder wähle eine Datei aus, bevor du sendest.")
        },
    )


class ReceiptFilesForm(WithFiles, OnceForm):
    """Files for a report that has just been sent. `ticket` carries its code, sealed."""

    field_order = ("once", "ticket", "uploads")

    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)

    def clean(self) -> dict[str, Any]:
        """Ask for a file: there are no words here."""
        cleaned = BaseForm.clean(self) or self.cleaned_data
        self.leave_out_files(cleaned)
        if not cleaned.get("uploads") and "uploads" not in self.errors:
            self.add_error("uploads", _("Wähle bitte aus, was du senden willst."))
        return cleaned


class NarrowForm(BaseForm):
    """Who shall no longer read: a group, or one person by their membership."""

    drop_members = forms.BooleanField(required=False)
    drop_coordinator = forms.BooleanField(required=False)
    keep_out = forms.UUIDField(required=False)


class LetBackInForm(BaseForm):
    """Who may read again, by the account that was shut out."""

    account = forms.UUIDField()


class WithdrawForm(BaseForm):
    """A withdrawal cannot be undone, so it is confirmed by a tick."""

    sure = forms.BooleanField(
        label=_("Ja, alles löschen. Ich weiß, dass niemand das rückgängig machen kann."),
        error_messages={"required": _("Setz bitte das Häkchen, wenn alles gelöscht werden soll.")},
    )
