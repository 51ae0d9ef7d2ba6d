"""Planning a training, and changing what is known about one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.models import Institution, Team, User
from ateams.web.forms import REQUIRED
from trainings.enums import Kind
from trainings.forms.lines import NamesField
from trainings.forms.note import note_field
from trainings.forms.topics import TopicForm
from trainings.models import Cohort, Training
from trainings.models.training import MOST_MINUTES
from trainings.selectors import current_team, participating, possible_trainers, team_of
from trainings.services import SessionTime, TrainingDetails
from trainings.titles import title_of

AT_LEAST_SESSIONS = 4
EXTRA_SESSIONS = 2
_SESSION = ("date", "starts_at", "minutes")


@dataclass(frozen=True, slots=True)
class SessionFields:
    """The fields of one session, for the template."""

    number: int
    fields: list[BoundField]


class TrainingForm(TopicForm):
    """Everything about a training but who came; `training` is the one to change, if any."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Einrichtung"),
        empty_label=_("Bitte wählen"),
    )
    kind = forms.ChoiceField(
        label=_("Art"), choices=Kind.choices, initial=Kind.OUTREACH, widget=forms.RadioSelect
    )
    cohort = forms.ModelChoiceField(
        Cohort.objects.none(),
        label=_("Für einen Jahrgang"),
        required=False,
        empty_label=_("für keinen"),
        help_text=_("Dann stehen alle aus dem Jahrgang auf der Anwesenheitsliste."),
    )
    title = forms.CharField(
        label=_("Titel"),
        max_length=120,
        required=False,
        help_text=_("Bleibt das Feld leer, steht hier das Thema."),
    )
    place = forms.CharField(label=_("Ort"), max_length=120, required=False)
    link = forms.URLField(
        label=_("Link, wenn online"), max_length=300, required=False, assume_scheme="https"
    )
    trainers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Wer aus dem Team leitet?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    trainer_names = NamesField(label=_("Andere Leitung"), most=20, required=False)
    note = note_field()

    def __init__(
        self, *args: Any, user: User, training: Training | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_initial(training), **kwargs)
        self.training = training
        self.team = training.team if training else _own_team(user)
        if training or self.team:
            del self.fields["institution"]
        else:
            self.fields["institution"].queryset = participating(user)  # type: ignore[attr-defined]
        self._offer_cohorts(user)
        self.sort_topics(self.team.institution if self.team else None)
        self._add_sessions()
        self._offer_trainers()

    def _offer_cohorts(self, user: User) -> None:
        """Let the office say for which cohort; for others it stays as it is."""
        cohorts = Cohort.objects.all()
        if not has_right(user, Right.MANAGE_COHORTS) or not cohorts.exists():
            del self.fields["cohort"]
            return
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]

    def _add_sessions(self) -> None:
        sessions = list(self.training.sessions.all()) if self.training else []
        self._sessions = max(AT_LEAST_SESSIONS, len(sessions) + EXTRA_SESSIONS)
        for number in range(1, self._sessions + 1):
            session = sessions[number - 1] if number <= len(sessions) else None
            first = number == 1
            self.fields[f"date_{number}"] = forms.DateField(
                label=_("Datum"),
                required=first,
                initial=session and session.date,
                error_messages={"required": REQUIRED},
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
            self.fields[f"starts_at_{number}"] = forms.TimeField(
                label=_("Beginn"),
                required=False,
                initial=session and session.starts_at,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Dauer in Minuten"),
                required=first,
                initial=session.minutes if session else None,
                error_messages={"required": REQUIRED},
                validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self._shown = max(1, len(sessions))

    def _offer_trainers(self) -> None:
        already = self.initial.get("trainers", [])
        people = possible_trainers(self.team, and_also=already)
        self.fields["trainers"].queryset = people  # type: ignore[attr-defined]
        if not people.exists():
            del self.fields["trainers"]

    @property
    def shown_session_fields(self) -> list[SessionFields]:
        """The fields of the sessions there are, or of the first one."""
        return [self._session_fields(number) for number in range(1, self._shown + 1)]

    @property
    def folded_session_fields(self) -> list[SessionFields]:
        """The fields of further sessions."""
        numbers = range(self._shown + 1, self._sessions + 1)
        return [self._session_fields(number) for number in numbers]

    @property
    def unfolds_sessions(self) -> bool:
        """Whether somebody has typed further sessions."""
        return any(field.data for one in self.folded_session_fields for field in one.fields)

    def _session_fields(self, number: int) -> SessionFields:
        return SessionFields(number, [self[f"{name}_{number}"] for name in _SESSION])

    def clean(self) -> None:
        """Ask for a date and a duration wherever one of both, or a beginning, was given."""
        for number in range(1, self._sessions + 1):
            date, starts_at, minutes = (
                self.cleaned_data.get(f"{name}_{number}") for name in _SESSION
            )
            for name, value in (("date", date), ("minutes", minutes)):
                field = f"{name}_{number}"
                if (date or starts_at or minutes) and not value and field not in self.errors:
                    self.add_error(field, REQUIRED)
            if date and self.training is None and date < timezone.localdate():
                self.add_error(f"date_{number}", _("Dieser Tag ist schon vorbei."))

    def details(self) -> TrainingDetails:
        """Return what the valid form says about the training."""
        data = self.cleaned_data
        institution_id, team = self._where()
        return TrainingDetails(
            institution_id=institution_id,
            team_id=team.pk if team else None,
            cohort_id=self._cohort_id(),
            kind=data["kind"],
            title=data["title"] or title_of(data["topics"]),
            topics=tuple(data["topics"]),
            sessions=self._session_times(),
            place=data["place"],
            link=data["link"],
            note=data["note"],
            trainer_ids=tuple(user.pk for user in data.get("trainers", ())),
            trainer_names=data["trainer_names"],
        )

    def _cohort_id(self) -> uuid.UUID | None:
        if "cohort" in self.fields:
            chosen: Cohort | None = self.cleaned_data["cohort"]
            return chosen.pk if chosen else None
        return self.training.cohort_id if self.training else None

    def _where(self) -> tuple[uuid.UUID, Team | None]:
        if self.training:
            return self.training.institution_id, self.training.team
        if self.team:
            return self.team.institution_id, self.team
        institution = self.cleaned_data["institution"]
        return institution.pk, team_of(institution)

    def _session_times(self) -> tuple[SessionTime, ...]:
        data = self.cleaned_data
        return tuple(
            SessionTime(
                data[f"date_{number}"], data[f"minutes_{number}"], data[f"starts_at_{number}"]
            )
            for number in range(1, self._sessions + 1)
            if data[f"date_{number}"]
        )


def _own_team(user: User) -> Team | None:
    return current_team(user) if user.works_in_team else None


def _initial(training: Training | None) -> dict[str, Any]:
    if training is None:
        return {"submission": uuid.uuid4()}
    initial: dict[str, Any] = {
        name: getattr(training, name)
        for name in ("kind", "cohort", "title", "place", "link", "note")
    }
    trainers = list(training.trainers.all())
    return initial | {
        "topics": [row.code for row in training.topic_rows.all()],
        "trainers": [trainer.user_id for trainer in trainers if trainer.user_id],
        "trainer_names": "\n".join(trainer.name for trainer in trainers if trainer.name),
    }
