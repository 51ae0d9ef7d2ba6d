"""Putting an item off, passing it on, and naming the item that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import named_with_absence, with_absence
from ateams.web.forms import BaseForm
from followups.enums import PutOffReason
from followups.models import ItemKey
from followups.models.arrangement import NOTE_LENGTH


class ItemForm(BaseForm):
    """Which item is meant; it travels in the address and in hidden fields."""

    kind = forms.CharField(max_length=40)
    object = forms.CharField(max_length=60)
    due = forms.DateField()

    @property
    def key(self) -> ItemKey:
        """The item's key."""
        sent = self.cleaned_data
        return ItemKey(sent["kind"], sent["object"], sent["due"])


class PutOffForm(BaseForm):
    """Until when, and why."""

    until = forms.DateField(label=_("Wieder vorlegen am"))
    reason = forms.ChoiceField(
        label=_("Grund"), choices=PutOffReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Ein Satz dazu"),
        help_text=_(
            "Alle, die diesen Eintrag sehen, lesen ihn; er ist nicht verschlüsselt. "
            "Bitte nichts aus einem Fall: keine Namen, keine Vorfälle."
        ),
        max_length=NOTE_LENGTH,
        required=False,
    )

    mark_optional = True

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.initial.setdefault("until", tomorrow)
        field = self.fields["until"]
        field.help_text = gettext("Spätestens am %(day)s.") % {
            "day": date_format(latest, "SHORT_DATE_FORMAT")
        }
        field.widget.attrs |= {"min": tomorrow.isoformat(), "max": latest.isoformat()}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody, named together with until when they are away."""

    def label_from_instance(self, obj: User) -> str:
        """Say who it is, and whether they are there."""
        return named_with_absence(obj)


class PassOnForm(BaseForm):
    """Who does it from now on."""

    to = PersonField(
        label=_("Wer soll es machen?"), queryset=User.objects.none(), empty_label=_("bitte wählen")
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        chosen = User.objects.active().filter(pk__in=[person.pk for person in people])
        field.queryset = with_absence(chosen.order_by("name", "pk"))


class TakeBackForm(BaseForm):
    """What is to end."""

    what = forms.ChoiceField(choices=[("snooze", ""), ("delegation", "")])
    row = forms.UUIDField()
