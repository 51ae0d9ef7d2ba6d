"""Looking into papers: whether a PDF is accessible, and what it says."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pikepdf

# As PDF/UA-1 calls itself in a document's metadata.
UA = "{http://www.aiim.org/pdfua/ns/id/}part"


def accessibility(content: bytes) -> dict[str, object]:
    """Return what a screen reader relies on, of a tagged PDF as the standard wants it."""
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
    found: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if str(element.get("/S", "")).startswith("/H"):
                found.append(str(element.S)[1:])
            if "/K" in element:
                walk(element.K)

    walk(paper.Root.StructTreeRoot)
    return found


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
