"""Which school year the coverage page shows."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ateams.school_year import SchoolYear, school_year_of
from ateams.web.forms import BaseForm
from trainings.selectors import school_years


class CoverageForm(BaseForm):
    """A school year in which there are trainings; anything else is the present one."""

    year = forms.TypedChoiceField(label=_("Schuljahr"), required=False, coerce=int)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        this_year = str(school_year_of(timezone.localdate()).start)
        super().__init__({"year": this_year, **data.dict()})
        years = [(str(year.start), str(year)) for year in school_years(user)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]

    def chosen(self) -> SchoolYear:
        """Return the school year to show."""
        if self.is_valid() and self.cleaned_data["year"]:
            return SchoolYear(self.cleaned_data["year"])
        return school_year_of(timezone.localdate())
