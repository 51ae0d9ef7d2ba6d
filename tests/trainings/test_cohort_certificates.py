"""Certificates of a programme: due by themselves, issued for a whole cohort, once for each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team, User
from ateams.due import Part
from ateams.outbox.models import Mail
from followups.sources import derive
from followups.sweeps import plan_reminders, send_next_reminder
from tests.factories.accounts import MembershipFactory
from tests.factories.followups import default_rules
from tests.factories.trainings import CohortFactory, attend
from tests.papers import text_of
from tests.personas import Persona
from trainings.certificates_due import CertificatesToIssue
from trainings.models import BatchEntry, Certificate, CertificateBatch, Cohort
from trainings.services import revoke_certificate
from trainings.services.certificates import issue_next
from trainings.sweeps import issue_waiting
from trainings.topics import Topic

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db
TODAY, FIRST, SECOND = date(2027, 2, 22), date(2027, 1, 10), date(2027, 1, 24)
DUE = SECOND + timedelta(days=14)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel("2027-02-22T12:00+01:00", tick=False):
        yield


@pytest.fixture
def cohort(team: Team) -> Cohort:
    """Return a cohort of three, two of whom have completed the programme on the second day."""
    people = [MembershipFactory.create(team=team, user__name=name).user for name in "ABC"]
    for person in people:
        attend(person, {Topic.ANTISEMITISM: 180}, on=FIRST)
    for person in people[:2]:
        attend(person, {Topic.INTERSECTIONALITY: 60}, on=SECOND)
    made: Cohort = CohortFactory.create(people=people, name="Jahrgang 26")
    return made


def person(name: str) -> User:
    return User.objects.get(name=name)


def address(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.pk}/certificates/"


def filled(lead: Persona, cohort: Cohort, *names: str) -> dict[str, object]:
    """Return the form as it is shown, with these people ticked."""
    form = lead.client.get(address(cohort)).context["form"]
    known = {str(label).partition(" ")[0]: value for value, label in form.fields["people"].choices}
    return {
        "submission": str(form["submission"].value()),
        "title": form["title"].value(),
        "language": "de",
        "people": [known[name] for name in names],
    }


def send(lead: Persona, cohort: Cohort, data: dict[str, object]) -> Response:
    return lead.client.post(address(cohort), data)


def test_certificates_are_due_until_everybody_who_has_completed_has_one(
    lead: Persona, coordinator: Persona, cohort: Cohort
) -> None:
    source = CertificatesToIssue()
    [item] = source.items(until=TODAY)
    assert (item.object_id, item.due_on) == (str(cohort.pk), DUE)
    assert (item.title, item.where, item.url) == (
        "Zertifikate ausstellen",
        "Jahrgang 26",
        f"/cohorts/{cohort.pk}/certificates/",
    )
    assert [one.key for one in item.people[Part.RESPONSIBLE]] == [f"user:{lead.user.pk}"]
    assert list(source.items(until=DUE - timedelta(days=1))) == []
    assert len(list(source.items(until=TODAY, reader_id=lead.user.pk))) == 1
    assert list(source.items(until=TODAY, reader_id=coordinator.user.pk)) == []
    assert list(source.items(until=TODAY, object_id="x")) == []
    default_rules()
    plan_reminders(timezone.now())
    while send_next_reminder(timezone.now()):
        pass
    mail = Mail.objects.get(kind=source.kind)
    assert (mail.address, mail.subject) == (lead.user.email, "Zertifikate ausstellen: Jahrgang 26")
    assert f"/cohorts/{cohort.pk}/certificates/" in mail.text
    send(lead, cohort, filled(lead, cohort, "A"))
    assert derive(source.kind, str(cohort.pk), DUE) == item  # B still waits
    send(lead, cohort, filled(lead, cohort, "B"))
    assert derive(source.kind, str(cohort.pk), DUE) is None
    attend(person("C"), {Topic.INTERSECTIONALITY: 60}, on=TODAY)
    later = TODAY + timedelta(days=14)
    assert [one.due_on for one in source.items(until=later)] == [later]
    User.objects.filter(name="C").update(is_active=False)
    assert list(source.items(until=later)) == []


def test_old_cohorts_are_not_asked_about_and_whoever_starts_again_counts_once(
    cohort: Cohort,
) -> None:
    again = CohortFactory.create(people=[person("A"), person("B")], school_year=2027)
    items = list(CertificatesToIssue().items(until=TODAY))
    assert [item.object_id for item in items] == [str(again.pk)]
    Cohort.objects.update(school_year=2024)
    assert list(CertificatesToIssue().items(until=TODAY)) == []


def test_due_takes_as_many_queries_for_three_as_for_one(
    team: Team, lead: Persona, cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(9):
        assert len(list(CertificatesToIssue().items(until=TODAY))) == 1
    for _ in range(2):
        one = MembershipFactory.create(team=team).user
        attend(one, {Topic.ANTISEMITISM: 180, Topic.INTERSECTIONALITY: 180}, on=FIRST)
        CohortFactory.create(people=[one])
    with django_assert_num_queries(9):
        assert len(list(CertificatesToIssue().items(until=TODAY))) == 3


def test_a_cohort_is_certified_from_its_page_with_a_bar_that_says_how_far_it_is(
    lead: Persona, cohort: Cohort
) -> None:
    page = lead.client.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "2 Personen sind fertig und haben noch kein Zertifikat." in page
    assert set(send(lead, cohort, filled(lead, cohort)).context["form"].errors) == {"people"}
    data = filled(lead, cohort, "A", "B")
    for _ in range(2):  # a double click, or an answer that got lost
        answer = send(lead, cohort, data)
        assert answer["Location"] == f"/cohorts/{cohort.pk}/#certificates"
    batch = CertificateBatch.objects.get()
    assert (batch.cohort, batch.first_day, batch.last_day) == (cohort, FIRST, SECOND)
    assert issue_next()  # and then the worker is killed
    page = lead.client.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "1 von 2 ausgestellt" in page
    assert f'hx-get="/cohorts/{cohort.pk}/"' in page
    assert issue_waiting() == 1
    page = lead.client.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert page.count("hat das Zertifikat") == 2
    assert 'hx-trigger="every' not in page
    certificate = Certificate.objects.get(holder__user=person("A"))
    assert certificate.minutes == 240
    told = text_of(lead.client.get(f"/certificates/{certificate.pk}/certificate.pdf").content)
    assert "Qualifizierung für das A-Team" in told
    assert "Mehrfachdiskriminierung" in told


def test_nobody_gets_a_second_one_whoever_begins_at_the_same_time(
    lead: Persona, counsellor: Persona, cohort: Cohort
) -> None:
    mine, theirs = filled(lead, cohort, "A", "B"), filled(counsellor, cohort, "A")
    send(counsellor, cohort, theirs)
    answer = send(lead, cohort, mine)
    assert set(answer.context["form"].errors) == {"people"}
    assert BatchEntry.objects.count() == 1
    issue_waiting()
    certificate = Certificate.objects.get()
    revoke_certificate(certificate_id=certificate.pk, by=lead.user)
    send(lead, cohort, filled(lead, cohort, "A", "B"))  # revoked, so that it can be put right
    assert BatchEntry.objects.count() == 3
    page = lead.client.get(address(cohort)).content.decode()
    assert "Gerade wartet niemand auf ein Zertifikat" in page
