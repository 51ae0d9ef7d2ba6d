"""Days by which something is owed, as people say them."""

from datetime import date, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

register = template.Library()
# Up to here a weekday means the coming one.
NEAR = timedelta(days=6)


@register.filter
def due_words(day: date) -> str:
    """Return the day as it is said today: "heute", "Donnerstag", "seit gestern überfällig"."""
    today = timezone.localdate()
    if day < today:
        since = (
            gettext("gestern")
            if day == today - timedelta(days=1)
            else date_format(day, "SHORT_DATE_FORMAT")
        )
        return gettext("seit %(day)s überfällig") % {"day": since}
    if day == today:
        return gettext("heute")
    if day == today + timedelta(days=1):
        return gettext("morgen")
    return date_format(day, "l" if day - today <= NEAR else "SHORT_DATE_FORMAT")


@register.filter
def is_overdue(day: date) -> bool:
    """Whether the day has passed."""
    return day < timezone.localdate()
