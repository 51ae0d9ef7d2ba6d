"""What the list of cases can be narrowed to. It stands in the address and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from ateams.web.forms import BaseForm
from incidents.enums import CaseType, Channel, State
from incidents.languages import SPOKEN
from incidents.models.case import CaseQuerySet
from incidents.queue import overdue

ALL = ("", _("alle"))
OPEN, EVERY = "open", "all"
ME, NOBODY = "me", "nobody"
OVERDUE, MISSING = "overdue", "missing"


WHO = [ALL, (ME, _("ich")), (NOBODY, _("niemand"))]
People = Callable[[], list[Any]]


def _responsible(user: User) -> list[Any]:
    """Return who can be asked for: oneself, nobody, and the others of the office."""
    others = User.objects.office().exclude(pk=user.pk).order_by("name")
    return [*WHO, *((str(person.pk), str(person)) for person in others)]


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A team, named together with its institution."""

    def label_from_instance(self, obj: Team) -> str:
        """Say whose team it is."""
        return f"{obj.institution} – {obj}"


class QueueForm(BaseForm):
    """State, ownership, dates and where a case came from."""

    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[(OPEN, _("Offene")), (EVERY, _("Alle")), *State.choices],
    )
    who = forms.ChoiceField(
        label=_("Zuständig"),
        required=False,
        choices=WHO,
    )
    due = forms.ChoiceField(
        label=_("Frist"),
        required=False,
        choices=[ALL, (OVERDUE, _("überfällig")), (MISSING, _("ohne Termin"))],
    )
    team = TeamField(
        label=_("Team"),
        required=False,
        empty_label=_("alle"),
        queryset=Team.objects.none(),
    )
    type = forms.ChoiceField(label=_("Art"), required=False, choices=[ALL, *CaseType.choices])
    channel = forms.ChoiceField(
        label=_("Kontaktweg"), required=False, choices=[ALL, *Channel.choices]
    )
    language = forms.ChoiceField(label=_("Sprache"), required=False, choices=[ALL, *SPOKEN.items()])
    unread = forms.BooleanField(label=_("Ungelesen"), required=False)

    def __init__(
        self, *args: Any, user: User, teams: QuerySet[Team], people: People, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = teams
        if not user.works_in_office:  # one team, and the office is responsible
            del self.fields["team"], self.fields["who"], self.fields["type"]
            return
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = people


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter in words, and the rest of the address without it."""

    label: str
    value: str
    query: str


class Filters:
    """What an address asks for. Whatever it cannot ask for is ignored, not complained about."""

    def __init__(self, asked: Mapping[str, Any], *, user: User, teams: QuerySet[Team]) -> None:
        people = cache(partial(_responsible, user))
        form = QueueForm(asked, user=user, teams=teams, people=people)
        form.is_valid()
        self._user_id = user.pk
        self.values = {
            name: value
            for name, value in form.cleaned_data.items()
            if value and (name, value) != ("state", OPEN)
        }
        initial = {"state": OPEN} | self.values
        self.form = QueueForm(initial=initial, user=user, teams=teams, people=people)

    def apply(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Keep what is asked for; the open ones unless the address says otherwise."""
        asked = self.values
        cases = self._in_state(cases)
        if "who" in asked:
            responsible = {ME: self._user_id, NOBODY: None}.get(asked["who"], asked["who"])
            cases = cases.filter(Q(responsible=responsible))
        if asked.get("due") == OVERDUE:
            cases = overdue(cases)
        elif asked.get("due") == MISSING:
            cases = cases.open().filter(next_date=None)
        columns = ("team", "type", "channel", "language", "unread")
        return cases.filter(**{name: asked[name] for name in columns if name in asked})

    def query(self, without: str = "") -> str:
        """Return what the address says, encoded and without nonsense."""
        return urlencode(
            {name: _encoded(value) for name, value in self.values.items() if name != without}
        )

    @property
    def chips(self) -> list[Chip]:
        """Say which filters are active, each with the way to take it away."""
        return [
            Chip(str(self.form.fields[name].label), self._words(name), self.query(without=name))
            for name in self.values
        ]

    def _in_state(self, cases: CaseQuerySet) -> CaseQuerySet:
        state = self.values.get("state", OPEN)
        if state == OPEN:
            return cases.open()
        return cases if state == EVERY else cases.filter(state=state)

    def _words(self, name: str) -> str:
        field, value = self.form.fields[name], self.values[name]
        if isinstance(field, TeamField):
            return field.label_from_instance(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        return ""


def _encoded(value: Any) -> str:
    if isinstance(value, Team):
        return str(value.pk)
    return "on" if value is True else str(value)
