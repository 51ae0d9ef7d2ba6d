"""A cohort, and who belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from ateams.school_year import SchoolYear, school_year_of
from ateams.web.forms import BaseForm, BaseModelForm
from trainings.models import Cohort, Curriculum


class CohortForm(BaseModelForm):
    """Name, school year and curriculum; the newest published version is proposed."""

    class Meta:
        model = Cohort
        fields = ("name", "school_year", "curriculum")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this_year = school_year_of(timezone.localdate())
        newest = Curriculum.objects.published().first()
        if not self.instance.name:
            self.initial["name"] = _("Jahrgang %(year)s") % {"year": this_year}
            self.initial["school_year"] = this_year.start
            self.initial["curriculum"] = newest
        years = {this_year.start + offset for offset in (-2, -1, 0, 1)}
        years |= {self.instance.school_year} if self.instance.school_year else set()
        self.fields["school_year"] = forms.TypedChoiceField(
            label=gettext_lazy("Schuljahr"),
            coerce=int,
            choices=[(year, str(SchoolYear(year))) for year in sorted(years, reverse=True)],
        )
        self.fields["curriculum"] = forms.ModelChoiceField(
            Curriculum.objects.published(),
            label=gettext_lazy("Lehrplan"),
            empty_label=None,
            help_text=gettext_lazy("Nach dieser Fassung zählt, was jemandem noch fehlt."),
        )


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Accounts by name, with the institution of their team; `team_today` was fetched along."""

    def label_from_instance(self, obj: Any) -> str:
        where = [str(membership.team.institution) for membership in obj.team_today]
        return " – ".join([obj.name, *where])


class AddMembersForm(BaseForm):
    """Who is trained with the cohort from now on."""

    people = PeopleField(
        User.objects.none(),
        label=gettext_lazy("Wer gehört dazu?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte mindestens eine Person ankreuzen.")},
    )

    def __init__(self, *args: Any, candidates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = candidates  # type: ignore[attr-defined]
