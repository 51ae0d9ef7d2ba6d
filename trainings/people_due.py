"""What is due about people who took part: consents taken back, hours, and the second feedback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import Membership, User
from accounts.selectors import people_by_institution
from ateams.due import DueItem, Part, current_day
from ateams.school_year import school_year_of
from trainings.access import may_keep_consents
from trainings.enums import FEEDBACK_LATER_MONTHS, ConsentScope, Moment
from trainings.feedback import OPEN_DAYS
from trainings.hours import worked_minutes
from trainings.models import ApprovedHours, Feedback, PersonConsent, Training
from trainings.models.consent import people_around
from trainings.models.training import TrainingQuerySet

# School reports are written in June.
APPROVED_BY = (5, 1)
# Where somebody without a team belongs: the office sees to it.
_NOWHERE = UUID(int=0)


class ConsentWithdrawn:
    """Somebody took a consent back: a photo has to go, a certificate to be issued anew.

    `object_id` is the consent's. Titles name nobody: they stand in mails.
    """

    kind = "training.consent_withdrawn"
    label = _("Einwilligung zurückgenommen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the withdrawals that nobody has acted on, due on the day they came."""
        waiting = PersonConsent.objects.to_act_on().filter(withdrawn_on__lte=until)
        if object_id is not None:
            waiting = waiting.filter(pk=object_id) if _is_id(object_id) else waiting.none()
        if reader_id is not None:
            reader = User.objects.filter(pk=reader_id).first()
            if reader is None or not may_keep_consents(reader):
                return
            waiting = waiting.visible_to(reader)
        if not (rows := list(waiting.order_by("withdrawn_on", "pk"))):
            return
        homes = _homes({row.user_id for row in rows})
        people = people_by_institution({_NOWHERE, *(home for home, _name in homes.values())})
        for row in rows:
            home, name = homes.get(row.user_id, (_NOWHERE, ""))
            around = people[home]
            office = around.get(Part.OFFICE, ())
            asked = around.get(Part.COORDINATOR) or office
            if row.scope == ConsentScope.NAME:  # only the office issues certificates anew
                asked = office
            assert row.withdrawn_on
            yield DueItem(
                kind=self.kind,
                object_id=str(row.pk),
                due_on=row.withdrawn_on,
                title=gettext("Einwilligung zurückgenommen: %(scope)s")
                % {"scope": row.get_scope_display()},
                url=reverse("trainings:person", args=[row.user_id]),
                where=name,
                people={**around, Part.RESPONSIBLE: asked},
                done_url=reverse("trainings:consent-handled", args=[row.pk]),
            )


class FeedbackLater:
    """Three months after a training somebody hands the second link to those who took part."""

    kind = "training.feedback_later"
    label = _("Rückmeldung nach drei Monaten")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the trainings whose second round is open and has no answer yet.

        Only those with a first round are asked about: where nobody used it, nobody will.
        """
        today = current_day()
        asked: Any = asked_later(Training.objects.all(), today).select_related("institution")
        trainings: TrainingQuerySet = asked.order_by("last_on", "pk")
        if object_id is not None:
            trainings = trainings.filter(pk=object_id) if _is_id(object_id) else trainings.none()
        if reader_id is not None:
            reader = User.objects.filter(pk=reader_id).first()
            trainings = trainings.visible_to(reader) if reader else trainings.none()
        due = [
            (training, day)
            for training in trainings.prefetch_related("sessions")
            if (day := later_day(training.last_day, today)) and day <= until
        ]
        people = people_by_institution({training.institution_id for training, _day in due})
        for training, day in due:
            around = people[training.institution_id]
            responsible = around.get(Part.COORDINATOR) or around.get(Part.OFFICE, ())
            yield DueItem(
                kind=self.kind,
                object_id=str(training.pk),
                due_on=day,
                title=gettext("Noch einmal nachfragen: %(training)s") % {"training": training},
                url=reverse("trainings:feedback", args=[training.pk]),
                where=training.institution.name,
                people={**around, Part.RESPONSIBLE: responsible},
            )


class HoursToApprove:
    """In spring, hours of members wait to be approved, in time for the school reports.

    One item per institution, due on 1 May, until every member who worked in this school year has
    approved hours of it. `object_id` is the institution's.
    """

    kind = "training.hours_to_approve"
    label = _("Stunden bestätigen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the institutions with members whose hours nobody has approved this year."""
        today = current_day()
        year = school_year_of(today)
        day = date(year.last_day.year, *APPROVED_BY)
        if day > until or today > year.last_day:
            return
        members = Membership.objects.current(today).filter(
            user__role=Role.MEMBER, user__is_active=True
        )
        if object_id is not None:
            wanted = UUID(object_id) if _is_id(object_id) else None
            members = members.filter(team__institution=wanted)
        if reader_id is not None:
            reader = User.objects.filter(pk=reader_id).first()
            if reader is None or not may_keep_consents(reader):
                return
            members = members.filter(user__in=people_around(reader))
        approved = ApprovedHours.objects.filter(user=OuterRef("user"), last_day__gte=year.first_day)
        open_ones = members.exclude(Exists(approved)).select_related("team__institution")
        worked = worked_minutes({row.user_id for row in open_ones}, year.first_day, today)
        institutions = {
            row.team.institution.pk: row.team.institution
            for row in open_ones
            if worked[row.user_id]
        }
        people = people_by_institution(institutions.keys())
        for pk, institution in sorted(institutions.items()):
            around = people[pk]
            responsible = around.get(Part.COORDINATOR) or around.get(Part.OFFICE, ())
            yield DueItem(
                kind=self.kind,
                object_id=str(pk),
                due_on=day,
                title=gettext("Stunden für das Beiblatt zum Zeugnis bestätigen"),
                url=reverse("trainings:people"),
                where=institution.name,
                people={**around, Part.RESPONSIBLE: responsible},
            )


def asked_later(trainings: TrainingQuerySet, today: date) -> TrainingQuerySet:
    """Keep the trainings with a first round of answers, a second that may be open, and none to it.

    Each knows `last_on`.
    """
    answers = Feedback.objects.filter(training=OuterRef("pk"))
    return (
        trainings.took_place()
        .annotate(last_on=Max("sessions__date"))
        .filter(Exists(answers.filter(moment=Moment.AFTER)))
        .exclude(Exists(answers.filter(moment=Moment.LATER)))
        .filter(last_on__gte=today - timedelta(days=OPEN_DAYS + 95))
    )


def later_day(last_day: date, today: date) -> date | None:
    """Return when the second round about a training began; nothing once it is over."""
    day = last_day + relativedelta(months=FEEDBACK_LATER_MONTHS)
    return day if today <= day + timedelta(days=OPEN_DAYS) else None


def _homes(user_ids: set[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Return the institution that each person belongs to, or last belonged to."""
    memberships = Membership.objects.filter(user__in=user_ids).order_by("starts_on", "pk")
    found = memberships.values_list("user", "team__institution", "team__institution__name")
    return {user: (institution, name) for user, institution, name in found}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
