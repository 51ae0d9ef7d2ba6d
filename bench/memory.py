"""How much memory the web server has taken at most."""

from __future__ import annotations

import os
import re
from pathlib import Path

from bench.measuring import Result


def compared_memory(n: int, *, before: float) -> Result:
    """Say how large the largest web process ever was, beside its size before the measuring."""
    value = peak_memory()
    return Result(
        name="memory", n=n, value=value, unit="MB/process", bare=before,
        ratio=round(value / before, 2),
    )  # fmt: skip


def peak_memory() -> float:
    """Return the peak of the largest process of this installation's web server, in MB."""
    server = os.environ["SECRET_KEY"].encode()
    peaks = [0.0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            serves = b"gunicorn" in (folder / "cmdline").read_bytes()
            if serves and server in (folder / "environ").read_bytes():
                peak = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                peaks.append(int(peak[1]) / 1024 if peak else 0.0)
        except OSError:  # somebody else's, or gone
            continue
    return round(max(peaks), 1)
