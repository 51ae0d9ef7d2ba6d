"""Who gets a certificate of a training, and what it says."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from ateams.web.forms import BaseForm
from trainings.cohort_certificates import days_of
from trainings.cohorts import CohortPage
from trainings.consents import initials_of, printed_names
from trainings.hours import attended_minutes, hours_text
from trainings.models import Training
from trainings.models.certificate import TITLE_LENGTH
from trainings.progress import MINUTES_PER_HOUR
from trainings.services import CertificateFacts, Certified


class SubmissionForm(BaseForm):
    """What was drawn with a form, and tells whether it came before."""

    submission = forms.UUIDField(widget=forms.HiddenInput)


class CertificatesForm(SubmissionForm):
    """Ticks for those who can get a certificate, all of them ticked at first.

    Beside each stands for how long it is and what will stand on the paper. `minutes` says that by
    account.
    """

    title = forms.CharField(label=_("Titel"), max_length=TITLE_LENGTH)
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)
    people = forms.MultipleChoiceField(
        label=_("Wer bekommt ein Zertifikat?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, minutes: dict[UUID, int], title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes = minutes
        people = list(User.objects.filter(pk__in=self.minutes).order_by("name", "pk"))
        names = printed_names(people)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(person.pk), self._label(person, names[person.pk])) for person in people
        ]
        self.initial.update(
            submission=uuid.uuid4(),
            title=title,
            people=[str(person.pk) for person in people],
        )

    def certified(self) -> list[Certified]:
        """Return the people chosen in the valid form."""
        chosen = (uuid.UUID(person) for person in self.cleaned_data["people"])
        return [Certified(person, self.minutes[person]) for person in chosen]

    def _label(self, person: User, name: str) -> Any:
        hours = hours_text(self.minutes[person.pk])
        if name == person.name:
            return f"{person.name} · {hours}"
        if name:
            return format_lazy(
                _("{account} · {hours} · auf dem Zertifikat: {name}"),
                account=person.name,
                hours=hours,
                name=name,
            )
        return format_lazy(
            _("{account} · {hours} · nur Initialen ({initials}): keine Einwilligung zum Namen"),
            account=person.name,
            hours=hours,
            initials=initials_of(person.name),
        )


class IssueForm(CertificatesForm):
    """The certificates of a training, for those with an account who took part."""

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        minutes = attended_minutes(training)
        super().__init__(*args, minutes=minutes, title=training.title, **kwargs)
        self.training = training

    def facts(self) -> CertificateFacts:
        """Return what the certificates say, topics in their language."""
        language = self.cleaned_data["language"]
        days = [session.date for session in self.training.sessions.all()]
        with override(language):
            topics = tuple(str(topic) for topic in self.training.topics)
        return CertificateFacts(
            title=self.cleaned_data["title"],
            topics=topics,
            first_day=min(days),
            last_day=max(days),
            language=language,
        )


class CohortCertificatesForm(CertificatesForm):
    """The certificates of a programme, for those who have completed it and have none."""

    def __init__(self, *args: Any, page: CohortPage, **kwargs: Any) -> None:
        minutes = {row.id: int(row.progress.hours * MINUTES_PER_HOUR) for row in page.to_certify}
        title = _("Qualifizierung für das A-Team")
        super().__init__(*args, minutes=minutes, title=str(title), **kwargs)
        self.cohort = page.cohort

    def facts(self) -> CertificateFacts:
        """Return what the certificates say, the curriculum's topics in their language."""
        language = self.cleaned_data["language"]
        chosen = [person.user_id for person in self.certified()]
        first, last = days_of(self.cohort, chosen)
        with override(language):
            topics = tuple(str(topic) for topic in self.cohort.curriculum.topics.all())
        return CertificateFacts(
            title=self.cleaned_data["title"],
            topics=topics,
            first_day=first,
            last_day=last,
            language=language,
        )


class CertificateFilter(BaseForm):
    """What the list of certificates is narrowed to."""

    q = forms.CharField(label=_("Name, Titel oder Code"), max_length=100, required=False)
