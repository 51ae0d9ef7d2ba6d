from accounts.access import current_membership
from tests.personas import Persona, give_key, unlock


def test_member_and_coordinator_share_the_team(member: Persona, coordinator: Persona) -> None:
    membership = current_membership(member.user)
    assert membership
    assert membership.team == member.team == coordinator.team


def test_unlocked_person_has_the_cookie(member: Persona, lead: Persona) -> None:
    give_key(lead, member)
    unlock(member)
    assert "vault" in member.client.cookies
