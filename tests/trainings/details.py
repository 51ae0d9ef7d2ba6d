"""Details of a training as services take them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import Team
from trainings.services import SessionTime, TrainingDetails
from trainings.topics import Topic


def details_for(team: Team, *, on: date | None = None, **fields: Any) -> TrainingDetails:
    """Return a training of the team about antisemitism, 90 minutes, today unless told otherwise."""
    fields.setdefault("title", "Antisemitismus erkennen")
    fields.setdefault("topics", (Topic.ANTISEMITISM,))
    fields.setdefault("sessions", (SessionTime(on or timezone.localdate(), 90),))
    return TrainingDetails(institution_id=team.institution_id, team_id=team.id, **fields)
