"""PDFs, written anew without what tells of their author and without what could run.

Gone are document information, XMP, former versions, embedded files, scripts, forms' logic, names
and times on comments, and the traces in photos on their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

# Removed wherever they stand.
_TELLING = (
    "/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AF", "/EF", "/XFA", "/AA",
    "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/Collection", "/SpiderInfo",
    "/RichMediaContent",
    "/RichMediaSettings", "/Perms", "/DSS", "/SourceInfo", "/Measure",
)  # fmt: skip
# What a comment says of its author, and when it was written.
_OF_A_COMMENT = ("/T", "/M", "/CreationDate", "/NM", "/RC")
_ACTIONS_KEPT = frozenset({"/GoTo", "/URI", "/Named"})
_COMMENTS_REMOVED = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
)
_ROOT_KEPT = frozenset(
    {
        "/Type", "/Version", "/Pages", "/PageLabels", "/Outlines", "/Dests", "/PageMode",
        "/PageLayout", "/ViewerPreferences", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Lang",
        "/OCProperties", "/OutputIntents",
    }
)  # fmt: skip
_DEEPEST = 100
_SCAN, _END_OF_PHOTO = b"\xff\xda", b"\xff\xd9"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_SHORTEST_SEGMENT = 2
# Those of applications, but for the one of Adobe that says how colours are meant; and comments.
_TELLING_SEGMENTS = {bytes([0xFF, code]) for code in (*range(0xE0, 0xEE), 0xEF, 0xFE)}


class Encrypted(Exception):  # noqa: N818 - says what happened
    """A PDF with restrictions: what it holds cannot be seen, so it cannot be cleaned."""


def warm_up(media_type: str) -> None:
    """Clean one small document."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = "–"
        pdf.save(made)
    clean(made.getvalue(), media_type)


def clean(content: bytes, _media_type: str) -> bytes:
    """Return the document with its pages alone. Raises for whatever cannot be read."""
    with pikepdf.open(BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            raise Encrypted
        for key in ("/Info", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        for key in set(pdf.Root.keys()) - _ROOT_KEPT:
            del pdf.Root[key]
        for thing in pdf.objects:
            for part in _parts(thing, _DEEPEST):
                _clean_part(part)
        if not pdf.pages:
            raise ValueError("A document without pages.")
        written = BytesIO()
        pdf.save(
            written,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return written.getvalue()


def _parts(thing: Object, depth: int) -> Iterator[Dictionary | Stream]:
    """Yield an object and what stands directly in it; references are objects of their own."""
    if depth == 0:
        raise RecursionError
    if isinstance(thing, Dictionary | Stream):
        yield thing
        inner = [value for _key, value in thing.items()]
    elif isinstance(thing, Array):
        inner = list(thing.as_list())
    else:
        return
    for value in inner:
        if not getattr(value, "is_indirect", True):  # numbers come as Python's own
            yield from _parts(value, depth - 1)


def _clean_part(part: Dictionary | Stream) -> None:
    if "/ByteRange" in part:  # a signature, with the name of whoever signed
        _remove(part, tuple(part.keys()))
    _remove(part, _TELLING)
    if isinstance(part, Stream):
        _clean_photo(part)
        return
    if isinstance(part.get("/Annots"), Array):
        part.Annots = Array([note for note in part.Annots if not _runs(note)])
    if part.get("/Type") == Name.Annot or "/Rect" in part:
        _remove(part, ("/M",) if part.get("/Subtype") == Name.Widget else _OF_A_COMMENT)
    _remove(part, tuple(key for key in ("/A", "/PA", "/Next") if _is_unwanted(part.get(key))))


def _remove(part: Dictionary | Stream, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in part:
            del part[key]


def _runs(note: Object) -> bool:
    return isinstance(note, Dictionary) and str(note.get("/Subtype", "")) in _COMMENTS_REMOVED


def _is_unwanted(action: Object | None) -> bool:
    """Whether an action does more than lead somewhere; of several in a row, none is kept."""
    if isinstance(action, Dictionary):
        return "/S" in action and str(action.S) not in _ACTIONS_KEPT
    return isinstance(action, Array)


def _clean_photo(stream: Stream) -> None:
    kind = stream.get("/Filter")
    if isinstance(kind, Array) and len(kind) == 1:
        kind = kind[0]
    if kind == Name.DCTDecode:
        parameters = stream.get("/DecodeParms")
        assert parameters is None or isinstance(parameters, Dictionary | Array)
        photo = bare_jpeg(stream.read_raw_bytes())
        stream.write(photo, filter=Name.DCTDecode, decode_parms=parameters)


def bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG without applications' segments, comments and what follows its end.

    The pixels stay as they are, for the document says how they are to be read.
    """
    if not content.startswith(b"\xff\xd8"):
        raise ValueError("No JPEG.")
    kept, position = [content[:2]], 2
    while (marker := content[position : position + 2]) != _END_OF_PHOTO:
        length = int.from_bytes(content[position + 2 : position + 4])
        if marker[:1] != b"\xff" or length < _SHORTEST_SEGMENT:
            raise ValueError("No segment of a JPEG.")
        end = position + 2 + length
        if marker == _SCAN:
            following = _MARKER.search(content, end)
            if not following:
                raise ValueError("A JPEG without an end.")
            end = following.start()
        if marker not in _TELLING_SEGMENTS:
            kept.append(content[position:end])
        position = end
    return b"".join([*kept, _END_OF_PHOTO])
