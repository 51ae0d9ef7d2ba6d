"""Asking once whether somebody can really hold two trainings at the same time."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ateams.web.forms import BaseForm
from trainings.models import Session, Training
from trainings.overlaps import planned_overlaps
from trainings.services import TrainingDetails


class OverlapForm(BaseForm):
    """The question, which is shown where there is one; a tick answers it."""

    overlap_ok = forms.BooleanField(label=_("Das stimmt so."), required=False)
    asks_about_overlap = False

    def ask_about_overlap(self, details: TrainingDetails, training: Training | None) -> None:
        """Add the question about those whom this form for the first time puts in two places."""
        sent = self.cleaned_data.get("submission")
        if self.cleaned_data["overlap_ok"] or (
            sent and Training.objects.filter(submission=sent).exists()
        ):
            return  # answered, or the same form a moment ago
        stored = {session.pk: session for session in training.sessions.all()} if training else {}
        trainers = training.trainers.all() if training else ()
        already = {trainer.user_id for trainer in trainers if trainer.user_id}
        holders = set(details.trainer_ids)
        asked: list[tuple[Session, Collection[UUID]]] = []
        for at in details.sessions:
            session = Session(date=at.date, starts_at=at.starts_at, minutes=at.minutes)
            before = stored.get(at.session_id) if at.session_id else None
            stays = before is not None and _times(before) == _times(session)
            asked.append((session, holders - already if stays else holders))
        found = planned_overlaps(asked, training_id=training.pk if training else None)
        if found:
            self.asks_about_overlap = True
            self.add_error("overlap_ok", [overlap.ahead for overlap in found])


def _times(session: Session) -> tuple[object, ...]:
    return session.date, session.starts_at, session.minutes
