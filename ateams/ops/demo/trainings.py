"""The demo's trainings, from plan to the answers of the institutions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.models import Contact
from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import Story, load
from trainings.enums import FOLLOW_UP_MONTHS, State
from trainings.models import FollowUpAnswer, Training
from trainings.services import (
    SessionTime,
    TrainingDetails,
    cancel_training,
    confirm_training,
    handle_answer,
    log_training,
    name_successor,
    plan_training,
    record_follow_up_answer,
)


def tell_trainings(cast: Cast) -> None:
    """Let every training of the story happen."""
    for story in load("trainings")["trainings"]:
        _tell(cast, story)


def _tell(cast: Cast, story: Story) -> None:
    by = cast.people[story["by"]]
    details = _details(cast, story)
    last_day = details.sessions[-1].date
    if story["days"] > 0 or story.get("still_planned") or "cancelled_by" in story:
        training = plan_training(details=details, by=by)
        Training.objects.filter(pk=training.pk).update(logged_at=_at(last_day, days=-30))
    else:
        names = story.get("names", [])
        heads = story.get("heads", {})
        training = log_training(details=details, heads=heads, names=names, by=by)
        Training.objects.filter(pk=training.pk).update(logged_at=_at(last_day, days=1))
    if "cancelled_by" in story:
        cancel_training(training_id=training.pk, by=cast.people[story["cancelled_by"]])
    if "confirmed_by" in story:
        confirm_training(training_id=training.pk, by=cast.people[story["confirmed_by"]])
    confirmed = Training.objects.filter(pk=training.pk, state=State.CONFIRMED)
    confirmed.update(confirmed_at=_at(last_day, days=4))
    for answer in story.get("answers", []):
        _answer(cast, training, last_day, answer)


def _details(cast: Cast, story: Story) -> TrainingDetails:
    team = cast.teams[story["institution"]]
    starts_at = time.fromisoformat(story["starts_at"]) if "starts_at" in story else None
    first = timezone.localdate() + timedelta(days=story["days"])
    sessions = tuple(
        SessionTime(first + timedelta(days=number), story["minutes"], starts_at)
        for number in range(story.get("sessions", 1))
    )
    optional: dict[str, Any] = {name: story[name] for name in ("kind", "place") if name in story}
    by = cast.people[story["by"]]
    return TrainingDetails(
        institution_id=team.institution_id,
        team_id=team.pk,
        title=story["title"],
        topics=tuple(story["topics"]),
        sessions=sessions,
        trainer_ids=(by.pk,) if by.works_in_team else (),
        trainer_names=tuple(story.get("trainers", [])),
        **optional,
    )


def _answer(cast: Cast, training: Training, last_day: date, story: Story) -> None:
    """Let the responsible contact answer, `after` days after the question."""
    assert story["months"] in FOLLOW_UP_MONTHS
    contact = Contact.objects.get(institution=training.institution_id, responsible=True)
    given = record_follow_up_answer(
        training_id=training.pk,
        months=story["months"],
        contact_id=contact.pk,
        answer=story["answer"],
        text=story.get("text", ""),
    )
    asked_on = last_day + relativedelta(months=story["months"])
    at = _at(asked_on, days=story["after"])
    answer = FollowUpAnswer.objects.filter(pk=given.pk)
    answer.update(at=at)
    if "successor" in story:
        name, email, function = story["successor"]
        name_successor(
            training_id=training.pk,
            months=story["months"],
            contact_id=contact.pk,
            name=name,
            email=email,
            function=function,
        )
    if "handled_by" in story:
        handle_answer(answer=given, by=cast.people[story["handled_by"]])
        answer.update(handled_at=min(at + timedelta(days=3), timezone.now()))


def _at(day: date, *, days: int) -> datetime:
    """Return an afternoon so many days after a day; never one that lies ahead."""
    at = datetime.combine(day + timedelta(days=days), time(15, 20))
    return min(timezone.make_aware(at), timezone.now())
