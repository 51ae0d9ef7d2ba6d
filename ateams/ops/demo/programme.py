"""The demo's curriculum and cohorts, and what opens the gates of its contact points."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, User
from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import Story, load
from ateams.school_year import school_year_of
from contactpoints.enums import AttestationKind
from contactpoints.services import attest
from trainings.enums import Kind
from trainings.models import Cohort, Curriculum, Training
from trainings.services import (
    AttendanceMark,
    SessionTime,
    TopicHours,
    TrainingDetails,
    add_to_cohort,
    draft_curriculum,
    log_training,
    mark_attendance,
    plan_training,
    publish_curriculum,
    save_cohort,
    write_curriculum,
)

_HOST = "kastanienhof"


def tell_programme(cast: Cast) -> None:
    """Train two cohorts, and let the lead attest for everybody but the newcomers."""
    story = load("programme")
    new = set(story["cohorts"]["newcomers"])
    members = {name: user for name, user in cast.people.items() if user.role == Role.MEMBER}
    curriculum = _curriculum(cast, story)
    this_year = school_year_of(timezone.localdate()).start
    newcomers = _cohort(cast, curriculum, this_year, [members[name] for name in sorted(new)])
    others = [user for name, user in members.items() if name not in new]
    trained = _cohort(cast, curriculum, this_year - 1, others)
    for training in story["trainings"]:
        _train(cast, training, newcomers if training.get("newcomers") else trained, members, new)
    for name, user in cast.people.items():
        if user.works_in_team and name not in new:
            _attest(user, by=cast.people["lead"])


def _curriculum(cast: Cast, story: Story) -> Curriculum:
    by = cast.people["lead"]
    draft = draft_curriculum(by=by)
    topics = [
        TopicHours(topic["code"], topic["hours"] * 60, topic.get("mandatory", False))
        for topic in story["topics"]
    ]
    write_curriculum(curriculum=draft, percent=80, topics=topics, by=by)
    return publish_curriculum(curriculum=draft, by=by)


def _cohort(cast: Cast, curriculum: Curriculum, year: int, people: list[User]) -> Cohort:
    by = cast.people["lead"]
    name = f"Jahrgang {year}/{(year + 1) % 100:02}"
    cohort = Cohort(name=name, school_year=year, curriculum=curriculum)
    save_cohort(cohort=cohort, by=by)
    add_to_cohort(cohort=cohort, people=people, by=by)
    return cohort


def _train(
    cast: Cast, story: Story, cohort: Cohort, members: dict[str, User], new: set[str]
) -> None:
    by, team = cast.people["lead"], cast.teams[_HOST]
    day = timezone.localdate() - timedelta(days=story["days"])
    details = TrainingDetails(
        institution_id=team.institution_id,
        cohort_id=cohort.pk,
        kind=Kind.QUALIFICATION,
        title=story["title"],
        topics=tuple(story["topics"]),
        sessions=(SessionTime(day, story["minutes"], time(9)),),
        trainer_names=("Externe Fachkraft",),
    )
    if story["days"] < 0:
        plan_training(details=details, by=by)
        return
    training = log_training(details=details, heads={}, by=by)
    wanted = new if story.get("newcomers") else set(members) - new
    present = (wanted | set(story.get("also", ()))) - set(story["missed"])
    marks = [AttendanceMark(user_id=members[name].pk) for name in sorted(present)]
    mark_attendance(session_id=training.sessions.get().pk, marks=marks, by=by)
    evening = timezone.make_aware(datetime.combine(day, time(18)))
    Training.objects.filter(pk=training.pk).update(logged_at=evening, confirmed_at=evening)


def _attest(person: User, *, by: User) -> None:
    membership = Membership.objects.get(user=person, ended_on=None)
    day = timezone.localdate() - timedelta(days=320)
    for kind in AttestationKind:
        attest(membership=membership, kind=kind, on=day, by=by)
