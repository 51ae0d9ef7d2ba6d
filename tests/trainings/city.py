"""A city, or a state, full of institutions and trainings; stored in bulk."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts.districts import BOROUGHS
from accounts.models import Institution, Membership, Team, User
from tests.factories.accounts import InstitutionFactory, TeamFactory
from trainings.models import Session, Training


def fill_city(*, institutions: int, trainings: int, members: int, days: int = 1) -> None:
    """Make them; a hundred institutions have no training. The days are today and those before."""
    districts = [name for borough in BOROUGHS for name in borough.districts]
    places = Institution.objects.bulk_create(
        InstitutionFactory.build(district=districts[n % len(districts)])
        for n in range(institutions)
    )
    teams = Team.objects.bulk_create(TeamFactory.build(institution=one) for one in places)
    people = User.objects.bulk_create(
        User(email=f"m{n}@x.example", name=f"M {n}", role="member") for n in range(members)
    )
    Membership.objects.bulk_create(
        Membership(user=one, team=teams[n % institutions], starts_on=date(2020, 1, 1))
        for n, one in enumerate(people)
    )
    held = Training.objects.bulk_create(
        Training(
            kind="outreach", institution=places[n % (institutions - 100)], title=f"T {n}",
            state="held", logged_at=timezone.now() - timedelta(days=n % days),
        )
        for n in range(trainings)
    )  # fmt: skip
    today = timezone.localdate()
    Session.objects.bulk_create(
        Session(training=one, date=today - timedelta(days=n % days), minutes=90)
        for n, one in enumerate(held)
    )
