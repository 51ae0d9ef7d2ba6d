"""The program itself: first it takes every right from itself, then it looks at the file."""

from __future__ import annotations

import resource
import sys
from importlib import import_module

# What it may use at most; whoever needs more is stopped, and the file is refused.
MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 30
REFUSED = 3

_MODULES = {"application/pdf": "incidents.cleaner.pdf"}
_PICTURES = "incidents.cleaner.pictures"


def main(media_type: str) -> int:
    """Clean the file on standard input; return 0, or `REFUSED` and write nothing."""
    module = import_module(_MODULES.get(media_type, _PICTURES))
    # Libraries load some of themselves late; afterwards nothing can be opened any more.
    module.warm_up(media_type)
    confine()
    content = sys.stdin.buffer.read()
    try:
        cleaned = module.clean(content, media_type)
    except Exception:  # noqa: BLE001 - whatever a broken file breaks, it is refused
        return REFUSED
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()
    return 0


def confine() -> None:
    """Give up files, sockets, memory and time beyond what one file needs. For good."""
    for what, most in (
        (resource.RLIMIT_NOFILE, 0),  # no file, no connection: neither secrets nor network
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    ):
        resource.setrlimit(what, (most, most))
