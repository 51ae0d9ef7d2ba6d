"""Looking into papers: whether a PDF is accessible, and what it says."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pikepdf

from tests.paper_flaws import UA, elements, ua_flaws


def accessibility(content: bytes) -> dict[str, object]:
    """Return what a screen reader relies on, of a paper without a flaw that the standard names."""
    assert ua_flaws(content) == []
    with pikepdf.open(BytesIO(content)) as paper:
        root = paper.Root
        with paper.open_metadata() as metadata:
            return {
                "part": metadata.get(UA),
                "marked": bool(root.MarkInfo.Marked),
                "language": str(root.Lang),
                "title": metadata.get("dc:title"),
                "shows_title": bool(root.ViewerPreferences.DisplayDocTitle),
                "headings": headings(paper),
            }


def headings(paper: pikepdf.Pdf) -> list[str]:
    """Return the kinds of headings in the order in which they are read."""
    kinds = (str(element.S)[1:] for element, _parent in elements(paper))
    return [kind for kind in kinds if kind.startswith("H")]


def text_of(content: bytes) -> str:
    """Return what comes out when everything is selected and copied."""
    run = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    )
    return run.stdout.decode()


def unlocked(content: bytes, password: str) -> bytes:
    """Return an encrypted paper without its encryption; pdftotext takes 32 letters at most."""
    plain = BytesIO()
    with pikepdf.open(BytesIO(content), password=password) as paper:
        paper.save(plain, encryption=False)
    return plain.getvalue()
