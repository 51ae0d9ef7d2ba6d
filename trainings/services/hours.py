"""Approving hours of voluntary work."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record
from trainings.models import ApprovedHours


@transaction.atomic
def approve_hours(
    *, person: User, first_day: date, last_day: date, minutes: int, by: User
) -> ApprovedHours:
    """Approve how long somebody worked in a period; the same period again corrects it.

    Raises ValidationError for oneself, for days to come, and where another period overlaps, since
    hours would count twice.
    """
    User.objects.select_for_update().get(pk=person.pk)  # two at once see each other
    if person.pk == by.pk:
        raise ValidationError(_("Die eigenen Stunden bestätigt jemand anderes."))
    if last_day > timezone.localdate():
        raise ValidationError(_("Der Zeitraum ist noch nicht vorbei."))
    others = ApprovedHours.objects.filter(user=person).exclude(
        first_day=first_day, last_day=last_day
    )
    if others.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise ValidationError(_("Für einen Teil dieser Zeit sind schon Stunden bestätigt."))
    hours = ApprovedHours.objects.filter(
        user=person, first_day=first_day, last_day=last_day
    ).first() or ApprovedHours(user=person, first_day=first_day, last_day=last_day)
    hours.minutes, hours.approved_by, hours.approved_on = minutes, by, timezone.localdate()
    hours.full_clean(exclude=["user", "approved_by"])
    hours.save()
    record(action="hours.approved", subject=("person", person.pk), by=by.pk, about=person.pk)
    return hours


@transaction.atomic
def take_hours_back(*, hours_id: UUID, by: User) -> bool:
    """Take an approval back. Return whether there was one."""
    hours = ApprovedHours.objects.select_for_update().filter(pk=hours_id).first()
    if hours is None:
        return False
    person_id = hours.user_id
    hours.delete()
    record(action="hours.taken_back", subject=("person", person_id), by=by.pk, about=person_id)
    return True
