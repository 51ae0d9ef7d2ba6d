"""Figures of trainings in templates."""

from django import template

from trainings.hours import hours_text
from trainings.models import Training
from trainings.reach import reach

register = template.Library()


@register.filter
def reached(training: Training) -> int:
    """Return how many people a training reached."""
    return reach(training)


@register.filter
def in_hours(minutes: int) -> str:
    """Write a duration in hours."""
    return hours_text(minutes)
