"""Reads shaped for pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from accounts.access import Right, has_right
from accounts.enums import Role
from accounts.models import Institution, Membership, Team, User
from ateams.school_year import SchoolYear, school_year_of
from trainings.access import may_handle_answers, may_renew_contacts
from trainings.enums import FOLLOW_UP_MONTHS, TO_COME, Answer, Kind
from trainings.models import FollowUpAnswer, Session, Training, TrainingTopic
from trainings.models.consent import people_around
from trainings.models.training import TrainingQuerySet
from trainings.reach import reach
from trainings.steps import follow_up_day, open_step_of
from trainings.topics import Topic

_RECENT = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One question to the responsible contact, as the page of a training shows it."""

    months: int
    day: date
    answer: FollowUpAnswer | None
    is_open: bool
    has_come: bool
    earlier: tuple[FollowUpAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class YearAtInstitution:
    """What took place at an institution in one school year."""

    year: SchoolYear
    trainings: int
    reached: int


def current_team(user: User) -> Team | None:
    """Return the team that the account belongs to today."""
    memberships = user.memberships.current(timezone.localdate())
    membership = memberships.select_related("team__institution").first()
    return membership.team if membership else None


def participating(user: User) -> QuerySet[Institution]:
    """Return the institutions that this person can enter a training for."""
    return Institution.objects.visible_to(user).filter(active=True)


def institution_named(name: str) -> Institution | None:
    """Return the institution that somebody means by a name, where there is no doubt."""
    found = list(Institution.objects.filter(active=True, name__iexact=name.strip())[:2])
    return found[0] if len(found) == 1 else None


def team_of(institution: Institution) -> Team | None:
    """Return the institution's team where there is exactly one."""
    teams = list(institution.teams.all()[:2])
    return teams[0] if len(teams) == 1 else None


def possible_trainers(team: Team | None, *, and_also: Iterable[UUID] = ()) -> QuerySet[User]:
    """Return the members of a team today, and those who are trainers already."""
    current = Membership.objects.current(timezone.localdate()).filter(team=team)
    members = User.objects.filter(role=Role.MEMBER, is_active=True, memberships__in=current)
    return (members | User.objects.filter(pk__in=list(and_also))).distinct().order_by("name", "id")


def cohort_people(cohort_id: UUID) -> QuerySet[User]:
    """Return those of a cohort who still have an account, by name."""
    found = User.objects.active().filter(cohort_memberships__cohort=cohort_id)
    return found.order_by("name", "id")


def accounts_by_name(training: Training, names: Iterable[str], by: User) -> dict[str, UUID]:
    """Return which typed names stand for one member's account, by the name in small letters.

    In a class somebody may have a member's name, so only where members are trained. Whoever
    types finds the people whom they look after; of namesakes nobody.
    """
    wanted = {name.casefold() for name in names}
    if training.kind == Kind.OUTREACH or not wanted:
        return {}
    members = people_around(by).filter(role=Role.MEMBER, is_active=True).distinct()
    found: dict[str, list[UUID]] = {}
    for user_id, name in members.values_list("pk", "name"):
        if name.casefold() in wanted:
            found.setdefault(name.casefold(), []).append(user_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def topics_by_use(institution: Institution | None) -> list[str]:
    """Return all topic codes, those first that the institution's last trainings were about."""
    recent = TrainingTopic.objects.filter(training__institution=institution).order_by("-id")
    used = Counter(recent.values_list("code", flat=True)[:_RECENT])
    return sorted(Topic.values, key=lambda code: -used[code])


def waiting_for(user: User) -> TrainingQuerySet:
    """Return what this person is to confirm: for the office, what nobody else could.

    That is where nobody coordinates, and what was for a whole cohort.
    """
    waiting = Training.objects.visible_to(user).waiting()
    if not has_right(user, Right.CONFIRM_TRAINING):
        return waiting.none()
    if user.works_in_office:
        coordinated = Membership.objects.current(timezone.localdate()).filter(
            user__role=Role.COORDINATOR, user__is_active=True
        )
        return waiting.exclude(
            institution__in=coordinated.values("team__institution"), cohort__isnull=True
        )
    return waiting.filter(cohort__isnull=True)


def without_attendance(user: User) -> TrainingQuerySet:
    """Return the planned trainings that are over, of which nobody has said who was there."""
    planned = Training.objects.visible_to(user).to_come()
    over = planned.annotate(last_on=Max("sessions__date")).filter(last_on__lt=timezone.localdate())
    return over.order_by("last_on", "id")


def next_sessions(institution: Institution) -> QuerySet[Session]:
    """Return the planned sessions from today on."""
    return Session.objects.filter(
        training__institution=institution,
        training__state__in=TO_COME,
        date__gte=timezone.localdate(),
    ).select_related("training")


def school_years(user: User) -> list[SchoolYear]:
    """Return the school years in which there are trainings, and the current one; newest first."""
    trainings = Training.objects.visible_to(user)
    span = Session.objects.filter(training__in=trainings).aggregate(
        first=Min("date"), last=Max("date")
    )
    today = timezone.localdate()
    first = school_year_of(min(span["first"] or today, today)).start
    last = school_year_of(max(span["last"] or today, today)).start
    return [SchoolYear(start) for start in range(last, first - 1, -1)]


def year_at(institution: Institution, day: date) -> YearAtInstitution:
    """Return how many trainings took place in the day's school year and whom they reached."""
    year = school_year_of(day)
    trainings = (
        institution.trainings.took_place()
        .ended_between(year.first_day, year.last_day)
        .prefetch_related("sessions__attendances", "head_counts")
    )
    reached = [reach(training) for training in trainings]
    return YearAtInstitution(year=year, trainings=len(reached), reached=sum(reached))


def last_answers(institution: Institution) -> QuerySet[FollowUpAnswer]:
    """Return the institution's current answers, newest first."""
    answers = FollowUpAnswer.objects.current().filter(training__institution=institution)
    return answers.select_related("training").order_by("-at", "id")


def answers_waiting_for(user: User) -> QuerySet[FollowUpAnswer]:
    """Return the unhandled answers that this person can do something about, oldest first."""
    answers = FollowUpAnswer.objects.unhandled().select_related("training__institution")
    if not may_handle_answers(user):
        if not may_renew_contacts(user):
            return answers.none()
        own = Institution.objects.visible_to(user)
        answers = answers.filter(answer=Answer.CONTACT_CHANGED, training__institution__in=own)
    return answers.order_by("at", "id")


def follow_up_steps(training: Training) -> list[Step]:
    """Return the four questions about a training with their answers; none where nobody asks."""
    answers = list(training.follow_up_answers.select_related("contact", "handled_by"))
    current = {answer.months: answer for answer in answers if answer.superseded_at is None}
    today = timezone.localdate()
    still_open = open_step_of(training, current.values(), today)
    if not training.took_place or not (current or still_open):
        return []
    days = {months: follow_up_day(training.last_day, months) for months in FOLLOW_UP_MONTHS}
    return [
        Step(
            months=months,
            day=day,
            answer=current.get(months),
            is_open=months == still_open,
            has_come=day <= today,
            earlier=tuple(a for a in answers if a.months == months and a.superseded_at),
        )
        for months, day in days.items()
    ]
