"""Who was there: heads by group, and names where they are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from trainings.access import may_see_sign_ups
from trainings.enums import CAME_OR_LEFT, TOOK_PART, AttendanceStatus, Kind
from trainings.forms.heads import HeadCountForm
from trainings.forms.lines import NamesField
from trainings.models import Session, SignUp, Training
from trainings.overlaps import Overlap, overlaps
from trainings.places import places_of
from trainings.selectors import accounts_by_name, cohort_people, possible_trainers
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


@dataclass(frozen=True, slots=True)
class Ticks:
    """The fields of one person, for the template."""

    status: BoundField
    missed: BoundField


class AttendanceForm(HeadCountForm):
    """A status for everybody on the session's list, and lines for walk-ins.

    Where a team is trained or coached, its members stand on the list from the start, and so do a
    cohort that a training is for and those who signed up and have a place; a typed name that is
    one member's stands for the account. Somebody without a status is not on the list any longer;
    one button says that all of these were there. Who is ticked in two sessions at the same time is
    asked about once.
    """

    names = NamesField(label=_("Weitere Namen"), most=200, required=False)
    overlap_ok = forms.BooleanField(label=_("Das stimmt so."), required=False)

    def __init__(self, *args: Any, session: Session, user: User, **kwargs: Any) -> None:
        counted = {row.group: row.count for row in session.training.head_counts.all()}
        super().__init__(*args, counted=counted, **kwargs)
        self.session, self.user = session, user
        self.overlaps: list[Overlap] = []
        self.people = list(people_on_list(session, user, sent=self.data))
        for person in self.people:
            self.fields[f"status_{person.key}"] = forms.ChoiceField(
                label=person.name,
                choices=[*AttendanceStatus.choices, ("", _("keine Angabe"))],
                required=False,
                initial=person.status,
                widget=forms.RadioSelect,
            )
            self.fields[f"missed_{person.key}"] = forms.IntegerField(
                label=_("Wie viele Minuten gefehlt?"),
                required=False,
                initial=self._missed(person),
                min_value=0,
                validators=[MaxValueValidator(session.minutes)],
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self.order_fields([field.name for field in self.head_fields])

    @property
    def status_fields(self) -> list[BoundField]:
        """Everybody's status."""
        return [self[f"status_{person.key}"] for person in self.people]

    @property
    def ticks(self) -> list[Ticks]:
        """Everybody's fields, for the template."""
        return [
            Ticks(self[f"status_{person.key}"], self[f"missed_{person.key}"])
            for person in self.people
        ]

    @property
    def somebody_is_open(self) -> bool:
        """Whether one button could say of several people that they were there."""
        return sum(not person.status for person in self.people) > 1

    @property
    def unfolds_names(self) -> bool:
        """Whether names are typed or wrong, or the only way to name somebody."""
        return bool(self["names"].data or self["names"].errors)

    def clean(self) -> None:
        """Ask once about people who are said to be in two places at the same time."""
        if self.errors or self.cleaned_data["overlap_ok"]:
            return
        self.overlaps = overlaps(self.session, self._newly_there())
        if self.overlaps:
            self.add_error("overlap_ok", [str(overlap) for overlap in self.overlaps])

    def marks(self) -> list[AttendanceMark]:
        """Return the valid form's list of people.

        Somebody whom the page did not show was added meanwhile, by a colleague or by the same
        form sent twice: they stay as they are, and typed once more they are still one person.
        """
        typed = list(self.cleaned_data["names"])
        marks = []
        for person in self.people:
            if f"status_{person.key}" in self.data:
                mark = self._mark(person)
            else:
                mark = person.mark(person.status, person.minutes)
            if person.name in typed and (person.user_id or not self._was_shown(person)):
                typed.remove(person.name)
                mark = mark if mark.status else person.mark(AttendanceStatus.PRESENT, None)
            marks.append(mark)
        known = accounts_by_name(self.session.training, typed, self.user)
        listed = {person.user_id for person in self.people}
        for name in typed:
            user_id = known.get(name.casefold())
            if user_id is None:
                marks.append(AttendanceMark(name=name))
            elif user_id not in listed:
                listed.add(user_id)
                marks.append(AttendanceMark(user_id=user_id))
        return [mark for mark in marks if mark.status]

    def _was_shown(self, person: Person) -> bool:
        return f"status_{person.key}" in self.data

    def _mark(self, person: Person) -> AttendanceMark:
        status = self.cleaned_data[f"status_{person.key}"]
        missed = self.cleaned_data[f"missed_{person.key}"]
        if not status and "rest" in self.data:
            return person.mark(AttendanceStatus.PRESENT, None)
        if status in CAME_OR_LEFT:
            minutes = None if missed is None else self.session.minutes - missed
            return person.mark(status, minutes)
        return person.mark(status, person.minutes if status == person.status else None)

    def _missed(self, person: Person) -> int | None:
        if person.minutes is None or person.status not in CAME_OR_LEFT:
            return None
        return max(0, self.session.minutes - person.minutes)

    def _newly_there(self) -> set[UUID]:
        """Return the accounts that this form says for the first time were there.

        Those who hold the training are meant, too, when its list is saved for the first time.
        """
        before = {p.user_id for p in self.people if p.user_id and p.status in TOOK_PART}
        now = {m.user_id for m in self.marks() if m.user_id and m.status in TOOK_PART}
        if not self.session.attendances.exists():
            trainers = self.session.training.trainers.filter(user__isnull=False)
            now |= set(trainers.values_list("user", flat=True))
        return now - before


def people_on_list(
    session: Session, reader: User, *, sent: Container[str] = ()
) -> Iterator[Person]:
    """Return everybody on a session's list: who was ticked, then who is expected.

    That is the team where it is trained, the cohort, and who signed up and has a place; the last
    only for a reader who may see who signed up. Who had a place when the form was shown is on it
    when it is `sent`, too.
    """
    accounts: set[UUID] = set()
    namesakes: Counter[str] = Counter()
    for row in session.attendances.select_related("user"):
        if row.user:
            accounts.add(row.user.id)
            yield Person(f"user_{row.user.id}", row.user.name, row.user.id, row.status, row.minutes)
        elif row.name:
            namesakes[row.name] += 1
            yield _guest(row.name, namesakes[row.name], row.status, row.minutes)
    for user in _expected(session.training):
        if user.id not in accounts:
            accounts.add(user.id)
            yield Person(f"user_{user.id}", user.name, user.id)
    # As many of a name as were ticked already are among those who signed up.
    seen: Counter[str] = Counter()
    for one, has_place in _signed_up(session.training, reader):
        if one.user:
            person = Person(f"user_{one.user.id}", one.user.name, one.user.id)
        else:
            seen[one.name] += 1
            person = _guest(one.name, seen[one.name])
        known = one.user_id in accounts if one.user else seen[one.name] <= namesakes[one.name]
        if person.name and not known and (has_place or f"status_{person.key}" in sent):
            yield person


def _guest(name: str, number: int, status: str = "", minutes: int | None = None) -> Person:
    """Return somebody without an account, the so many-th of this name."""
    return Person(f"name_{_digest(name)}_{number}", name, None, status, minutes)


def _signed_up(training: Training, reader: User) -> Iterator[tuple[SignUp, bool]]:
    """Return who signed up, as far as the reader may know, those with a place first."""
    if not may_see_sign_ups(reader, training):
        return
    seated = list(places_of(training).with_place)
    yield from ((one, True) for one in seated)
    others = SignUp.objects.filter(training=training).exclude(pk__in=[one.pk for one in seated])
    yield from ((one, False) for one in others.select_related("user"))


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
