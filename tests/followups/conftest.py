"""What tests of the follow-ups share."""

from __future__ import annotations

import pytest

from tests.factories.followups import default_rules


@pytest.fixture
def rules(db: None) -> None:
    """Make sure of the default rules, which a test that empties the tables would take along."""
    default_rules()
