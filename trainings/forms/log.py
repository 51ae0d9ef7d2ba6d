"""We held a training: as few questions as possible."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution, User
from trainings.forms.heads import HeadCountForm
from trainings.forms.lines import NamesField
from trainings.forms.note import note_field
from trainings.forms.topics import TopicForm
from trainings.models.training import MOST_MINUTES
from trainings.selectors import current_team, participating, possible_trainers, team_of
from trainings.services import SessionTime, TrainingDetails
from trainings.titles import title_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONG_AGO = timedelta(days=3 * 365)
DURATIONS = [("45", _("45 Minuten")), ("90", _("90 Minuten")), ("180", _("3 Stunden"))]
DAYS = [("0", _("heute")), ("1", _("gestern"))]


class LogForm(TopicForm, HeadCountForm):
    """Date, topics, minutes and heads; everything else is known or folded away.

    A typed date or duration counts more than the quick choice beside it.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Einrichtung"),
        empty_label=_("Bitte wählen"),
    )
    day = forms.ChoiceField(
        label=_("Wann war das?"),
        choices=DAYS,
        initial="0",
        widget=forms.RadioSelect,
        required=False,
    )
    other_day = forms.DateField(label=_("Oder an einem anderen Tag"), required=False)
    minutes = forms.ChoiceField(
        label=_("Wie lange?"), choices=DURATIONS, widget=forms.RadioSelect, required=False
    )
    other_minutes = forms.IntegerField(
        label=_("Oder andere Dauer in Minuten"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    trainers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Wer aus dem Team hat die Schulung gehalten?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    title = forms.CharField(
        label=_("Titel"),
        max_length=120,
        required=False,
        help_text=_("Bleibt das Feld leer, steht hier das Thema."),
    )
    place = forms.CharField(label=_("Ort"), max_length=120, required=False)
    names = NamesField(
        label=_("Namen der Teilnehmenden"),
        most=200,
        required=False,
        help_text=_("Nur wenn Namen gebraucht werden. Eine Zeile je Person."),
    )
    note = note_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.team = current_team(user) if user.works_in_team else None
        self.fields["submission"].initial = uuid.uuid4
        if self.team:
            del self.fields["institution"]
        else:
            self.fields["institution"].queryset = participating(user)  # type: ignore[attr-defined]
        self.sort_topics(self.team.institution if self.team else None)
        self.fields["topics"].label = _("Worum ging es?")
        self._offer_trainers()
        self.order_fields(["institution", "day", "other_day", "topics", "minutes", "other_minutes"])

    def _offer_trainers(self) -> None:
        trainers = self.fields["trainers"]
        trainers.queryset = possible_trainers(self.team)  # type: ignore[attr-defined]
        trainers.initial = [self.user.pk]
        if not self.team:
            del self.fields["trainers"]

    def clean_other_day(self) -> date | None:
        """Refuse days to come, and days so long ago that the year must be mistyped."""
        day: date | None = self.cleaned_data["other_day"]
        today = timezone.localdate()
        if day and day > today:
            raise forms.ValidationError(_("Dieser Tag kommt erst noch."))
        if day and day < today - LONG_AGO:
            raise forms.ValidationError(_("Das ist länger als drei Jahre her. Stimmt das Jahr?"))
        return day

    def clean(self) -> None:
        """Ask for a duration and for somebody who was there, in one of several fields."""
        self._ask_for(["minutes", "other_minutes"], _("Bitte auswählen, wie lange es ging."))
        heads = [field.name for field in self.head_fields]
        self._ask_for([*heads, "names"], _("Wie viele waren da? Eine Zahl genügt."))

    def _ask_for(self, names: list[str], message: StrPromise) -> None:
        """Add an error to the first of the fields unless one of them is filled, or wrong."""
        if not any(self.cleaned_data.get(name) or name in self.errors for name in names):
            self.add_error(names[0], message)

    @property
    def unfolds_more(self) -> bool:
        """Whether something stands in the folded fields, or is wrong there."""
        folded = ("title", "place", "names", "note")
        return any(self[name].data or self[name].errors for name in folded)

    def details(self) -> TrainingDetails:
        """Return what the valid form says about the training."""
        data = self.cleaned_data
        institution = self.team.institution if self.team else data["institution"]
        team = self.team or team_of(institution)
        day = data["other_day"] or timezone.localdate() - timedelta(days=int(data["day"] or 0))
        return TrainingDetails(
            institution_id=institution.pk,
            team_id=team.pk if team else None,
            title=data["title"] or title_of(data["topics"]),
            topics=tuple(data["topics"]),
            sessions=(SessionTime(day, data["other_minutes"] or int(data["minutes"])),),
            place=data["place"],
            note=data["note"],
            trainer_ids=tuple(user.pk for user in data.get("trainers", ())),
        )
