"""Thousands of trainings whose follow-up is due, stored in bulk."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accounts.enums import InstitutionType
from accounts.models import Contact, Institution
from trainings.enums import Kind, State
from trainings.models import Session, Training

_SLICE = 1_000


def address_of(number: int) -> str:
    """Return the address of one of the contacts."""
    return f"kontakt{number}@schule.example"


def make_follow_ups_due(count: int, *, first: int = 0) -> None:
    """Make trainings of a month ago, each at a school of its own with somebody to ask."""
    for start in range(first, first + count, _SLICE):
        _make(range(start, min(start + _SLICE, first + count)))


def _make(numbers: range) -> None:
    month_ago = timezone.now() - relativedelta(months=1)
    schools = Institution.objects.bulk_create(
        Institution(name=f"Schule {number}", slug=f"schule-{number}", type=InstitutionType.PRIMARY)
        for number in numbers
    )
    Contact.objects.bulk_create(
        Contact(institution=school, name="Kim", email=address_of(number), responsible=True)
        for number, school in zip(numbers, schools, strict=True)
    )
    trainings = Training.objects.bulk_create(
        Training(
            kind=Kind.OUTREACH,
            institution=school,
            title=f"Was tun? {number}",
            state=State.CONFIRMED,
            logged_at=month_ago,
            confirmed_at=month_ago,
        )
        for number, school in zip(numbers, schools, strict=True)
    )
    day = timezone.localdate() - relativedelta(months=1)
    Session.objects.bulk_create(
        Session(training=training, date=day, minutes=90) for training in trainings
    )
