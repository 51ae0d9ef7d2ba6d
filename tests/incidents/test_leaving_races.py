"""Two who share before leaving at the same moment: a case gets one new reader, not two."""

from __future__ import annotations

import pytest

import incidents.services.handing_over
from accounts.enums import Role
from incidents.models import Case
from incidents.services.handing_over import share_before_leaving
from tests.connections import without_waiting
from tests.factories.incidents import make_case
from tests.personas import Persona, give_key, persona, unlocked_key
from vault.models import Grant
from vault.services import make_recovery_key
from vault.sharing import share
from vault.unlocked import UnlockedKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def case(counsellor: Persona) -> Case:
    """Make a case that only the counsellor opens."""
    make_recovery_key()
    give_key(counsellor)
    return make_case()


def readers(case: Case) -> set[object]:
    grants = Grant.objects.filter(envelope=case.shared_envelope_id, key_pair__isnull=False)
    return set(grants.values_list("key_pair", flat=True))


def hand_over(case: Case, to: Persona, by: Persona, key: UnlockedKey) -> int:
    return share_before_leaving(cases=[case], to=to.user, by=by.user, key=key)


def test_second_of_two_at_the_same_moment_shares_nothing(
    case: Case, counsellor: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = persona(Role.COUNSELLOR), persona(Role.COUNSELLOR)
    give_key(first, second)
    key, waited = unlocked_key(counsellor), []

    def shared_while_another_tries(**about: object) -> object:
        waited.append(not without_waiting(lambda: hand_over(case, second, counsellor, key)))
        return share(**about)  # type: ignore[arg-type]

    monkeypatch.setattr(incidents.services.handing_over, "share", shared_while_another_tries)
    assert hand_over(case, first, counsellor, key) == 1
    monkeypatch.undo()
    assert waited == [True]
    assert hand_over(case, second, counsellor, key) == 0
    assert readers(case) == {counsellor.user.key_pair_id, first.user.key_pair_id}


def test_case_that_was_withdrawn_meanwhile_is_left_out(case: Case, counsellor: Persona) -> None:
    to = persona(Role.COUNSELLOR)
    give_key(to)
    gone, found = Case.objects.get(pk=case.pk), make_case()
    Grant.objects.filter(envelope=found.shared_envelope_id, key_pair=to.user.key_pair).delete()
    Case.objects.filter(pk=gone.pk).delete()
    assert (
        share_before_leaving(
            cases=[gone, found], to=to.user, by=counsellor.user, key=unlocked_key(counsellor)
        )
        == 1
    )
