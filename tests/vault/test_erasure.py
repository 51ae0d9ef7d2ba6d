"""Keys that open nothing and envelopes that hold nothing go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.incidents import make_case, open_office
from tests.factories.vault import make_holder
from tests.personas import Persona
from vault.erasure import ERASERS
from vault.models import Envelope, Grant, KeyPair
from vault.services import create_envelope, make_recovery_key

pytestmark = pytest.mark.django_db
by_kind = {eraser.kind: eraser for eraser in ERASERS}


def test_retired_key_goes_after_thirty_days_unless_it_holds_a_grant() -> None:
    make_recovery_key()
    idle, holding, recent = (make_holder().key_pair for _ in range(3))
    create_envelope(readers=[holding])
    now = timezone.now()
    for pair, days in ((idle, 30), (holding, 30), (recent, 29)):
        KeyPair.objects.filter(pk=pair.pk).update(
            retired_at=now - timedelta(days=days),
            wrapped_secret=b"",
            activated_at=None,
            activated_by=None,
            activation_scope="",
        )
    eraser = by_kind["retired_key"]
    assert list(eraser.due(timezone.localdate(now))) == [idle]
    assert eraser.erase([idle.pk, holding.pk]) == 1
    assert set(KeyPair.objects.all()) == {holding, recent}


def test_envelope_that_nothing_points_at_goes_on_the_next_day(lead: Persona) -> None:
    open_office(lead.user)
    case = make_case()
    orphan = create_envelope(readers=[make_holder().key_pair])
    eraser, today = by_kind["orphaned_envelope"], timezone.localdate()
    assert not eraser.due(today).exists()
    assert [envelope.pk for envelope in eraser.due(today + timedelta(days=1))] == [orphan.id]
    assert eraser.erase([orphan.id]) == 1
    kept = {case.shared_envelope_id, case.internal_envelope_id}
    assert set(Envelope.objects.values_list("pk", flat=True)) == kept
    assert set(Grant.objects.values_list("envelope", flat=True)) == kept
