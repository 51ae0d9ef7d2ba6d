"""A state's trainings: 5,000, with 50,000 attendances at 500 places; lists, progress, papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from itertools import islice

import typst
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from ateams.web.papers.typesetting import FONTS
from bench.bare import PlainRow
from bench.measuring import Result, compare
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.trainings import CohortFactory, CurriculumFactory
from tests.trainings.city import fill_city
from tests.visitor import Visitor
from trainings.cohorts import cohort_page
from trainings.enums import Kind, State
from trainings.models import (
    Attendance,
    BatchEntry,
    Certificate,
    CertificateBatch,
    Cohort,
    HeadCount,
    Session,
    Training,
    TrainingTopic,
)
from trainings.services import CertificateFacts, Certified, begin_certificates
from trainings.sweeps import issue_waiting
from trainings.topics import Topic

INSTITUTIONS, TRAININGS, ATTENDANCES = 500, 5_000, 50_000
MEMBERS = 1_500
COHORT, EACH = 60, 12  # so many people, in so many trainings
MONTHS = 10  # over which all of it is spread
ROUNDS, WARM_UP = 20, 4


def measure(port: int) -> list[Result]:
    """Measure pages beside as many plain rows, and certificates beside papers of one word."""
    lead = UserFactory.create(role=Role.LEAD, email="lead@x.example")
    fill_city(institutions=INSTITUTIONS, trainings=TRAININGS, members=MEMBERS)
    cohort = _fill()
    for number in (TRAININGS, INSTITUTIONS, MEMBERS, COHORT):
        PlainRow.objects.bulk_create(
            PlainRow(among=number, reference=f"K7QX-{index:04}", state="new", person=lead.name)
            for index in range(number)
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    visitor = Visitor(port)
    visitor.sign_in(lead.email, PASSWORD)
    pages = (
        ("trainings", TRAININGS, "/trainings/", "T "),
        ("month", TRAININGS, "/trainings/calendar/", "T "),
        ("places", INSTITUTIONS, "/institutions/", "Einrichtungen"),
        ("people", MEMBERS, "/proofs/people/", "M "),
        ("cohort", COHORT, f"/cohorts/{cohort.pk}/", f"{COHORT} von {COHORT}"),
    )
    results = [
        compare(
            name, number, product=partial(_look, visitor, address, said),
            bare=partial(_look, visitor, f"/bare/rows/{number}/", f"<p>{number}<table>"),
            rounds=ROUNDS, warm_up=WARM_UP, unit="ms/page",
        )
        for name, number, address, said in pages
    ]  # fmt: skip
    certificates = compare(
        "certified", COHORT, product=partial(_certify, cohort, lead), bare=_set_a_word,
        rounds=1, warm_up=0, unit="ms/cohort",
    )  # fmt: skip
    return [*results, certificates]


def _fill() -> Cohort:
    """Spread the trainings over months, let people attend, and a cohort complete its programme."""
    today = timezone.localdate()
    sessions = list(Session.objects.select_related("training").order_by("pk"))
    members = list(User.objects.filter(role=Role.MEMBER).order_by("pk"))
    for number, session in enumerate(sessions):
        session.date = today - timedelta(days=number % (30 * MONTHS))
    Session.objects.bulk_update(sessions, ["date"], batch_size=1_000)
    Training.objects.update(state=State.CONFIRMED, confirmed_at=timezone.now())
    trained = [session.training_id for session in islice(sessions, 0, TRAININGS, 10)]
    Training.objects.filter(pk__in=trained).update(kind=Kind.QUALIFICATION)
    topics = (Topic.ANTISEMITISM, Topic.INTERSECTIONALITY)
    TrainingTopic.objects.bulk_create(
        TrainingTopic(training=session.training, code=code)
        for session in sessions
        for code in topics
    )
    HeadCount.objects.bulk_create(
        HeadCount(training=session.training, group="teachers", count=24) for session in sessions
    )
    people = members[:COHORT]
    for_cohort = [one for one in sessions if one.training_id in set(trained)][:EACH]
    _attend((session, person) for session in for_cohort for person in people)
    others = members[COHORT:]
    left = (ATTENDANCES - COHORT * EACH) // (TRAININGS - EACH)
    taken = {session.pk for session in for_cohort}
    _attend(
        (session, others[(number * left + index) % len(others)])
        for number, session in enumerate(sessions)
        if session.pk not in taken
        for index in range(left)
    )
    curriculum = CurriculumFactory.create(topics=dict.fromkeys(topics, 360))
    made: Cohort = CohortFactory.create(curriculum=curriculum, people=people)
    Training.objects.filter(sessions__in=for_cohort).update(cohort=made)
    return made


def _attend(pairs: Iterable[tuple[Session, User]]) -> None:
    Attendance.objects.bulk_create(
        (Attendance(session=session, user=person) for session, person in pairs), batch_size=5_000
    )


def _look(visitor: Visitor, address: str, said: str) -> None:
    answer = visitor.get(address)
    assert said in answer.html, answer.html


def _certify(cohort: Cohort, lead: User) -> None:
    """Begin as the page does, and let the worker do what it does."""
    today = timezone.localdate()
    rows = cohort_page(cohort).to_certify
    facts = CertificateFacts("Qualifizierung", ("Antisemitismus",), today, today)
    people = [Certified(row.id, 720) for row in rows]
    batch = begin_certificates(people=people, facts=facts, cohort_id=cohort.pk, by=lead)
    assert issue_waiting() == COHORT
    assert BatchEntry.objects.filter(batch=batch, certificate__isnull=False).count() == COHORT
    assert CertificateBatch.objects.count() == 1
    assert Certificate.objects.count() == COHORT


def _set_a_word() -> None:
    """Set as many papers of one word, with the same fonts, in this process."""
    for _ in range(COHORT):
        compiler = typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
        assert compiler.compile(input=b"Zertifikat")
