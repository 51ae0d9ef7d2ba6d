"""Pages of this package alone."""

import pytest

from accounts import navigation, panels


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what other packages add to every page, so that queries can be counted."""
    monkeypatch.setattr(navigation, "_places", {})
    monkeypatch.setattr(navigation, "_actions", {})
    monkeypatch.setattr(panels, "_institution_panels", {})
    monkeypatch.setattr(panels, "_start_panels", {})
