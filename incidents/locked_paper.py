"""A copy of a case as one encrypted PDF, its files embedded; all of it happens in memory.

AES with 256 bits (PDF 2.0, revision 6). Of one part, text and files are in memory at once, and
again while it is written: measured, some 200 MB for 40 MB of files. One at a time per process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pikepdf
from django.utils.translation import gettext

from ateams.web.papers.typesetting import Busy, Untypesettable, passage, typeset
from incidents.attachments import OpenedFile
from incidents.case_copy import CaseCopy, as_text, head_of

PATIENCE_SECONDS = 30
_ONE_AT_A_TIME = BoundedSemaphore(1)
# Beyond these no font of ours is certain to have a sign.
_UNCERTAIN = re.compile(
    "[^\n -~\xa0-\u024f\u0400-\u045f\u0490\u0491"
    "\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af\u06cc\u06f0-\u06f9"
    "\u200b-\u200f\u2010-\u2026€\U0001f600-\U0001f64f]"
)
_EVERYTHING = pikepdf.Permissions()


def locked_paper(copy: CaseCopy, *, part: int, password: str) -> BytesIO:
    """Return one part of a copy, to be opened with the password alone. Raises `Busy`."""
    with _alone():
        paper = pikepdf.open(BytesIO(_set(copy, part)))
        _embed_text(paper, copy, part)
        for file in copy.parts[part - 1]:
            _embed(paper, file)
        written = BytesIO()
        paper.save(written, encryption=_locked(password), compress_streams=False)
        paper.close()
    written.seek(0)
    return written


@contextmanager
def _alone() -> Iterator[None]:
    if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _locked(password: str) -> pikepdf.Encryption:
    return pikepdf.Encryption(owner=password, user=password, R=6, aes=True, allow=_EVERYTHING)


def _set(copy: CaseCopy, part: int) -> bytes:
    """Set the text; signs that no font has become boxes, and what is too long stands beside it.

    Either way every word stands in the text file that is embedded.
    """
    data = _data(copy, part)
    for attempt in (data, _certain(data), data | {"lines": []}):
        try:
            return typeset("case", attempt)
        except Busy:
            raise
        except Untypesettable:
            continue
    raise Untypesettable


def _data(copy: CaseCopy, part: int) -> dict[str, Any]:
    parts = len(copy.parts)
    mark = gettext("Vertraulich")
    return {
        "title": copy.title,
        "mark": f"{copy.title} · {mark}",
        "part": gettext("Teil %(part)d von %(parts)d") % {"part": part, "parts": parts}
        if parts > 1
        else "",
        "facts": [list(fact) for fact in copy.facts],
        "lines": _lines(copy) if part == 1 else [],
        "text_note": gettext("Der Verlauf als Text liegt bei: verlauf.txt") if part == 1 else "",
        "files_title": gettext("Dateien in diesem Dokument"),
        "files": [file.download_name for file in copy.parts[part - 1]],
    }


def _lines(copy: CaseCopy) -> list[dict[str, Any]]:
    return [
        {
            "head": head_of(line),
            "body": passage(line.body),
            "facts": [[name, passage(value)] for name, value in line.facts],
            "files": [shown.file.download_name for shown in line.files],
        }
        for line in copy.lines
    ]


def _certain(data: Any) -> Any:
    if isinstance(data, str):
        return _UNCERTAIN.sub("□", data)
    if isinstance(data, dict):
        return {name: _certain(value) for name, value in data.items()}
    return [_certain(value) for value in data] if isinstance(data, list) else data


def _embed_text(paper: pikepdf.Pdf, copy: CaseCopy, part: int) -> None:
    if part == 1:
        _attach(paper, "verlauf.txt", as_text(copy).encode(), "text/plain")


def _embed(paper: pikepdf.Pdf, file: OpenedFile) -> None:
    _attach(paper, file.download_name, b"".join(file.content.read()), file.type.value)


def _attach(paper: pikepdf.Pdf, name: str, content: bytes, media_type: str) -> None:
    paper.attachments[name] = pikepdf.AttachedFileSpec(
        paper, content, filename=name, mime_type=media_type, description=name
    )
