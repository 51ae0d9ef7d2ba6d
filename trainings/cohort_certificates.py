"""Who of a cohort has completed the programme, who has the certificate, and who lacks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from accounts.models import User
from trainings.enums import TOOK_PART, CertificateState, Kind, State
from trainings.models import Attendance, BatchEntry, Cohort, CohortMember
from trainings.progress import completed_on


def certified(cohort: Cohort) -> set[UUID]:
    """Return who has the certificate of a cohort's programme, or is about to get it.

    Whose certificate was revoked can get another.
    """
    revoked = BatchEntry.objects.filter(certificate__state=CertificateState.REVOKED)
    entries = BatchEntry.objects.filter(batch__cohort=cohort, problem="")
    return set(entries.exclude(pk__in=revoked).values_list("user", flat=True))


def lacking(cohorts: QuerySet[Cohort]) -> dict[Cohort, date]:
    """Return the cohorts of which somebody has completed the programme without a certificate.

    With the first day on which somebody of them had it complete. As many queries for one cohort as
    for all; who was ever given one is not looked at.
    """
    given = BatchEntry.objects.filter(
        batch__cohort=OuterRef("cohort"), user=OuterRef("user"), problem=""
    )
    rows = list(
        CohortMember.objects.filter(cohort__in=cohorts, user__is_active=True)
        .exclude(Exists(given))
        .values_list("cohort", "user")
    )
    # Who starts again is in two cohorts, and completes the newer one's programme.
    wanted = {(cohort_id, user_id) for cohort_id, user_id in rows}
    completions = completed_on(User.objects.filter(pk__in={user for _cohort, user in rows}))
    found: dict[Cohort, list[date]] = defaultdict(list)
    for user_id, completion in completions.items():
        if (completion.cohort.pk, user_id) in wanted:
            found[completion.cohort].append(completion.day)
    return {cohort: min(days) for cohort, days in found.items()}


def days_of(cohort: Cohort, user_ids: Collection[UUID]) -> tuple[date, date]:
    """Return from when to when these people were trained: what a certificate says.

    What was before the school year of the cohort belongs to an earlier programme, unless there was
    nothing else.
    """
    attended = Attendance.objects.filter(
        user__in=user_ids,
        status__in=TOOK_PART,
        session__training__kind=Kind.QUALIFICATION,
        session__training__state=State.CONFIRMED,
    )
    this_time = attended.filter(session__date__gte=cohort.year.first_day)
    span = Min("session__date"), Max("session__date")
    for rows in (this_time, attended):
        first, last = rows.aggregate(first=span[0], last=span[1]).values()
        if first and last:
            return first, last
    return cohort.year.first_day, cohort.year.last_day
