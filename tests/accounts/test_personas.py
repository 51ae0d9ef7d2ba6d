from accounts.access import current_membership
from tests.personas import Persona


def test_member_and_coordinator_share_the_team(member: Persona, coordinator: Persona) -> None:
    assert current_membership(member.user).team == member.team == coordinator.team  # type: ignore[union-attr]
