"""What the list of trainings is narrowed to."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from ateams.school_year import SchoolYear, school_year_of
from ateams.web.forms import BaseForm
from trainings.enums import Kind, State
from trainings.models.training import TrainingQuerySet
from trainings.selectors import school_years


class TrainingFilterForm(BaseForm):
    """State, kind, school year and, for the office, institution. What is unknown is ignored."""

    state = forms.ChoiceField(
        label=_("Stand"), choices=[("", _("alle")), *State.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Art"), choices=[("", _("alle")), *Kind.choices], required=False
    )
    year = forms.TypedChoiceField(
        label=_("Schuljahr"), required=False, coerce=int, empty_value=None
    )
    institution = forms.ModelChoiceField(
        Institution.objects.all(), label=_("Einrichtung"), required=False, empty_label=_("alle")
    )

    def __init__(self, data: QueryDict, *, user: User) -> None:
        this_year = str(school_year_of(timezone.localdate()).start)
        super().__init__({"year": this_year, **data.dict()})
        years = [(str(year.start), str(year)) for year in school_years(user)]
        self.fields["year"].choices = [("", _("alle")), *years]  # type: ignore[attr-defined]
        if not user.works_in_office:
            del self.fields["institution"]

    def apply(self, trainings: TrainingQuerySet) -> TrainingQuerySet:
        """Keep what was asked for."""
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        year = chosen.pop("year", None)
        trainings = trainings.filter(**chosen)
        if year:
            days = SchoolYear(year)
            trainings = trainings.ended_between(days.first_day, days.last_day)
        return trainings

    @property
    def caption(self) -> str:
        """Which school year the list shows."""
        year = self.cleaned_data.get("year")
        if not year:
            return gettext("Alle Schuljahre")
        return gettext("Schuljahr %(year)s") % {"year": SchoolYear(year)}

    @property
    def is_narrowed(self) -> bool:
        """Whether the list leaves out more than other school years."""
        return any(self.data.get(name) for name in ("state", "kind", "institution"))
