"""The day promised on the receipt moves earlier or not at all, whoever tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.enums import Role
from incidents.models import Case
from incidents.promise import keep_promise
from tests.factories.accounts import UserFactory
from tests.factories.incidents import make_case, open_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    open_office(UserFactory.create(role=Role.LEAD))
    return make_case()


def test_database_refuses_a_later_day(case: Case) -> None:
    later = case.gone_by + timedelta(days=1)
    with pytest.raises(IntegrityError, match="gone_by"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(gone_by=later)
    with pytest.raises(IntegrityError, match="gone_by"), transaction.atomic():
        Case.objects.bulk_update([Case(pk=case.pk, gone_by=later)], ["gone_by"])
    with (
        pytest.raises(IntegrityError, match="gone_by"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE incidents_case SET gone_by = %s", [later])
    case.refresh_from_db()
    assert case.gone_by == later - timedelta(days=1)


def test_database_takes_the_same_day_and_an_earlier_one(case: Case) -> None:
    case.save()
    earlier = case.gone_by - timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(gone_by=earlier)
    case.refresh_from_db()
    assert case.gone_by == earlier


def test_no_form_offers_the_day() -> None:
    assert not Case._meta.get_field("gone_by").editable


def test_promise_is_kept_again_after_every_migration(case: Case) -> None:
    on_table = " ON incidents_case" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER case_gone_by_never_later{on_table}")
    keep_promise(using="default")
    keep_promise(using="default")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(gone_by=case.gone_by + timedelta(days=1))
