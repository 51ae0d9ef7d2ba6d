"""How far somebody is in the programme, and the pages where the office plans it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.trainings import (
    CohortFactory,
    CurriculumFactory,
    TrainingFactory,
    attend,
)
from tests.personas import Persona
from trainings.enums import AttendanceStatus, Kind, State
from trainings.models import Attendance, Cohort, Curriculum
from trainings.progress import Progress, progress_of
from trainings.services import TopicHours, draft_curriculum, publish_curriculum, write_curriculum
from trainings.topics import Topic

pytestmark = pytest.mark.django_db
LACKING = ", Mehrfachdiskriminierung (Intersektionalität) fehlt"
A, X, N = Topic.ANTISEMITISM, Topic.INTERSECTIONALITY, Topic.NVC


@pytest.fixture
def person() -> User:
    return UserFactory.create(role=Role.MEMBER)


def progress(person: User) -> Progress:
    return progress_of([person])[person.pk]


def test_without_cohort_there_is_no_programme(person: User) -> None:
    attend(person, {A: 180})
    assert str(progress(person)) == "in keinem Jahrgang"
    assert not progress(person).complete


@pytest.mark.parametrize(
    ("attended", "hours", "complete", "lacking"),
    [
        ([], "0 von 3,25 Stunden", False, LACKING),
        # One session of two topics: half of its minutes for each.
        ([{A: 60, X: 60}], "2 von 3,25 Stunden", False, ""),
        # No topic counts for more than the curriculum gives it.
        ([{A: 600}], "3 von 3,25 Stunden", False, LACKING),
        # What the curriculum does not name takes its share and counts for nothing.
        ([{A: 90, N: 90}], "1,5 von 3,25 Stunden", False, LACKING),
        # 80 % of the whole, and of what is mandatory.
        ([{A: 144}, {X: 48}], "vollständig, 3,25 Stunden", True, ""),
        ([{A: 180}, {X: 47}], "3,75 von 3,25 Stunden", False, LACKING),
        ([{A: 180}, {X: 60}], "vollständig, 4 Stunden", True, ""),
    ],
    ids=["nothing", "split", "capped", "elsewhere", "enough", "mandatory", "all"],
)
def test_progress_follows_attendance(
    person: User, attended: Sequence[dict[str, int]], hours: str, complete: bool, lacking: str
) -> None:
    CohortFactory.create(people=[person])
    for topics in attended:
        attend(person, topics)
    assert (str(progress(person)), progress(person).complete) == (hours + lacking, complete)


def test_only_presence_in_confirmed_qualifications_counts(person: User) -> None:
    CohortFactory.create(people=[person])
    for kind, state in ((Kind.QUALIFICATION, State.HELD), (Kind.OUTREACH, State.CONFIRMED)):
        training = TrainingFactory.create(kind=kind, state=state, topics=[X], minutes=60)
        training.sessions.get().attendances.create(user=person)
    missed = attend(person, {X: 60})
    Attendance.objects.filter(session__training=missed).update(status=AttendanceStatus.EXCUSED)
    left_early = attend(person, {A: 120})
    Attendance.objects.filter(session__training=left_early).update(
        status=AttendanceStatus.LEFT_EARLY, minutes=45
    )
    assert progress(person).hours == Decimal("0.75")


def test_newest_cohort_counts(person: User) -> None:
    other = CurriculumFactory.create(topics={N: 60}, mandatory=())
    year = CohortFactory.create(people=[person]).school_year
    CohortFactory.create(people=[person], school_year=year - 1, curriculum=other)
    attend(person, {N: 60})
    assert not progress(person).complete


def test_progress_takes_as_many_queries_for_one_as_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = UserFactory.create_batch(3, role=Role.MEMBER)
    CohortFactory.create(people=people)
    for person in people:
        attend(person, {A: 60, X: 60})
    for users in (people[:1], people):
        with django_assert_num_queries(4):
            progress_of(users)


def test_published_version_is_never_changed(lead: Persona) -> None:
    draft = draft_curriculum(by=lead.user)
    with pytest.raises(ValidationError):
        publish_curriculum(curriculum=draft, by=lead.user)  # without topics
    topics = [TopicHours(A, 180), TopicHours(X, 60, mandatory=True)]
    write_curriculum(curriculum=draft, percent=90, topics=topics, by=lead.user)
    publish_curriculum(curriculum=draft, by=lead.user)
    with pytest.raises(ValidationError):
        write_curriculum(curriculum=draft, percent=10, topics=topics, by=lead.user)
    second = draft_curriculum(by=lead.user)
    assert (second.version, second.percent, second.is_draft) == (2, 90, True)
    assert draft_curriculum(by=lead.user) == second
    assert list(second.topics.values_list("code", "minutes", "mandatory")) == [
        (A, 180, False),
        (X, 60, True),
    ]


def test_office_writes_a_curriculum_and_fills_a_cohort(counsellor: Persona) -> None:
    office = counsellor.client
    assert office.get("/cohorts/new/").headers["Location"] == "/curriculum/"
    assert office.post("/curriculum/new/").headers["Location"] == "/curriculum/1/edit/"
    refused = office.post(
        "/curriculum/1/edit/",
        {"percent": "80", f"hours_{A}": "3,1", f"mandatory_{X}": "on"},
    ).content.decode()
    assert "Bitte auf Viertelstunden runden." in refused
    assert "Ein Pflichtthema braucht Stunden." in refused
    assert 'value="3,1"' in refused
    assert not Curriculum.objects.get().topics.exists()
    data = {"percent": "80", f"hours_{A}": "2,25", f"hours_{X}": "1", f"mandatory_{X}": "on"}
    assert office.post("/curriculum/1/edit/", data).headers["Location"] == "/curriculum/1/"
    office.post("/curriculum/1/publish/")
    assert office.get("/curriculum/1/edit/").status_code == 404
    year = timezone.localdate().year
    cohort_data = {
        "name": "Jahrgang eins",
        "school_year": str(year),
        "curriculum": str(Curriculum.objects.get().pk),
    }
    where = office.post("/cohorts/new/", cohort_data).headers["Location"]
    assert "Noch niemand im Jahrgang" in office.get(where).content.decode()
    members = [MembershipFactory.create().user for _ in range(2)]
    office.post(f"{where}add/", {"people": [str(one.pk) for one in members]})
    office.post(f"{where}add/", {"people": [str(one.pk) for one in members]})  # a double click
    cohort = Cohort.objects.get()
    assert cohort.members.count() == 2
    attend(members[0], {A: 135, X: 60})
    page = office.get(where).content.decode()
    assert "1 von 2 Personen sind fertig ausgebildet." in page
    assert "0 von 2,75 Stunden, Mehrfachdiskriminierung (Intersektionalität) fehlt" in page
    office.post(f"{where}remove/{members[1].pk}/")
    assert list(cohort.members.values_list("user", flat=True)) == [members[0].pk]


def test_cohort_stands_on_the_list_and_only_the_office_marks_it(
    counsellor: Persona, coordinator: Persona, member: Persona
) -> None:
    elsewhere = MembershipFactory.create().user
    cohort = CohortFactory.create(people=[member.user, elsewhere])
    training = TrainingFactory.create(
        kind=Kind.QUALIFICATION,
        state=State.PLANNED,
        institution=coordinator.institution,
        cohort=cohort,
        topics=[A],
        heads={},
    )
    address = f"/trainings/{training.pk}/attendance/"
    assert coordinator.client.get(address).status_code == 404
    assert member.client.get(address).status_code == 404
    assert member.client.get(f"/trainings/{training.pk}/").status_code == 200
    page = counsellor.client.get(address).content.decode()
    assert member.user.name in page
    assert elsewhere.name in page
    marks = {f"status_user_{one.pk}": "present" for one in (member.user, elsewhere)}
    counsellor.client.post(address, marks)
    training.refresh_from_db()
    assert training.state == State.CONFIRMED
    assert progress(member.user).hours == Decimal("1.5")
