"""Days that forms take: those ahead, and those that have been."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def not_past(day: date) -> date:
    """Return the day; refuse one that has passed: nobody would be reminded."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("Dieser Tag ist schon vorbei."))
    return day


def not_ahead(day: date) -> date:
    """Return the day; refuse one on which nothing can have happened yet."""
    if day > timezone.localdate():
        raise forms.ValidationError(_("Dieser Tag kommt erst noch."))
    return day
