"""What was written down under a name comes to the account of whoever was meant."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from ateams.audit.services import record
from trainings.by_name import rows_by_name
from trainings.models import Attendance, SignUp, Trainer
from trainings.one_person import bring_attendances, bring_sign_ups, bring_trainers


@transaction.atomic
def take_over_names(*, person: User, keys: Collection[str], by: User) -> int:
    """Let rows that name the person without an account be theirs; return how many it were.

    `keys` are those of `trainings.by_name.rows_by_name`. What is no longer there is left out, so
    that doing it twice changes nothing.
    """
    User.objects.select_for_update().get(pk=person.pk)
    rows = [one.row for one in rows_by_name(person) if one.key in keys]
    bring_attendances([row for row in rows if isinstance(row, Attendance)], person)
    bring_sign_ups([row for row in rows if isinstance(row, SignUp)], person)
    bring_trainers([row for row in rows if isinstance(row, Trainer)], person)
    if rows:
        record(
            action="person.names_taken_over",
            subject=("person", person.pk),
            by=by.pk,
            about=person.pk,
            number=len(rows),
        )
    return len(rows)
