"""Who was there: heads by group, and names where they are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from trainings.enums import AttendanceStatus, Kind
from trainings.forms.heads import HeadCountForm
from trainings.forms.lines import NamesField
from trainings.models import Session, Training
from trainings.models.training import MOST_MINUTES
from trainings.selectors import cohort_people, possible_trainers
from trainings.services import AttendanceMark


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the list: `key` tells the fields apart."""

    key: str
    name: str
    user_id: UUID | None = None
    status: str = ""
    minutes: int | None = None

    def mark(self, status: str, minutes: int | None) -> AttendanceMark:
        """Say how the person took part."""
        name = "" if self.user_id else self.name
        return AttendanceMark(status=status, user_id=self.user_id, name=name, minutes=minutes)


class AttendanceForm(HeadCountForm):
    """A status for everybody on the session's list, and lines for further names.

    Where a team is trained or coached, its members stand on the list from the start, and so does a
    cohort that a training is for. Somebody without a status is not on the list any longer.
    """

    names = NamesField(label=_("Weitere Namen"), most=200, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        counted = {row.group: row.count for row in session.training.head_counts.all()}
        super().__init__(*args, counted=counted, **kwargs)
        self.people = list(_people(session))
        for person in self.people:
            self.fields[f"status_{person.key}"] = forms.ChoiceField(
                label=person.name,
                choices=[*AttendanceStatus.choices, ("", _("keine Angabe"))],
                required=False,
                initial=person.status,
                widget=forms.RadioSelect,
            )
            self.fields[f"minutes_{person.key}"] = forms.IntegerField(
                label=person.name,
                required=False,
                initial=person.minutes,
                min_value=0,
                validators=[MaxValueValidator(MOST_MINUTES)],
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.order_fields([field.name for field in self.head_fields])

    @property
    def status_fields(self) -> list[BoundField]:
        """Everybody's status, for the template."""
        return [self[f"status_{person.key}"] for person in self.people]

    @property
    def minutes_fields(self) -> list[BoundField]:
        """Everybody's minutes, for the template."""
        return [self[f"minutes_{person.key}"] for person in self.people]

    @property
    def unfolds_names(self) -> bool:
        """Whether names are typed or wrong."""
        return bool(self["names"].data or self["names"].errors)

    @property
    def unfolds_minutes(self) -> bool:
        """Whether somebody's minutes are known or wrong."""
        return any(field.value() or field.errors for field in self.minutes_fields)

    def marks(self) -> list[AttendanceMark]:
        """Return the valid form's list of people.

        Somebody whom the page did not show was added meanwhile, by a colleague or by the same
        form sent twice: they stay as they are, and typed once more they are still one person.
        """
        typed = list(self.cleaned_data["names"])
        marks = []
        for person in self.people:
            if f"status_{person.key}" in self.data:
                marks.append(self._mark(person))
            else:
                marks.append(person.mark(person.status, person.minutes))
                if person.name in typed:
                    typed.remove(person.name)
        marks += [AttendanceMark(name=name) for name in typed]
        return [mark for mark in marks if mark.status]

    def _mark(self, person: Person) -> AttendanceMark:
        data = self.cleaned_data
        return person.mark(data[f"status_{person.key}"], data[f"minutes_{person.key}"])


def _people(session: Session) -> Iterator[Person]:
    accounts: set[UUID] = set()
    namesakes: Counter[str] = Counter()
    for row in session.attendances.select_related("user"):
        if row.user:
            accounts.add(row.user.id)
            yield Person(f"user_{row.user.id}", row.user.name, row.user.id, row.status, row.minutes)
        elif row.name:
            namesakes[row.name] += 1
            key = f"name_{_digest(row.name)}_{namesakes[row.name]}"
            yield Person(key, row.name, None, row.status, row.minutes)
    for user in _expected(session.training):
        if user.id not in accounts:
            yield Person(f"user_{user.id}", user.name, user.id)


def _expected(training: Training) -> Iterable[User]:
    """Return who stands on the list from the start: the cohort, or else the team."""
    if training.cohort_id:
        return cohort_people(training.cohort_id)
    if training.kind != Kind.OUTREACH and training.team:
        return possible_trainers(training.team)
    return ()


def _digest(name: str) -> str:
    """Return what stands for a name in the names of fields; rows have new ids after each save."""
    return sha256(name.encode()).hexdigest()[:12]
