"""What a training was about: tick boxes, those first that the team needs most."""

from __future__ import annotations

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from ateams.web.forms import BaseForm
from trainings.selectors import topics_by_use
from trainings.topics import Topic

FREQUENT_TOPICS = 6


class TopicForm(BaseForm):
    """At least one topic. All are one field; the template folds the rarer ones away."""

    topics = forms.MultipleChoiceField(
        label=_("Worum geht es?"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte mindestens ein Thema ankreuzen.")},
    )

    def sort_topics(self, institution: Institution | None) -> None:
        """Put those first that the institution's last trainings were about."""
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (code, Topic(code).label) for code in topics_by_use(institution)
        ]

    @property
    def frequent_topics(self) -> list[BoundWidget]:
        """The tick boxes that stand on the page."""
        return self["topics"].subwidgets[:FREQUENT_TOPICS]

    @property
    def rare_topics(self) -> list[BoundWidget]:
        """The tick boxes that are folded away."""
        return self["topics"].subwidgets[FREQUENT_TOPICS:]

    @property
    def unfolds_topics(self) -> bool:
        """Whether one of the folded ones is ticked."""
        return any(box.data["selected"] for box in self.rare_topics)
