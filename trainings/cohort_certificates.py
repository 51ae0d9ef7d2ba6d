"""Who of a cohort has completed the programme, who has the certificate, and who lacks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce, Least

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
    for all. Who was ever given one is not looked at, nor whoever cannot have it yet: the page that
    everybody begins with counts this.
    """
    given = BatchEntry.objects.filter(
        batch__cohort=OuterRef("cohort"), user=OuterRef("user"), problem=""
    )
    waiting = CohortMember.objects.filter(cohort__in=cohorts, user__is_active=True)
    wanted = _with_enough_hours(waiting.exclude(Exists(given)))
    # Who starts again is in two cohorts, and completes the newer one's programme.
    completions = completed_on(User.objects.filter(pk__in={user for _cohort, user in wanted}))
    found: dict[Cohort, list[date]] = defaultdict(list)
    for user_id, completion in completions.items():
        if (completion.cohort.pk, user_id) in wanted:
            found[completion.cohort].append(completion.day)
    return {cohort: min(days) for cohort, days in found.items()}


def _with_enough_hours(members: QuerySet[CohortMember]) -> set[tuple[UUID, UUID]]:
    """Return cohort and person where so many minutes were attended as the programme asks for.

    Of whatever topic: `trainings.progress` says whether they are the right ones.
    """
    there = Coalesce(Least("minutes", "session__minutes"), "session__minutes")
    attended = dict(
        _attended_by(members.values("user"))
        .order_by()
        .values_list("user")
        .annotate(total=Sum(there))
        .values_list("user", "total")
    )
    asked = members.order_by().annotate(asked=Sum("cohort__curriculum__topics__minutes"))
    rows = asked.values_list("cohort", "user", "asked", "cohort__curriculum__percent")
    return {
        (cohort, user)
        for cohort, user, minutes, percent in rows
        if minutes and attended.get(user, 0) * 100 >= minutes * percent
    }


def _attended_by(user_ids: Any) -> QuerySet[Attendance]:
    """Return where these people took part in what counts for a programme."""
    return Attendance.objects.filter(
        user__in=user_ids,
        status__in=TOOK_PART,
        session__training__kind=Kind.QUALIFICATION,
        session__training__state=State.CONFIRMED,
    )


def days_of(cohort: Cohort, user_ids: Collection[UUID]) -> tuple[date, date]:
    """Return from when to when these people were trained: what a certificate says.

    What was before the school year of the cohort belongs to an earlier programme, unless there was
    nothing else.
    """
    attended = _attended_by(user_ids)
    this_time = attended.filter(session__date__gte=cohort.year.first_day)
    span = Min("session__date"), Max("session__date")
    for rows in (this_time, attended):
        first, last = rows.aggregate(first=span[0], last=span[1]).values()
        if first and last:
            return first, last
    return cohort.year.first_day, cohort.year.last_day
