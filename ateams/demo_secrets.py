"""Secrets of a demo: drawn once, kept beside the demo's data, worth nothing anywhere else."""

import secrets
from pathlib import Path


def demo_secret(data_dir: Path, name: str) -> str:
    """Return the demo's secret `name` (16 random bytes as hex), drawing it on the first call."""
    path = data_dir / name
    try:
        with path.open("x") as file:
            file.write(secrets.token_hex(16))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()
