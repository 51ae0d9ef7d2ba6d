"""What PDF/UA-1 asks of a document, as far as a program can tell.

The names in brackets are those of the Matterhorn Protocol, which lists what can fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

# As PDF/UA-1 calls itself in a document's metadata.
UA = "{http://www.aiim.org/pdfua/ns/id/}part"

_STANDARD = set(
    """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4
    H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code
    Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form
    """.split()  # noqa: SIM905 - one word a line would be sixty lines
)
_PAINTING = set("S s f F f* B B* b b* sh Do EI Tj TJ ' \"".split())  # noqa: SIM905
_ALLOWED_IN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}


def ua_flaws(content: bytes) -> list[str]:
    """Return what is wrong with a document for somebody who has it read aloud; best nothing."""
    with pikepdf.open(BytesIO(content)) as paper:
        found = [*_of_document(paper)]
        if "/StructTreeRoot" not in paper.Root:
            return [*found, "no tags [01-005]"]
        return [*found, *_of_tags(paper), *_of_content(paper), *_of_fonts(paper)]


def alternatives(content: bytes) -> list[str]:
    """Return what is said in place of each picture, in reading order."""
    with pikepdf.open(BytesIO(content)) as paper:
        pictures = (one for one, _parent in elements(paper) if _kind(one) == "Figure")
        return [str(one.get("/Alt", "")) for one in pictures]


def elements(paper: Pdf) -> Iterator[tuple[Object, str]]:
    """Yield every structure element in reading order, each with the kind of its parent."""

    def walk(node: Object, parent: str) -> Iterator[tuple[Object, str]]:
        if isinstance(node, Array):
            for child in node.as_list():
                yield from walk(child, parent)
        elif isinstance(node, Dictionary) and "/S" in node:
            yield node, parent
            if "/K" in node:
                yield from walk(node.K, _kind(node))

    yield from walk(paper.Root.StructTreeRoot.get("/K", Array()), "")


def _kind(element: Object) -> str:
    return str(element.S)[1:]


def _of_document(paper: Pdf) -> Iterator[str]:
    root = paper.Root
    with paper.open_metadata() as metadata:
        if metadata.get(UA) != "1":
            yield "does not say that it is PDF/UA-1 [06-002]"
        if not metadata.get("dc:title"):
            yield "no title [06-003]"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the window shows no title [07-001]"
    mark_info = root.get("/MarkInfo", Dictionary())
    if not mark_info.get("/Marked", False) or mark_info.get("/Suspects", False):
        yield "not marked as tagged [06-001]"
    if not str(root.get("/Lang", "")):
        yield "no language [11-006]"
    if paper.is_encrypted and not paper.allow.accessibility:
        yield "locked for screen readers [26-002]"


def _of_tags(paper: Pdf) -> Iterator[str]:
    roles = paper.Root.StructTreeRoot.get("/RoleMap", Dictionary())
    levels = [0]
    for element, parent in elements(paper):
        kind = _kind(element)
        kind = str(roles[f"/{kind}"])[1:] if f"/{kind}" in roles else kind
        if kind not in _STANDARD:
            yield f"unknown tag {kind} [02-001]"
        if parent not in _ALLOWED_IN.get(kind, {parent}):
            yield f"{kind} inside {parent} [09-004]"
        if kind in {"Figure", "Formula"} and not str(element.get("/Alt", "")).strip():
            yield f"{kind} without words [13-004]"
        if kind == "TH" and not _scope(element):
            yield "heading of a table without a direction [15-003]"
        if kind[:1] == "H" and kind[1:].isdigit():
            levels.append(int(kind[1:]))
    # Each document of a batch begins anew with H1.
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"H{after} after H{before} [14-003]"


def _scope(cell: Object) -> bool:
    attributes = cell.get("/A", Array())
    rows = attributes.as_list() if isinstance(attributes, Array) else [attributes]
    return any("/Scope" in row for row in rows if isinstance(row, Dictionary))


def _of_content(paper: Pdf) -> Iterator[str]:
    """Everything painted is tagged or decoration, and is read once, in the order it is painted."""
    told = list(_told(paper))
    painted = []
    for number, page in enumerate(paper.pages, start=1):
        marks, stray = _marks(page)
        painted += [(page.objgen, mark) for mark in marks]
        if stray:
            yield f"page {number}: {stray} neither tagged nor decoration [01-005]"
        for flaw in _of_links(page):
            yield f"page {number}: {flaw}"
    if set(painted) - set(told):
        yield "something is never read [01-004]"
    if max(Counter(told).values(), default=0) > 1:
        yield "something is read twice [01-003]"
    if set(told) - set(painted):
        yield "tags lead to nothing [01-006]"
    for place in {place for place, _mark in told}:
        order = [mark for where, mark in told if where == place]
        if order != sorted(order):
            yield "read in another order than it stands on the page [09-001]"


def _of_links(page: pikepdf.Page) -> Iterator[str]:
    annotations = page.get("/Annots", Array()).as_list()
    if annotations and page.get("/Tabs") != Name.S:
        yield "tabs leave the reading order [28-009]"
    for annotation in annotations:
        if annotation.get("/Subtype") == Name.Link and "/Contents" not in annotation:
            yield "link without words [28-012]"
        if "/StructParent" not in annotation:
            yield "link without a tag [28-010]"


def _told(paper: Pdf) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield what is read: page and number of each piece, in the order of the tags."""

    def walk(node: Object | int, page: Object | None) -> Iterator[tuple[tuple[int, int], int]]:
        if isinstance(node, int):
            assert page is not None
            yield page.objgen, node
        elif isinstance(node, Array):
            for child in node.as_list():
                yield from walk(child, page)
        elif isinstance(node, Dictionary):
            page = node.get("/Pg", page)
            if node.get("/Type") == Name.MCR:
                yield from walk(int(node.MCID), page)
            elif "/K" in node:
                yield from walk(node.K, page)

    yield from walk(paper.Root.StructTreeRoot.K, None)


def _marks(page: pikepdf.Page) -> tuple[list[int], int]:
    """Return the numbers of the pieces of a page, and how much is painted outside of any."""
    open_marks: list[str] = []
    numbers: list[int] = []
    stray = 0
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in {"BDC", "BMC"}:
            open_marks.append(str(operands[0]))
            if name == "BDC" and "/MCID" in operands[1]:
                numbers.append(int(operands[1].MCID))
        elif name == "EMC":
            open_marks.pop()
        elif name in _PAINTING and not open_marks:
            stray += 1
    return numbers, stray


def _of_fonts(paper: Pdf) -> Iterator[str]:
    for page in paper.pages:
        for name, font in page.get("/Resources", Dictionary()).get("/Font", Dictionary()).items():
            base = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            described = base.get("/FontDescriptor", Dictionary())
            if font.get("/Subtype") != Name.Type3 and not any(
                key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")
            ):
                yield f"font {name} is not embedded [31-009]"
            if "/ToUnicode" not in font:
                yield f"font {name} does not say its letters [10-001]"
