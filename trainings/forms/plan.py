"""Planning a training, and changing what is known about one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
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
from trainings.forms.lines import PeopleField
from trainings.forms.note import note_field
from trainings.forms.overlap import OverlapForm
from trainings.forms.series import SeriesForm
from trainings.forms.topics import TopicForm
from trainings.models import Cohort, Session, Training, TrainingRequest
from trainings.models.training import MATERIALS_LENGTH, MOST_MINUTES, MOST_PLACES
from trainings.selectors import (
    current_team,
    institution_named,
    participating,
    possible_trainers,
    team_of,
)
from trainings.services import SessionTime, TrainingDetails
from trainings.titles import title_of
from trainings.topics import Topic

AT_LEAST_SESSIONS = 4
EXTRA_SESSIONS = 2
_SESSION = ("date", "starts_at", "minutes")
_FACTS = ("kind", "cohort", "title", "place", "link", "note", "capacity", "materials")


@dataclass(frozen=True, slots=True)
class SessionFields:
    """The fields of one session, for the template."""

    number: int
    fields: list[BoundField]
    known: BoundField | None = None


class TrainingForm(TopicForm, SeriesForm, OverlapForm):
    """Everything about a training but who came; `training` is the one to change, if any.

    A new one can be `like` another, but for its days, or begin with what a `request` says. Who
    would hold two trainings at the same time is asked about once.
    """

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
    trainer_names = PeopleField(
        label=_("Andere Leitung"),
        most=20,
        required=False,
        help_text=_(
            "Eine Zeile je Person. Wer eine E-Mail-Adresse hinter einem Komma hat, erfährt von "
            "Änderungen."
        ),
    )
    capacity = forms.IntegerField(
        label=_("Plätze"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text=_("Bleibt das Feld leer, können alle kommen, die wollen."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    materials = forms.CharField(
        label=_("Material"),
        max_length=MATERIALS_LENGTH,
        required=False,
        help_text=_("Links oder Stichworte: Was wird gebraucht, wo liegt es?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = note_field()

    def __init__(
        self,
        *args: Any,
        user: User,
        training: Training | None = None,
        like: Training | None = None,
        request: TrainingRequest | None = None,
        **kwargs: Any,
    ) -> None:
        initial = _initial(training) | _initial_of_new(like, request)
        super().__init__(*args, initial=initial, **kwargs)
        self.user, self.training = user, training
        self.team = training.team if training else _own_team(user)
        if training:
            self.drop_series()
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
            if session:
                self._remember(session, number)
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

    def _remember(self, session: Session, number: int) -> None:
        """Let the page say which session a row is, whatever its date becomes."""
        self.fields[f"session_{number}"] = forms.UUIDField(
            required=False, initial=session.id, widget=forms.HiddenInput
        )

    def _offer_trainers(self) -> None:
        already = list(self.initial.get("trainers", []))
        if self.user.works_in_office:
            already += User.objects.office().values_list("pk", flat=True)
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
        known = self[f"session_{number}"] if f"session_{number}" in self.fields else None
        return SessionFields(number, [self[f"{name}_{number}"] for name in _SESSION], known)

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
        if self.training is None:
            self.check_series(self.cleaned_data.get("date_1"))
        if not self.errors:
            self.ask_about_overlap(self.details(), self.training)

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
            trainer_emails=_emails(self.fields["trainer_names"]),
            capacity=data["capacity"],
            materials=data["materials"],
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
        typed = [
            SessionTime(
                data[f"date_{number}"],
                data[f"minutes_{number}"],
                data[f"starts_at_{number}"],
                data.get(f"session_{number}"),
            )
            for number in range(1, self._sessions + 1)
            if data[f"date_{number}"]
        ]
        days = {at.date for at in typed}
        repeated = self.found.days if self.found else ()
        return (*typed, *(replace(typed[0], date=day) for day in repeated if day not in days))


def _own_team(user: User) -> Team | None:
    return current_team(user) if user.works_in_team else None


def _initial(training: Training | None) -> dict[str, Any]:
    return _facts(training) if training else {"submission": uuid.uuid4()}


def _initial_of_new(like: Training | None, request: TrainingRequest | None) -> dict[str, Any]:
    """Return what a new training has in common with another, or with what was asked for."""
    if like:
        first = like.sessions.all()[0]
        times = {"starts_at_1": first.starts_at, "minutes_1": first.minutes}
        return _facts(like) | times | {"note": "", "institution": like.institution_id}
    if request:
        institution = institution_named(request.institution_name)
        return {
            "kind": Kind.OUTREACH,
            "topics": [code for code in request.topics if code in Topic.values],
            "institution": institution and institution.pk,
            "capacity": request.heads,
        }
    return {}


def _facts(training: Training) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(training, name) for name in _FACTS}
    trainers = list(training.trainers.all())
    return facts | {
        "topics": [row.code for row in training.topic_rows.all()],
        "trainers": [trainer.user_id for trainer in trainers if trainer.user_id],
        "trainer_names": "\n".join(
            f"{trainer.name}, {trainer.email}" if trainer.email else trainer.name
            for trainer in trainers
            if trainer.name
        ),
    }


def _emails(field: forms.Field) -> dict[str, str]:
    assert isinstance(field, PeopleField)
    return field.emails
