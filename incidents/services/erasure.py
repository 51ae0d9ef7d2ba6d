"""Erasing cases: the grants first, without which nothing can be read, then every row."""

from __future__ import annotations

from collections.abc import Collection

from incidents.models import Case
from vault.models import Grant
from vault.services import erase_envelopes


def erase_cases(cases: Collection[Case]) -> None:
    """Erase cases that the caller has locked, with all that belongs to them."""
    envelopes = [case.shared_envelope_id for case in cases]
    envelopes += [case.internal_envelope_id for case in cases]
    Grant.objects.filter(envelope__in=envelopes).delete()
    Case.objects.filter(pk__in=[case.pk for case in cases]).delete()
    erase_envelopes(envelope_ids=envelopes)
