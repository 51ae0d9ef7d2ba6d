"""Texts for answers: writing one, and inserting one into an answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm, BaseModelForm
from incidents.forms.work import MessageForm
from incidents.models import ReplyTemplate
from incidents.placeholders import PLACEHOLDERS, unknown_placeholders
from incidents.reply_templates import Insertable


class ReplyTemplateForm(BaseModelForm):
    """A text in one of the languages that reporters choose from."""

    class Meta:
        model = ReplyTemplate
        fields = ("title", "language", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {
            "title": _("Nur die Beratungsstelle sieht ihn. Vorlagen stehen nach ihm geordnet."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = dict(settings.LANGUAGES)
        if self.instance.language:  # kept, even if nobody speaks it here any more
            languages.setdefault(self.instance.language, self.instance.language)
        self.fields["language"] = forms.ChoiceField(label=_("Sprache"), choices=languages.items())

    def clean_text(self) -> str:
        """Refuse what would reach a person unfilled."""
        text: str = self.cleaned_data["text"]
        if unknown := unknown_placeholders(text):
            raise forms.ValidationError(
                gettext("Unbekannt: %(unknown)s. Einsetzen lässt sich: %(known)s.")
                % {"unknown": _listed(unknown), "known": _listed(PLACEHOLDERS)}
            )
        return text


class _SelectWithTexts(forms.Select):
    """A list whose entries bring their texts along, for the script that puts them at the cursor."""

    texts: dict[str, str] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if text := self.texts.get(str(option["value"])):
            option["attrs"]["data-text"] = text
        return option


class TemplateChoiceForm(BaseForm):
    """Which text goes into the answer."""

    template = forms.ChoiceField(label=_("Textvorlage"), required=False, widget=_SelectWithTexts)

    def __init__(self, *args: Any, offered: Sequence[Insertable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {str(one.id): one.text for one in offered}
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *_by_language(offered)]
        assert isinstance(field.widget, _SelectWithTexts)
        field.widget.texts = self.texts


class InsertForm(TemplateChoiceForm, MessageForm):
    """An answer as it was typed so far, and the text that goes into it."""

    field_order = ("version", "once", "template", "text")

    uploads = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """Ask for nothing: an answer that has not begun is no mistake here."""
        return self.cleaned_data

    def begun(self) -> dict[str, Any]:
        """Return the answer as it now begins: what was typed, with the chosen text below it."""
        self.full_clean()
        typed = str(self.data.get("text", "")).rstrip()
        chosen = self.texts.get(self.cleaned_data.get("template", ""), "")
        text = "\n\n".join(part for part in (typed, chosen) if part)
        kept = {name: self.cleaned_data.get(name) for name in ("version", "once")}
        return {name: value for name, value in kept.items() if value} | {"text": text}


def _by_language(offered: Sequence[Insertable]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (language, [(str(one.id), one.title) for one in found])
        for language, found in groupby(offered, key=lambda one: one.language_name)
    ]


def _listed(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
