"""Repeating the first session: a simple series, made into rows."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.school_holidays import known_until
from ateams.web.forms import REQUIRED, BaseForm
from trainings.series import MOST_SESSIONS, HolidaysUnknown, Series, TooLong, series

EVERY = [
    ("", _("nur einmal")),
    ("1", _("jede Woche")),
    ("2", _("alle zwei Wochen")),
    ("4", _("alle vier Wochen")),
]


class SeriesForm(BaseForm):
    """How often the first session is repeated, and until when."""

    repeat = forms.ChoiceField(label=_("Wie oft?"), choices=EVERY, required=False)
    until = forms.DateField(
        label=_("Bis zum"),
        required=False,
        help_text=_("Feiertage und Schulferien werden ausgelassen."),
    )
    in_holidays = forms.BooleanField(label=_("Auch in den Schulferien"), required=False)

    def drop_series(self) -> None:
        """Offer no series, where there are sessions already."""
        for name in ("repeat", "until", "in_holidays"):
            del self.fields[name]

    @property
    def unfolds_series(self) -> bool:
        """Whether something is chosen there, or wrong."""
        names = ("repeat", "until")
        return "repeat" in self.fields and any(self[n].data or self[n].errors for n in names)

    def check_series(self, first: date | None) -> None:
        """Find the days of the series. Adds errors beside the field that they are about."""
        data = self.cleaned_data
        weeks, until = data.get("repeat"), data.get("until")
        if not weeks or first is None or "until" in self.errors:
            return
        if until is None:
            self.add_error("until", REQUIRED)
        elif until <= first:
            self.add_error("until", _("Dieser Tag liegt vor dem zweiten Termin."))
        else:
            self._find(first, int(weeks), until)

    def _find(self, first: date, weeks: int, until: date) -> None:
        in_holidays = self.cleaned_data["in_holidays"]
        try:
            self.cleaned_data["series"] = series(
                first, weeks=weeks, until=until, in_holidays=in_holidays
            )
        except TooLong:
            text = gettext("Das sind mehr als %(most)d Termine. Bitte einen früheren Tag wählen.")
            self.add_error("until", text % {"most": MOST_SESSIONS})
        except HolidaysUnknown:
            text = gettext(
                "Die Schulferien sind nur bis %(day)s bekannt. Bitte einen früheren Tag wählen."
            )
            self.add_error("until", text % {"day": date_format(known_until())})

    @property
    def found(self) -> Series | None:
        """The days of the valid form's series, if any."""
        found: Series | None = self.cleaned_data.get("series")
        return found
