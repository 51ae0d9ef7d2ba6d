"""Figures and names of trainings in templates."""

from collections.abc import Iterable

from django import template

from trainings.hours import hours_text
from trainings.models import Training
from trainings.reach import reach
from trainings.topics import Topic

register = template.Library()


@register.filter
def reached(training: Training) -> int:
    """Return how many people a training reached."""
    return reach(training)


@register.filter
def topic_names(codes: Iterable[str]) -> list[str]:
    """Return what topics are called; a code that no longer exists is left out."""
    return [str(Topic(code).label) for code in codes if code in Topic.values]


@register.filter
def in_hours(minutes: int) -> str:
    """Write a duration in hours."""
    return hours_text(minutes)
