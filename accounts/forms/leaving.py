"""Handing over, and the end of a membership."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import EndReason
from accounts.leaving import Left, Receiver
from accounts.models import User
from ateams.web.forms import BaseForm


class HandOverForm(BaseForm):
    """Who takes everything over; behind each name stands how much of it that person can take."""

    to = forms.ChoiceField(label=_("Übergeben an"))

    def __init__(self, *args: Any, receivers: Iterable[Receiver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(receiver.person.pk): receiver.person for receiver in receivers}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.person.pk), _label(one)) for one in receivers]

    def clean_to(self) -> User:
        """Return the person."""
        return self._people[self.cleaned_data["to"]]


class EndMembershipForm(BaseForm):
    """Why a membership ends today."""

    reason = forms.ChoiceField(
        label=_("Grund"),
        choices=[choice for choice in EndReason.choices if choice[0] != EndReason.MOVED],
    )

    def clean_reason(self) -> EndReason:
        """Return the reason."""
        return EndReason(self.cleaned_data["reason"])


def receivers_of(leaving: Iterable[Left]) -> list[Receiver]:
    """Return everybody who could take something over, each once, the most able first."""
    counts: dict[User, int] = {}
    for left in leaving:
        for receiver in left.receivers:
            counts[receiver.person] = counts.get(receiver.person, 0) + receiver.count
    found = [Receiver(person, count) for person, count in counts.items()]
    return sorted(found, key=lambda one: (-one.count, one.person.name))


def _label(receiver: Receiver) -> str:
    values = {"name": receiver.person.name, "count": receiver.count}
    return gettext("%(name)s (kann %(count)d davon übernehmen)") % values
