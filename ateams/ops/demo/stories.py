"""The invented stories of the demo, as their TOML files tell them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

Story = dict[str, Any]

# Everybody in the demo shares one password, and one case passphrase drawn with the data.
PASSWORD = "regenbogen-demo"  # noqa: S105  it opens invented data only


def load(name: str) -> Story:
    """Return the story file of a name: people, trainings or cases."""
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
