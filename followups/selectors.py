"""Reads shaped for the pages of this package."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from trainings.access import may_read_answers
from trainings.models import FollowUpAnswer, Training

ANSWERS = 5


def recent_answers(user: User) -> QuerySet[FollowUpAnswer]:
    """Return the newest answers of institutions that this person may read."""
    if not may_read_answers(user):
        return FollowUpAnswer.objects.none()
    answers = FollowUpAnswer.objects.current().filter(
        training__in=Training.objects.visible_to(user)
    )
    return answers.select_related("training__institution", "contact", "handled_by")[:ANSWERS]
