"""When certificates are due: somebody has completed the programme and has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Right, has_right
from accounts.models import User
from accounts.selectors import recipient
from ateams.due import DueItem, Part, current_day
from ateams.school_year import school_year_of
from trainings.cohort_certificates import lacking
from trainings.models import Cohort

# So that everybody of a cohort who completes it in the same weeks is in one batch.
ISSUED_WITHIN = timedelta(days=14)


class CertificatesToIssue:
    """Somebody of a cohort has completed the programme, and the office issues the certificate.

    One item per cohort of this school year and the last, due two weeks after the first of those
    who wait had it complete. `object_id` is the cohort's, and `where` its name.
    """

    kind = "training.certificates"
    label = _("Zertifikate ausstellen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the cohorts of which somebody waits for a certificate."""
        if reader_id is not None:
            reader = User.objects.filter(pk=reader_id).first()
            if reader is None or not has_right(reader, Right.ISSUE_CERTIFICATES):
                return
        last_year = school_year_of(current_day()).start - 1
        cohorts = Cohort.objects.filter(school_year__gte=last_year)
        if object_id is not None:
            try:
                cohorts = cohorts.filter(pk=UUID(object_id))
            except ValueError:
                return
        found = sorted(lacking(cohorts).items(), key=lambda pair: (pair[1], pair[0].name))
        due = [(cohort, day + ISSUED_WITHIN) for cohort, day in found]
        due = [(cohort, day) for cohort, day in due if day <= until]
        if not due:
            return
        office = tuple(recipient(person) for person in User.objects.office().order_by("id"))
        leads = tuple(recipient(person) for person in User.objects.leads())
        people = {Part.RESPONSIBLE: office, Part.OFFICE: office, Part.LEAD: leads}
        for cohort, day in due:
            yield DueItem(
                kind=self.kind,
                object_id=str(cohort.pk),
                due_on=day,
                title=gettext("Zertifikate ausstellen"),
                url=reverse("trainings:cohort-certificates", args=[cohort.pk]),
                where=cohort.name,
                people=people,
            )
