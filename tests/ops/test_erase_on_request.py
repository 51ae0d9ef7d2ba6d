"""A person or an institution can be erased at once: nothing stands in the way, nothing is left."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.enums import EndReason, Role
from accounts.models import Contact, Institution, Invitation, Team, User
from ateams.audit.models import Entry
from ateams.outbox.models import Mail
from ateams.outbox.services import queue
from incidents.models import Case
from tests.accounts.test_erasure import tables_naming
from tests.factories.accounts import (
    ContactFactory,
    InvitationFactory,
    MembershipFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.followups import ReminderFactory, somebody
from tests.factories.incidents import give_key, make_case, open_office
from tests.factories.trainings import (
    AttendanceFactory,
    FollowUpAnswerFactory,
    TrainerFactory,
    TrainingFactory,
)
from tests.personas import Persona
from trainings.models import Training
from vault.models import Grant

pytestmark = pytest.mark.django_db


def erase(*arguments: str) -> str:
    out = StringIO()
    call_command("erase_on_request", *arguments, "--yes", stdout=out)
    return out.getvalue()


@pytest.fixture
def case(lead: Persona, member: Persona, coordinator: Persona, team: Team) -> Case:
    """Let everything hang on one team: people with keys, a case, a training with all its rows."""
    open_office(lead.user)
    give_key(member.user)
    give_key(coordinator.user)
    contact = ContactFactory.create(institution=team.institution)
    training = TrainingFactory.create(
        institution=team.institution, team=team, logged_by=member.user, confirmed_by=None
    )
    AttendanceFactory.create(session=training.sessions.get(), user=member.user, name="")
    TrainerFactory.create(training=training, user=coordinator.user, name="")
    FollowUpAnswerFactory.create(training=training, contact=contact, handled_by=None)
    InvitationFactory.create(role=Role.MEMBER, team=team, invited_by=coordinator.user)
    ReminderFactory.create(recipient_key=f"user:{member.user.pk}")
    return make_case(team=team, with_members=True, with_coordinator=True)


def test_institution_goes_with_everything_and_its_cases_stay_with_the_office(
    case: Case, lead: Persona, team: Team
) -> None:
    said = erase("--institution", team.institution.slug)
    assert said.splitlines() == [
        "       1  cases kept for the office alone",
        "       1  trainings",
        "       2  accounts",
        "       1  contacts",
        "       1  teams",
    ]
    case.refresh_from_db()
    assert (case.team, case.with_members, case.with_coordinator) == (None, False, False)
    assert list(User.objects.all()) == [lead.user]
    for model in (Institution, Team, Contact, Training, Invitation):
        assert not model._default_manager.exists()
    readers = Grant.objects.exclude(key_pair=None).values_list("key_pair", flat=True)
    assert set(readers) == {lead.user.key_pair_id}
    assert tables_naming(str(team.institution.pk)) <= {"audit_entry"}
    assert tables_naming(str(team.pk)) == set()


def test_log_of_each_case_says_whom_the_erased_institution_took_along(
    case: Case, member: Persona, coordinator: Persona, team: Team
) -> None:
    elsewhere = MembershipFactory.create(
        user=coordinator.user, ended_on=timezone.localdate(), end_reason=EndReason.MOVED
    )
    let_in = make_case()
    Grant.objects.create(
        envelope=let_in.shared_envelope,
        key_pair=User.objects.get(pk=coordinator.user.pk).key_pair,
        scope=f"coordinator:{team.pk}",
        sealed_key=b"-",
    )
    erase("--institution", team.institution.slug)
    assert User.objects.filter(pk=elsewhere.user.pk).exists()
    assert not Grant.objects.filter(scope__endswith=str(team.pk)).exists()
    for read, people in (
        (case, {member.user.pk, coordinator.user.pk}),
        (let_in, {coordinator.user.pk}),
    ):
        entries = Entry.objects.concerning("case", read.pk).filter(action="case.reader_removed")
        assert set(entries.values_list("about", flat=True)) == people


def test_somebody_who_works_elsewhere_by_now_keeps_the_account(team: Team) -> None:
    person = UserFactory.create(role=Role.MEMBER)
    today = timezone.localdate()
    MembershipFactory.create(user=person, team=team, ended_on=today, end_reason=EndReason.MOVED)
    MembershipFactory.create(user=person, team=TeamFactory.create())
    erase("--institution", team.institution.slug)
    assert list(User.objects.all()) == [person]
    assert person.memberships.count() == 1


def test_person_goes_with_everything(case: Case, member: Persona) -> None:
    email, name = member.user.email, member.user.name
    queue(kind="x", to=somebody("x"), subject="x", text="x")
    Mail.objects.update(address=email.upper())
    ContactFactory.create(email=email, name=name)
    said = erase("--person", email.upper())
    assert said.split() == ["1", "accounts", "1", "contacts", "1", "mails"]
    assert tables_naming(email) == tables_naming(name) == set()
    case.refresh_from_db()
    assert case.team


def test_unknown_ones_are_said_so() -> None:
    assert erase("--person", "nobody@ateams.example") == "Nothing was found.\n"
    with pytest.raises(CommandError, match="no institution"):
        erase("--institution", "nowhere")


def test_nothing_is_erased_without_yes(member: Persona) -> None:
    with pytest.raises(CommandError, match="cannot be undone"):
        call_command("erase_on_request", "--person", member.user.email)
    assert User.objects.count() == 1
