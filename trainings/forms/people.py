"""What is noted of people who take part: name and age for papers, consents, hours."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.school_year import school_year_of
from ateams.web.forms import BaseForm
from trainings.enums import AgeBand, ConsentScope
from trainings.models import AboutPerson, ApprovedHours
from trainings.models.consent import NAME_LENGTH
from trainings.models.hours import MOST_APPROVED_MINUTES

MOST_HOURS = MOST_APPROVED_MINUTES // 60


class ChosenNameForm(BaseForm):
    """The name that stands on papers."""

    chosen_name = forms.CharField(
        label=_("Name für Zertifikate"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("So, wie du genannt werden möchtest. Leer: der Name des Kontos."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, initial=_noted(person), **kwargs)


class AboutPersonForm(ChosenNameForm):
    """The same with the age band, for whoever knows the person."""

    age_band = forms.ChoiceField(
        label=_("Alter"),
        choices=[("", _("nicht bekannt")), *AgeBand.choices],
        required=False,
        help_text=_("Ein Geburtsdatum wird nicht gebraucht."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen_name"].help_text = _("So, wie die Person genannt werden möchte.")


class PaperConsentForm(BaseForm):
    """Consents that lie signed on the table."""

    scopes = forms.MultipleChoiceField(
        label=_("Wofür?"), choices=ConsentScope.choices, widget=forms.CheckboxSelectMultiple
    )
    given_on = forms.DateField(label=_("Unterschrieben am"), widget=forms.DateInput)
    by_guardian = forms.BooleanField(
        label=_("Sorgeberechtigte haben unterschrieben"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("given_on", timezone.localdate())

    def clean_given_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Dieser Tag kommt erst noch."))
        return day


class ScopeForm(BaseForm):
    """One scope, from a button."""

    scope = forms.ChoiceField(choices=ConsentScope.choices)


class HoursForm(BaseForm):
    """A period, and how many hours of it are approved."""

    first_day = forms.DateField(label=_("Vom"), widget=forms.DateInput)
    last_day = forms.DateField(label=_("Bis"), widget=forms.DateInput)
    hours = forms.DecimalField(
        label=_("Stunden"),
        required=False,
        localize=True,
        min_value=Decimal("0.25"),
        max_value=MOST_HOURS,
        decimal_places=2,
        help_text=_("Leer: so viele, wie in bestätigten Schulungen dieser Zeit stehen."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        newest = ApprovedHours.objects.filter(user=person).order_by("-last_day").first()
        begin = school_year_of(today).first_day
        if newest and newest.last_day >= begin:
            begin = newest.last_day + timedelta(days=1)
        self.initial.update(first_day=min(begin, today), last_day=today)

    def clean(self) -> None:
        """Refuse an end before the beginning."""
        first, last = (self.cleaned_data.get(name) for name in ("first_day", "last_day"))
        if first and last and last < first:
            self.add_error("last_day", _("Das Ende liegt vor dem Anfang."))

    @property
    def minutes(self) -> int | None:
        """The hours of the valid form in minutes; None for what trainings say."""
        hours = self.cleaned_data["hours"]
        return None if hours is None else int(hours * 60)


class PeopleFilter(BaseForm):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)


def _noted(person: User) -> dict[str, str]:
    about = AboutPerson.objects.filter(user=person).first()
    if about is None:
        return {"chosen_name": "", "age_band": ""}
    return {"chosen_name": about.chosen_name, "age_band": about.age_band}
