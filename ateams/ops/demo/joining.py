"""The demo's sign-ups for trainings, and what institutions ask for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import Story, load
from trainings.models import SignUp, Training, TrainingRequest
from trainings.services import (
    Wish,
    ask_for_training,
    excuse,
    fix_training,
    open_sign_up,
    sign_up,
    sign_up_guest,
)


def tell_joining(cast: Cast) -> None:
    """Let people sign up, and institutions ask."""
    stories = load("joining")
    for story in stories["sign_ups"]:
        _sign_up(cast, story)
    for story in stories["requests"]:
        _ask(story)


def _sign_up(cast: Cast, story: Story) -> None:
    lead = cast.people["lead"]
    training = Training.objects.get(title=story["training"])
    training.capacity, training.materials = story.get("capacity"), story.get("materials", "")
    training.save(update_fields=["capacity", "materials"])
    if story.get("fixed"):
        fix_training(training_id=training.pk, by=lead)
    key = open_sign_up(training_id=training.pk, by=lead).sign_up_key
    assert key
    for person in story["accounts"]:
        sign_up(training_id=training.pk, by=cast.people[person])
    for name in story["guests"]:
        sign_up_guest(key=key, submission=uuid4(), name=name)
    for person in story.get("excused", []):
        signed_up = SignUp.objects.get(training=training, user=cast.people[person])
        excuse(sign_up_id=signed_up.pk, by=cast.people[person])


def _ask(story: Story) -> None:
    wish = Wish(
        institution_name=story["institution"],
        name=story["name"],
        email=story["email"],
        group=story["group"],
        topics=story["topics"],
        heads=story["heads"],
        text=story["text"],
        language=story.get("language", "de"),
    )
    request = ask_for_training(wish=wish, submission=uuid4())
    at = timezone.now() - timedelta(days=story["days_ago"])
    TrainingRequest.objects.filter(pk=request.pk).update(at=at)
