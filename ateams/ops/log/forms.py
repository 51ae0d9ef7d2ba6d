"""What the log can be narrowed to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.audit.enums import Action
from ateams.audit.models import EntryQuerySet
from ateams.web.forms import BaseForm

_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class LogForm(BaseForm):
    """Action, person and period. As long as one of them is no answer, nothing is narrowed."""

    action = forms.ChoiceField(label=_("Was"), required=False)
    person = forms.CharField(
        label=_("Person"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    since = forms.DateField(label=_("Von"), required=False, validators=_DAYS)
    until = forms.DateField(label=_("Bis"), required=False, validators=_DAYS)

    def __init__(self, *args: Any, actions: tuple[Action, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("alles")), *((action.value, action.label) for action in actions)]

    def apply(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries that the form asks for; whose name changed is found by the new one."""
        asked = self.cleaned_data if self.is_valid() else {}
        if action := asked.get("action"):
            entries = entries.filter(action=action)
        if name := asked.get("person"):
            people = User.objects.get_queryset().filter(
                Q(name__icontains=name) | Q(email__icontains=name)
            )
            ids = people.values("pk")
            entries = entries.filter(Q(actor__in=ids) | Q(about__in=ids))
        if since := asked.get("since"):
            entries = entries.filter(at__gte=_begin(since))
        if until := asked.get("until"):
            entries = entries.filter(at__lt=_begin(until + timedelta(days=1)))
        return entries


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
