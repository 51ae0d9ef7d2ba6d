"""Cohorts, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from ateams.audit.services import record, record_each
from trainings.models import Cohort, CohortMember


@transaction.atomic
def save_cohort(*, cohort: Cohort, by: User) -> Cohort:
    """Store a new or changed cohort. Raises ValidationError, also for a draft as its curriculum."""
    cohort.full_clean()
    if cohort.curriculum.is_draft:
        raise ValidationError({"curriculum": _("Dieser Lehrplan ist noch nicht veröffentlicht.")})
    cohort.save()
    record(action="cohort.saved", subject=("cohort", cohort.id), by=by.id)
    return cohort


@transaction.atomic
def add_to_cohort(*, cohort: Cohort, people: Collection[User], by: User) -> int:
    """Let people be trained with a cohort; return how many were not in it yet."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    known = set(cohort.members.values_list("user", flat=True))
    new = [person for person in people if person.pk not in known]
    now = timezone.now()
    CohortMember.objects.bulk_create(
        CohortMember(cohort=cohort, user=person, added_at=now) for person in new
    )
    ids = [person.pk for person in new]
    record_each(action="cohort.joined", subject=("cohort", cohort.id), by=by.id, about=ids)
    return len(new)


@transaction.atomic
def remove_from_cohort(*, cohort: Cohort, person_id: UUID, by: User) -> bool:
    """Take somebody out of a cohort; where they were stays. Return whether they were in it."""
    removed, _rows = cohort.members.filter(user=person_id).delete()
    if removed:
        record(action="cohort.left", subject=("cohort", cohort.id), by=by.id, about=person_id)
    return bool(removed)
