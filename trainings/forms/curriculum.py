"""Hours by topic, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ateams.web.forms import BaseForm
from trainings.models import Curriculum
from trainings.models.curriculum import MINUTES_PER_HOUR, MOST_TOPIC_MINUTES
from trainings.services import TopicHours
from trainings.topics import Topic

_QUARTERS = 4
_MOST_HOURS = MOST_TOPIC_MINUTES // MINUTES_PER_HOUR


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic's fields, for the template."""

    label: str
    hours: BoundField
    mandatory: BoundField


class CurriculumForm(BaseForm):
    """What a draft says; a topic without hours is none of it."""

    percent = forms.IntegerField(
        label=gettext_lazy("So viel Prozent der Stunden genügen"),
        help_text=gettext_lazy("Gilt für alle Stunden zusammen und für jedes Pflichtthema."),
        min_value=1,
        max_value=100,
    )

    def __init__(self, *args: Any, curriculum: Curriculum, **kwargs: Any) -> None:
        super().__init__(*args, initial={"percent": curriculum.percent}, **kwargs)
        known = {topic.code: topic for topic in curriculum.topics.all()}
        for code, label in Topic.choices:
            topic = known.get(code)
            self.fields[f"hours_{code}"] = forms.DecimalField(
                label=_("%(topic)s, Stunden") % {"topic": label},
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(_MOST_HOURS),
                localize=True,
                initial=topic.hours.normalize() if topic else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"mandatory_{code}"] = forms.BooleanField(
                label=format_html('{}<span class="kern-sr-only">: {}</span>', _("Pflicht"), label),
                required=False,
                initial=bool(topic and topic.mandatory),
            )

    @property
    def rows(self) -> list[TopicRow]:
        """One row for each topic there is."""
        return [
            TopicRow(str(label), self[f"hours_{code}"], self[f"mandatory_{code}"])
            for code, label in Topic.choices
        ]

    def clean(self) -> None:
        """Ask for quarters of an hour, for the hours of what is mandatory, and for any at all."""
        for code in Topic.values:
            hours = self.cleaned_data.get(f"hours_{code}")
            if hours and (hours * _QUARTERS) % 1:
                self.add_error(f"hours_{code}", _("Bitte auf Viertelstunden runden."))
            lacking = self.cleaned_data.get(f"mandatory_{code}") and not hours
            if lacking and f"hours_{code}" not in self.errors:
                self.add_error(f"hours_{code}", _("Ein Pflichtthema braucht Stunden."))
        if not self.errors and not self.topics():
            raise ValidationError(_("Bitte bei mindestens einem Thema Stunden eintragen."))

    def topics(self) -> list[TopicHours]:
        """Return what the valid form says about topics."""
        return [
            TopicHours(code, int(hours * MINUTES_PER_HOUR), self.cleaned_data[f"mandatory_{code}"])
            for code in Topic.values
            if (hours := self.cleaned_data.get(f"hours_{code}"))
        ]
