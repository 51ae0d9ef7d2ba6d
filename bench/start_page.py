"""The start page of everybody who has much to do: with 10,000 cases and 5,000 trainings."""

from __future__ import annotations

from functools import partial

from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Contact, Institution, Membership, Team, User
from bench.bare import PlainRow
from bench.filling import fill
from bench.measuring import Result, compare
from bench.people import visit
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import give_key, open_office
from tests.trainings.city import fill_city
from tests.visitor import Visitor

CASES, TRAININGS, INSTITUTIONS, MEMBERS = 10_000, 5_000, 500, 1_500
# Trainings of fourteen months: of most of them a question waits, of some a confirmation.
DAYS = 430
ROUNDS, WARM_UP = 15, 3


def measure(port: int) -> list[Result]:
    """Measure each role's start page beside a page that counts as many plain rows."""
    people = make_city()
    PlainRow.objects.bulk_create(
        PlainRow(among=CASES, reference=f"K7QX-{index:04}", state="new", person="–")
        for index in range(CASES)
    )
    return [_compare(port, role, person) for role, person in people.items()]


def make_city(*, cases: int = CASES, trainings: int = TRAININGS) -> dict[str, User]:
    """Make a full city and one person per role; counsellor and lead can open every case."""
    fill_city(institutions=INSTITUTIONS, trainings=trainings, members=MEMBERS, days=DAYS)
    people = {role.value: UserFactory.create(role=role) for role in (Role.COUNSELLOR, Role.LEAD)}
    open_office(people[Role.COUNSELLOR])
    give_key(people[Role.LEAD])
    places = list(Institution.objects.order_by("name"))
    Contact.objects.bulk_create(
        Contact(institution=one, name="Kontakt", email=f"k{n}@x.example", responsible=True)
        for n, one in enumerate(places)
        if n % 3
    )
    team = Team.objects.filter(institution=places[0]).get()
    for role in (Role.MEMBER, Role.COORDINATOR):
        people[role.value] = UserFactory.create(role=role)
        Membership.objects.create(
            user=people[role.value], team=team, starts_on=timezone.localdate()
        )
    bulk = User.objects.filter(email__endswith="@x.example", role=Role.MEMBER).order_by("email")
    first = list(bulk.values_list("pk", flat=True)[: INSTITUTIONS // 2])
    User.objects.filter(pk__in=first).update(role=Role.COORDINATOR)
    fill(cases, people[Role.COUNSELLOR], people[Role.LEAD])
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    return people


def _compare(port: int, role: str, person: User) -> Result:
    visitor = visit(port, person) if person.works_in_office else _sign_in(port, person)
    return compare(
        f"start {role}",
        CASES,
        product=partial(_look, visitor, "/", "<h1"),
        bare=partial(_look, visitor, f"/bare/start/{CASES}/", f"<p>{CASES}"),
        rounds=ROUNDS,
        warm_up=WARM_UP,
        unit="ms/page",
    )


def _sign_in(port: int, person: User) -> Visitor:
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)
    return visitor


def _look(visitor: Visitor, address: str, said: str) -> None:
    answer = visitor.get(address)
    assert said in answer.html, answer.html
