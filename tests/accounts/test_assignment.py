"""Roles, teams and access: who may change them, and what that does to a key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts import services
from accounts.access import current_membership, key_state
from accounts.enums import EndReason, KeyState, Role
from accounts.errors import LastLeadError, OwnAccountError
from accounts.models import Team, User
from accounts.selectors import office_readers, team_readers
from ateams.audit.models import Entry
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory
from tests.personas import Persona, give_key, persona, unlock


def state(person: Persona) -> KeyState:
    return key_state(User.objects.get(pk=person.user.pk))


def test_new_role_ends_the_activation(admin: Persona, lead: Persona, counsellor: Persona) -> None:
    give_key(lead, counsellor)
    services.assign(person=counsellor.user, role=Role.LEAD, team=None, by=admin.user)
    assert state(counsellor) == KeyState.WAITING
    assert list(office_readers()) == [lead.user]
    assert Entry.objects.latest("pk").action == "account.role_changed"


def test_new_team_ends_the_activation(admin: Persona, lead: Persona, member: Persona) -> None:
    give_key(lead, member)
    other = TeamFactory.create()
    services.assign(person=member.user, role=Role.MEMBER, team=other, by=admin.user)
    assert state(member) == KeyState.WAITING
    assert member.team
    assert list(team_readers(member.team)) == list(team_readers(other)) == []


def test_role_and_back_again_still_waits_for_a_lead(
    admin: Persona, lead: Persona, counsellor: Persona
) -> None:
    give_key(lead, counsellor)
    services.assign(person=counsellor.user, role=Role.ADMIN, team=None, by=admin.user)
    services.assign(person=counsellor.user, role=Role.COUNSELLOR, team=None, by=admin.user)
    assert state(counsellor) == KeyState.WAITING


def test_deactivation_and_return_still_wait_for_a_lead(
    admin: Persona, lead: Persona, member: Persona
) -> None:
    give_key(lead, member)
    services.deactivate(person=member.user, by=admin.user)
    services.reactivate(person=member.user, by=admin.user)
    assert state(member) == KeyState.WAITING


def test_change_ends_the_unlocked_session(
    admin: Persona, lead: Persona, counsellor: Persona
) -> None:
    give_key(lead, counsellor)
    unlock(counsellor)
    services.assign(person=counsellor.user, role=Role.LEAD, team=None, by=admin.user)
    assert counsellor.client.get("/vault/").context["unlocked"] is False


def test_deactivated_account_is_signed_out_at_once(admin: Persona, member: Persona) -> None:
    services.deactivate(person=member.user, by=admin.user)
    answer = member.client.get("/account/")
    assert answer.headers["Location"] == "/accounts/login/?next=/account/"


def test_session_of_before_a_deactivation_stays_over(admin: Persona, member: Persona) -> None:
    services.deactivate(person=member.user, by=admin.user)
    services.reactivate(person=member.user, by=admin.user)
    answer = member.client.get("/account/")
    assert answer.headers["Location"] == "/accounts/login/?next=/account/"


def test_same_role_and_team_change_nothing(admin: Persona, lead: Persona, member: Persona) -> None:
    give_key(lead, member)
    services.assign(person=member.user, role=Role.MEMBER, team=member.team, by=admin.user)
    assert state(member) == KeyState.ACTIVE


def test_move_ends_one_membership_and_begins_another(admin: Persona, member: Persona) -> None:
    other = TeamFactory.create()
    services.assign(person=member.user, role=Role.MEMBER, team=other, by=admin.user)
    ended = member.user.memberships.exclude(ended_on=None).get()
    assert (ended.team, ended.end_reason) == (member.team, EndReason.MOVED)
    membership = current_membership(User.objects.get(pk=member.user.pk))
    assert membership
    assert membership.team == other


def test_role_of_the_office_leaves_the_team(admin: Persona, member: Persona) -> None:
    services.assign(person=member.user, role=Role.COUNSELLOR, team=None, by=admin.user)
    assert current_membership(User.objects.get(pk=member.user.pk)) is None


def test_new_role_in_the_same_team_keeps_the_membership(admin: Persona, member: Persona) -> None:
    services.assign(person=member.user, role=Role.COORDINATOR, team=member.team, by=admin.user)
    assert member.user.memberships.count() == 1


@pytest.mark.parametrize(
    ("role", "with_team"), [(Role.MEMBER, False), (Role.COORDINATOR, False), (Role.LEAD, True)]
)
def test_team_must_fit_the_role(
    admin: Persona, counsellor: Persona, team: Team, role: Role, with_team: bool
) -> None:
    with pytest.raises(ValidationError):
        services.assign(
            person=counsellor.user, role=role, team=team if with_team else None, by=admin.user
        )


def test_nobody_changes_the_own_account(lead: Persona) -> None:
    UserFactory.create(role=Role.LEAD)
    with pytest.raises(OwnAccountError):
        services.assign(person=lead.user, role=Role.ADMIN, team=None, by=lead.user)
    with pytest.raises(OwnAccountError):
        services.deactivate(person=lead.user, by=lead.user)


def test_last_active_lead_stays(admin: Persona, lead: Persona) -> None:
    UserFactory.create(role=Role.LEAD, is_active=False)
    with pytest.raises(LastLeadError):
        services.assign(person=lead.user, role=Role.COUNSELLOR, team=None, by=admin.user)
    with pytest.raises(LastLeadError):
        services.deactivate(person=lead.user, by=admin.user)


def test_lead_whose_key_activates_stays_until_another_can(admin: Persona, lead: Persona) -> None:
    second = persona(Role.LEAD)
    give_key(lead)
    with pytest.raises(LastLeadError):
        services.assign(person=lead.user, role=Role.COUNSELLOR, team=None, by=admin.user)
    with pytest.raises(LastLeadError):
        services.deactivate(person=lead.user, by=admin.user)
    give_key(second)
    services.deactivate(person=lead.user, by=admin.user)
    assert list(User.objects.leads()) == [second.user]


def test_lead_without_an_active_key_leaves_one_who_has_it(admin: Persona, lead: Persona) -> None:
    second = persona(Role.LEAD)
    give_key(lead)
    services.deactivate(person=second.user, by=admin.user)
    assert list(User.objects.leads()) == [lead.user]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_leads_who_remove_each_other_leave_one() -> None:
    one, two = UserFactory.create_batch(2, role=Role.LEAD)

    def remove(pair: tuple[User, User]) -> bool:
        try:
            services.deactivate(person=pair[0], by=pair[1])
        except LastLeadError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(remove, [(one, two), (two, one)])) == [False, True]
    assert User.objects.leads().count() == 1


def test_ended_membership_opens_nothing(lead: Persona) -> None:
    membership = MembershipFactory.create()
    membership.ended_on, membership.end_reason = membership.starts_on, EndReason.OWN_WISH
    membership.save()
    assert current_membership(membership.user) is None
