"""The demo's certificates, consents, approved hours and feedback."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest

from django.utils import timezone

from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import Story, load
from trainings.cohort_certificates import days_of
from trainings.cohorts import cohort_page
from trainings.enums import AttendanceStatus, Moment
from trainings.hours import attended_minutes
from trainings.material_types import Looked
from trainings.models import Cohort, Feedback, Training
from trainings.models.feedback import RATINGS
from trainings.progress import MINUTES_PER_HOUR
from trainings.services import (
    AttendanceMark,
    CertificateFacts,
    Certified,
    add_material,
    approve_hours,
    begin_certificates,
    give_consent,
    issue_next,
    mark_attendance,
    note_about_person,
    withdraw_consent,
)


def tell_papers(cast: Cast) -> None:
    """Let people attend, agree, get certificates and hours, and say what they think.

    Of the cohort that has completed its programme some have the certificate, and others wait.
    """
    told = load("papers")
    for story in told["attended"]:
        _attend(cast, story)
    for story in told["about"]:
        _agree(cast, story)
    for story in told["certificates"]:
        _certify(cast, story)
    for story in told["programmes"]:
        _certify_programme(cast, story)
    for story in told["materials"]:
        _put_beside(cast, story)
    for story in told["hours"]:
        _approve(cast, story)
    for story in told["feedback"]:
        _say(story)


def _attend(cast: Cast, story: Story) -> None:
    """Put accounts on the lists of all sessions, beside the names that stand there."""
    for session in _training(story).sessions.all():
        marks = [AttendanceMark(name=row.name) for row in session.attendances.exclude(name="")]
        for one in story["people"]:
            status = one.get("status", AttendanceStatus.PRESENT)
            minutes = session.minutes - one["missed"] if "missed" in one else None
            person = cast.people[one["who"]]
            marks.append(AttendanceMark(status=status, user_id=person.pk, minutes=minutes))
        mark_attendance(session_id=session.pk, marks=marks, by=cast.people[story["by"]])


def _agree(cast: Cast, story: Story) -> None:
    person, by = cast.people[story["who"]], cast.people[story["by"]]
    note_about_person(
        person=person,
        chosen_name=story.get("chosen_name"),
        age_band=story["age_band"],
        by=by,
    )
    for scope in story.get("agrees", []):
        give_consent(person=person, scope=scope, by=person)
    for scope in story.get("signed", []):
        give_consent(person=person, scope=scope, by_guardian=True, by=by)
    for scope in story.get("takes_back", []):
        withdraw_consent(person=person, scope=scope, by=person)


def _certify(cast: Cast, story: Story) -> None:
    training = _training(story)
    days = [session.date for session in training.sessions.all()]
    minutes = attended_minutes(training)
    people = [cast.people[name].pk for name in story["people"]]
    facts = CertificateFacts(training.title, tuple(training.topics), min(days), max(days))
    begin_certificates(
        people=[Certified(person, minutes[person]) for person in people],
        facts=facts,
        training_id=training.pk,
        by=cast.people[story["by"]],
    )
    while issue_next():
        pass


def _certify_programme(cast: Cast, story: Story) -> None:
    """Let some of the last school year's cohort have their certificates."""
    cohort = Cohort.objects.order_by("school_year")[0]
    chosen = {cast.people[name].pk for name in story["people"]}
    rows = [row for row in cohort_page(cohort).to_certify if row.id in chosen]
    first, last = days_of(cohort, chosen)
    topics = tuple(str(topic) for topic in cohort.curriculum.topics.all())
    begin_certificates(
        people=[Certified(row.id, int(row.progress.hours * MINUTES_PER_HOUR)) for row in rows],
        facts=CertificateFacts(story["title"], topics, first, last),
        cohort_id=cohort.pk,
        by=cast.people[story["by"]],
    )
    while issue_next():
        pass


def _put_beside(cast: Cast, story: Story) -> None:
    content = story["text"].encode()
    add_material(
        training_id=_training(story).pk,
        name=story["name"],
        sent=content,
        kept=Looked("text/plain; charset=utf-8", "txt", content),
        by=cast.people[story["by"]],
    )


def _approve(cast: Cast, story: Story) -> None:
    today = timezone.localdate()
    approve_hours(
        person=cast.people[story["who"]],
        first_day=today + timedelta(days=story["first"]),
        last_day=today + timedelta(days=story["last"]),
        minutes=story["minutes"],
        by=cast.people[story["by"]],
    )


def _say(story: Story) -> None:
    """Let participants have answered while they were asked."""
    training = _training(story)
    texts = zip_longest(story["ratings"], story["good"], story["better"], fillvalue="")
    for ratings, good, better in texts:
        Feedback.objects.create(
            training=training,
            moment=Moment.AFTER,
            good=good,
            better=better,
            shown=True,
            **dict(zip(RATINGS, ratings, strict=True)),
        )


def _training(story: Story) -> Training:
    return Training.objects.get(title=story["on"])
