"""Accounts, contacts and invitations go, with everything that names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import EndReason, Role
from accounts.erasure import ERASERS
from accounts.models import Contact, Invitation, Membership, Session, User
from accounts.services import deactivate, make_key_pair, reactivate
from accounts.services.erasure import erase_account, erase_contact
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from tests.factories.accounts import (
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)
from tests.factories.followups import somebody
from tests.factories.incidents import PASSPHRASE, give_key, make_case, open_office
from tests.factories.trainings import AttendanceFactory, SessionFactory, TrainerFactory
from tests.personas import Persona, persona
from trainings.models import Attendance, Trainer
from vault.models import Grant, KeyPair
from vault.services import create_key_pair

pytestmark = pytest.mark.django_db
by_kind = {eraser.kind: eraser for eraser in ERASERS}
TODAY = date(2027, 5, 31)


def left(on: date, **fields: Any) -> User:
    return UserFactory.create(is_active=False, left_on=on, **fields)


# --- who has left -----------------------------------------------------------------------------


def test_deactivated_account_has_left_until_it_is_reactivated(lead: Persona) -> None:
    person = UserFactory.create()
    with time_machine.travel(date(2026, 12, 24)):
        deactivate(person=person, by=lead.user)
    deactivate(person=person, by=lead.user)
    person.refresh_from_db()
    assert person.left_on == date(2026, 12, 24)
    reactivate(person=person, by=lead.user)
    person.refresh_from_db()
    assert person.left_on is None


def test_accounts_closed_before_anybody_wrote_it_down_leave_on_the_day_of_the_migration() -> None:
    closed, open_one = UserFactory.create(is_active=False), UserFactory.create()
    earlier = left(date(2026, 1, 1))
    for _again in range(2):
        import_module("accounts.migrations.0003_left_on_of_those_who_left").note_today(apps, None)
    days = dict(User.objects.values_list("pk", "left_on"))
    assert days == {
        closed.pk: timezone.localdate(),
        open_one.pk: None,
        earlier.pk: date(2026, 1, 1),
    }


def test_active_account_has_not_left() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(left_on=TODAY)


@pytest.mark.parametrize(
    ("terms", "has_left"),
    [
        ([], False),  # of the office, or not yet in a team
        ([{"term_ends_on": TODAY}], True),
        ([{"term_ends_on": TODAY + timedelta(days=1)}], False),
        ([{"term_ends_on": None}], False),
        ([{"term_ends_on": None, "ended_on": TODAY, "end_reason": EndReason.MOVED}], True),
        (
            [
                {"term_ends_on": None, "ended_on": TODAY, "end_reason": EndReason.MOVED},
                {"term_ends_on": TODAY + timedelta(days=9)},
            ],
            False,
        ),
    ],
)
def test_member_has_left_when_every_term_is_over(
    terms: list[dict[str, Any]], has_left: bool
) -> None:
    person = UserFactory.create(role=Role.MEMBER)
    for term in terms:
        MembershipFactory.create(user=person, starts_on=date(2026, 1, 1), **term)
    assert User.objects.left_by(TODAY).exists() is has_left


@pytest.mark.parametrize(("left_on", "due"), [(date(2026, 5, 31), True), (date(2026, 6, 1), False)])
def test_account_is_due_a_year_after(left_on: date, due: bool) -> None:
    left(left_on)
    assert by_kind["account"].due(TODAY).exists() is due


# --- erasing ----------------------------------------------------------------------------------


def test_erased_account_is_named_nowhere(lead: Persona) -> None:
    person = persona(Role.MEMBER, name="Kim Beispiel")
    user = person.user
    give_key(lead.user)
    give_key(user)
    session = SessionFactory.create()
    AttendanceFactory.create(session=session, user=user, name="")
    TrainerFactory.create(training=session.training, user=user, name="")
    InvitationFactory.create(email=user.email, account=user, accepted_at=timezone.now())
    queue(kind="x", to=somebody("kim"), subject="Für Kim", text="Hallo")
    Mail.objects.update(recipient_key=f"user:{user.pk}")
    queue(kind="y", to=somebody("other"), subject="x", text="y")
    assert erase_account(person_id=user.pk)
    for text in ("Kim Beispiel", user.email, str(user.pk)):
        assert tables_naming(text) <= {"audit_entry"}, text
    assert Mail.objects.get().kind == "y"
    assert not Invitation.objects.exists()
    assert not Membership.objects.exists()
    assert KeyPair.objects.get().pk == lead.user.key_pair_id
    assert (Attendance.objects.count(), Trainer.objects.count()) == (1, 1)
    assert not erase_account(person_id=user.pk)


def tables_naming(text: str) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells = {str(cell) for row in cursor.fetchall() for cell in row}
            if any(text in cell or text.replace("-", "") == cell for cell in cells):
                found.add(table)
    return found


def test_erased_account_is_signed_out_and_nobody_else(lead: Persona) -> None:
    person = persona(Role.COUNSELLOR)
    assert Session.objects.count() == 2
    erase_account(person_id=person.user.pk)
    assert Session.objects.count() == 1
    assert person.client.get("/account/").status_code == 302
    assert lead.client.get("/account/").status_code == 200


def test_case_of_an_erased_account_stays_readable_for_the_others(
    counsellor: Persona, lead: Persona
) -> None:
    open_office(counsellor.user, lead.user)
    case = make_case()
    case.responsible = counsellor.user
    case.save()
    case.entries.update(author=counsellor.user, author_role=Role.COUNSELLOR)
    pair = counsellor.user.key_pair_id
    erase_account(person_id=counsellor.user.pk)
    case.refresh_from_db()
    entry = case.entries.get()
    assert (case.responsible_id, entry.author_id) == (None, None)
    assert entry.author_role == "counsellor"
    assert not Grant.objects.filter(key_pair=pair).exists()
    assert Grant.objects.filter(key_pair=lead.user.key_pair_id).count() == 2


def test_erased_contact_is_named_nowhere() -> None:
    contact = ContactFactory.create(name="Frau Teich")
    queue(kind="x", to=somebody("c"), subject="Guten Tag", text="Frau Teich")
    Mail.objects.update(address=contact.email)
    assert erase_contact(contact_id=contact.pk)
    assert tables_naming("Frau Teich") == tables_naming(contact.email) == set()
    assert not Contact.objects.exists()
    assert not erase_contact(contact_id=contact.pk)


# --- grants and invitations -------------------------------------------------------------------


@pytest.fixture
def case_grants(counsellor: Persona, lead: Persona) -> Callable[[], set[Any]]:
    open_office(counsellor.user, lead.user)
    make_case()
    counsellor.user.is_active, counsellor.user.left_on = False, TODAY - timedelta(days=30)
    counsellor.user.save()

    def due() -> set[Any]:
        grants = by_kind["grant_of_left"].due(TODAY)
        return set(grants.values_list("key_pair", flat=True))

    return due


def test_grants_go_thirty_days_after_somebody_has_left(
    case_grants: Callable[[], set[Any]], counsellor: Persona
) -> None:
    eraser = by_kind["grant_of_left"]
    assert not eraser.due(TODAY - timedelta(days=1)).exists()
    assert case_grants() == {counsellor.user.key_pair_id}
    assert eraser.erase([grant.pk for grant in eraser.due(TODAY)]) == 2
    assert case_grants() == set()


def test_last_way_to_a_case_is_not_cut(case_grants: Callable[[], set[Any]], lead: Persona) -> None:
    User.objects.filter(pk=lead.user.pk).update(is_active=False, left_on=TODAY - timedelta(days=40))
    assert case_grants() == set()


@pytest.mark.parametrize("field", ["expires_at", "revoked_at"])
def test_invitation_that_nobody_accepted_goes_after_thirty_days(field: str) -> None:
    with time_machine.travel(TODAY):
        now = timezone.now()
        over = {field: now - timedelta(days=30)}
        invitation = InvitationFactory.create(**over)
        InvitationFactory.create(**{field: now - timedelta(days=28)})
        InvitationFactory.create(**over, accepted_at=now - timedelta(days=40))
        due = by_kind["invitation"].due(TODAY)
        assert list(due) == [invitation]
        assert by_kind["invitation"].erase([invitation.pk]) == 1


def test_key_pairs_of_before_and_of_later_go_with_the_account(
    lead: Persona, counsellor: Persona
) -> None:
    open_office(lead.user, counsellor.user)
    make_case()
    person = User.objects.get(pk=counsellor.user.pk)
    old = make_key_pair(person=person, passphrase=PASSPHRASE)
    waiting = create_key_pair(passphrase=PASSPHRASE)
    User.objects.filter(pk=person.pk).update(next_key_pair=waiting)
    assert KeyPair.objects.filter(successor=old).exists()
    erase_account(person_id=person.pk)
    assert list(KeyPair.objects.all()) == [User.objects.get(pk=lead.user.pk).key_pair]
    assert not Grant.objects.filter(sealed_key=b"").exists()
