"""The list of trainings, to be downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.lists import List, add_list
from accounts.models import User
from ateams.web.sheets.writing import Cell
from trainings.enums import Group
from trainings.forms.filtering import TrainingFilterForm
from trainings.models import Training
from trainings.reach import reach

COLUMNS = (
    _("Einrichtung"),
    _("Datum"),
    _("Themen"),
    _("Minuten"),
    _("Titel"),
    _("Art"),
    _("Ort"),
    *(group.label for group in Group),
    _("Personen insgesamt"),
    _("Stand"),
)


def rows(user: User, query: QueryDict) -> Iterator[Sequence[Cell]]:
    """Return the trainings of the list, with the filters of its page; nobody's name is in it."""
    trainings = TrainingFilterForm(query, user=user).apply(Training.objects.visible_to(user))
    for training in trainings.with_details().newest_first():
        counted = {row.group: row.count for row in training.head_counts.all()}
        yield (
            training.institution.name,
            training.last_day.isoformat(),
            "; ".join(training.topics),
            sum(session.minutes for session in training.sessions.all()),
            training.title,
            str(training.get_kind_display()),
            training.place,
            *(counted.get(group.value, "") for group in Group),
            reach(training) if training.took_place else "",
            str(training.get_state_display()),
        )


def register() -> None:
    """Offer it; called once, when the apps are ready."""
    add_list(
        List(
            "trainings",
            _("Schulungen"),
            COLUMNS,
            may=lambda user: user.works_in_office and has_right(user, Right.CONFIRM_TRAINING),
            rows=rows,
        )
    )
