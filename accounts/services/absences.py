"""Noting that somebody is away, and that they are back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from ateams.audit.services import record


@transaction.atomic
def set_absence(
    *, person: User, first_day: date, last_day: date, stand_in: User | None, by: User
) -> Absence:
    """Note from when to when somebody is away; exactly the same again changes nothing.

    Raises ValidationError for days in the wrong order, and for a time that shares a day with
    another one of the same person.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    same = {"first_day": first_day, "last_day": last_day, "stand_in": stand_in}
    if known := locked.absences.filter(**same).first():
        return known
    absence = Absence(person=locked, **same)
    absence.full_clean()
    if locked.absences.within(first_day, last_day).exists():
        raise ValidationError({"first_day": _("In dieser Zeit ist schon etwas eingetragen.")})
    absence.save()
    record(action="account.absence_set", subject=("account", person.id), by=by.id)
    return absence


@transaction.atomic
def end_absence(*, person: User, absence_id: UUID, by: User) -> bool:
    """End an absence yesterday, or take it back if it has not begun before today.

    Return whether there was one that is not over.
    """
    today = timezone.localdate()
    known = Absence.objects.not_over(today).filter(person=person, pk=absence_id)
    absence = known.select_for_update(of=("self",)).first()
    if absence is None:
        return False
    if absence.first_day < today:
        absence.last_day = today - timedelta(days=1)
        absence.save(update_fields=["last_day"])
    else:
        absence.delete()
    record(action="account.absence_ended", subject=("account", person.id), by=by.id)
    return True
