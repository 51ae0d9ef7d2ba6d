"""Placeholder until the packages have tests of their own."""

import pytest

from ateams.audit.models import Entry
from ateams.audit.services import record


@pytest.mark.django_db
def test_audit_chain_links() -> None:
    first = record(action="test", subject=("case", 1), by=None)
    second = record(action="test", subject=("case", 2), by=None)
    assert bytes(second.previous) == bytes(first.digest)
    assert Entry.objects.count() == 2
