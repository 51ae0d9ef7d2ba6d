"""A member leaves in summer: told three weeks before, three taps for each case, then nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import Role
from accounts.models import Membership, Team
from tests.factories.incidents import make_case
from tests.journeys.taps import Fingers
from tests.personas import Persona, give_key, persona, show_as, unlock
from tests.web.accessibility import flaws
from vault.models import Grant
from vault.services import make_recovery_key

pytestmark = pytest.mark.django_db(transaction=True)
TAPS_PER_CASE = 3


def test_member_leaves_in_three_taps_for_each_case(
    counsellor: Persona, member: Persona, team: Team, phone: Page
) -> None:
    make_recovery_key()
    mate = persona(Role.MEMBER, team=team, name="Thuy")
    give_key(counsellor, member, mate)
    cases = [make_case(team=team) for _ in range(2)]
    soon = timezone.localdate() + timedelta(days=21)
    Membership.objects.filter(user=member.user).update(term_ends_on=soon)
    unlock(member)
    page = show_as(phone, member)
    page.goto("/")
    expect(page.get_by_role("heading", name="Deine Amtszeit endet")).to_be_visible()
    page.get_by_role("link", name="Offene Fälle weitergeben").click()
    assert flaws(page) == []
    for _case in cases:
        fingers = Fingers(page, limit=TAPS_PER_CASE)
        fingers.tap(page.get_by_label("Thuy").first)
        fingers.tap("Weitergeben")
        expect(page.get_by_text("Es geht weiter mit Thuy.")).to_be_visible()
    expect(page.get_by_text("Kein offener Fall ist mehr bei dir.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for case in cases:
        answer = page.request.get(f"/cases/{case.reference}/")
        assert answer.status == 404
    assert not Grant.objects.filter(key_pair=member.user.key_pair_id).exists()
