"""Sets one paper: reads JSON from standard input, writes the PDF to standard output.

A program of its own, started by `ateams.web.papers.typesetting`. It imports nothing of the
product, and before it reads what somebody wrote it gives up files, sockets, time and memory beyond
what one paper needs. What it has read is gone when it ends; typst, which keeps what it has set in
memory to be quicker the next time, must not do so in the web process.

    python program.py FONTS TEMPLATE [TEMPLATE …]
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import typst

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
REFUSED = 3

# One sign of every font in every weight: fonts are read when they are first needed, and after
# `confine` no file can be opened any more.
_WARM_UP = """
#set document(title: "Aa", date: none)
#set text(font: ("Noto Sans", "Vazirmatn", "Noto Emoji"))
= Aa سلام
Aa سلام \U0001f642 \u2605
"""


def main(fonts: str, *templates: str) -> int:
    """Set the templates, one after the other, as one document; return 0 or `REFUSED`."""
    source = b"\n".join(Path(template).read_bytes() for template in templates)
    compiler = typst.Compiler(font_paths=[fonts], ignore_system_fonts=True, root="/")
    compiler.compile(input=_WARM_UP.encode(), pdf_standards=["ua-1"])
    confine()
    data = sys.stdin.buffer.read().decode()
    try:
        paper = compiler.compile(input=source, sys_inputs={"data": data}, pdf_standards=["ua-1"])
    except typst.TypstError:  # its text quotes the paper's
        return REFUSED
    assert isinstance(paper, bytes)
    sys.stdout.buffer.write(paper)
    sys.stdout.buffer.flush()
    return 0


def confine() -> None:
    """Give up everything that one paper does not need. For good."""
    for what, most in (
        (resource.RLIMIT_NOFILE, 0),  # no file, no connection
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
