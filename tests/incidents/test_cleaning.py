"""Traces of the author are taken out of pictures and PDFs; what cannot be cleaned is refused."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from PIL import Image, ImageOps

from incidents.cleaner import pdf as cleaner_of_pdf
from incidents.cleaner import pictures
from incidents.cleaning import Uncleanable, cleaned, command, type_after
from incidents.file_types import FileType
from tests.files import (
    BLUE,
    EXIF_ORIENTATION,
    MARKER,
    RED,
    picture,
    picture_bomb,
    telling_exif,
    telling_files,
    telling_pdf,
    written,
)
from tests.security.traces import traces
from vault.files import FileWriter, SealedFile

TYPES = [file_type for file_type in FileType if file_type.is_cleaned]
FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}


def store(content: bytes) -> SealedFile:
    writer = FileWriter()
    writer.write(content)
    return writer.finish()


def clean(content: bytes, file_type: FileType) -> bytes:
    """Clean in the process that the product uses."""
    file = cleaned(store(content), file_type)
    return b"".join(file.read())


def clean_here(content: bytes, file_type: FileType) -> bytes:
    """Clean in this process: quicker, where confinement is not the point."""
    if file_type == FileType.PDF:
        return cleaner_of_pdf.clean(content, file_type.value)
    return pictures.clean(content, file_type.value)


def tells(content: bytes) -> bool:
    return any(trace in content for trace in traces(MARKER).values())


def looks_like(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("file_type", TYPES)
def test_cleaned_file_tells_nothing_of_its_author(file_type: FileType) -> None:
    content = telling_files()[file_type.value]
    assert tells(content) or file_type == FileType.PDF  # whose XMP is compressed
    result = clean(content, file_type)
    assert not tells(result)
    assert b"GPS" not in result
    if file_type == FileType.PDF:
        with pikepdf.open(BytesIO(result)) as document:
            assert set(document.Root.keys()) == {"/AcroForm", "/Pages", "/Type"}
            assert (len(document.pages), "/Info" in document.trailer) == (1, False)
    else:
        with Image.open(BytesIO(result)) as drawn:
            assert drawn.format == FORMATS[type_after(file_type)]
            assert set(drawn.getexif()) <= {EXIF_ORIENTATION}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_type", FORMATS)
def test_cleaned_picture_is_the_same_way_up(file_type: FileType, orientation: int) -> None:
    content = picture(FORMATS[file_type], orientation=orientation)
    before, after = (
        ImageOps.exif_transpose(Image.open(BytesIO(found)))
        for found in (content, clean_here(content, file_type))
    )
    assert before.size == after.size
    width, height = after.size
    for corner in ((1, 1), (width - 2, 1), (1, height - 2), (width - 2, height - 2)):
        pixels = [shown.convert("RGB").getpixel(corner) for shown in (before, after)]
        assert looks_like(*pixels), corner  # type: ignore[arg-type]


def test_cleaned_photo_that_holds_a_second_one_is_the_first_alone() -> None:
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), BLUE)
    content = written(first, "MPO", save_all=True, append_images=[second], exif=telling_exif())
    result = clean_here(content, FileType.JPEG)
    assert result.count(b"\xff\xd8\xff") == 1
    assert not tells(result)
    with Image.open(BytesIO(result)) as drawn:
        assert drawn.format == "JPEG"
        assert looks_like(drawn.getpixel((4, 4)), RED)  # type: ignore[arg-type]


def test_cleaned_heic_is_an_upright_jpeg() -> None:
    with Image.open(BytesIO(clean_here(telling_files()["image/heic"], FileType.HEIC))) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (32, 48))
        assert looks_like(drawn.getpixel((16, 4)), RED)  # type: ignore[arg-type]
        assert looks_like(drawn.getpixel((16, 44)), BLUE)  # type: ignore[arg-type]


def test_cleaned_jpeg_looks_the_same() -> None:
    noisy = Image.effect_noise((256, 256), 60).convert("RGB").resize((512, 512))
    content = written(noisy, "JPEG", quality=85)
    before, after = (
        Image.open(BytesIO(found)) for found in (content, clean_here(content, FileType.JPEG))
    )
    differences = [abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert sum(differences) / len(differences) < 0.5
    assert before.quantization == after.quantization  # type: ignore[attr-defined]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_cleaned_png_has_the_same_pixels(mode: str) -> None:
    drawn = Image.linear_gradient("L").convert("RGB" if mode != "I;16" else "L").convert(mode)
    content = written(drawn, "PNG", exif=telling_exif())
    result = clean_here(content, FileType.PNG)
    with Image.open(BytesIO(result)) as after:
        assert after.convert("RGBA").tobytes() == drawn.convert("RGBA").tobytes()
    assert not tells(result)


def test_cleaned_grey_and_printers_jpegs_open() -> None:
    for mode in ("L", "CMYK"):
        content = written(Image.new(mode, (8, 8)), "JPEG", exif=telling_exif())
        with Image.open(BytesIO(clean_here(content, FileType.JPEG))) as drawn:
            assert drawn.mode in {"L", "RGB"}


POLYGLOTS = {
    "JPEG with PHP behind it": (FileType.JPEG, picture() + b"<?php system($_GET[0]); ?>"),
    "JPEG with HTML in a comment": (FileType.JPEG, picture(comment=b"<script>run()</script>")),
    "PNG with HTML behind it": (FileType.PNG, picture("PNG") + b"<script>run()</script>"),
    "WebP with HTML behind it": (FileType.WEBP, picture("WEBP") + b"<script>run()</script>"),
    "PDF with HTML behind it": (FileType.PDF, telling_pdf() + b"<script>run()</script>"),
}


@pytest.mark.parametrize("what", POLYGLOTS)
def test_cleaned_polyglot_is_one_thing_only(what: str) -> None:
    file_type, content = POLYGLOTS[what]
    result = clean_here(content, file_type)
    assert b"run()" not in result
    assert b"<?php" not in result


def _locked_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return made.getvalue()


BROKEN: dict[str, tuple[FileType, Any]] = {
    "picture bomb": (FileType.PNG, picture_bomb),
    "JPEG cut in the middle": (FileType.JPEG, lambda: picture()[:-200]),
    "JPEG of nothing but its beginning": (FileType.JPEG, lambda: b"\xff\xd8\xff\xe0" + bytes(500)),
    "PNG named WebP": (FileType.WEBP, lambda: picture("PNG")),
    "HEIC of noise": (FileType.HEIC, lambda: b"\x00\x00\x00\x18ftypheic" + bytes(range(256))),
    "PDF of noise": (FileType.PDF, lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9),
    "locked PDF": (FileType.PDF, _locked_pdf),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_cleaned_is_refused_and_leaves_nothing(what: str) -> None:
    file_type, make = BROKEN[what]
    first = store(make())
    with pytest.raises(Uncleanable):
        cleaned(first, file_type)
    first.delete()
    assert list((Path(settings.MEDIA_ROOT) / "sealed").glob(f"{first.id.hex}*")) == []


PROBE = """
import sys; sys.path.append(sys.argv[1])
from incidents.cleaner import pictures, pdf
from incidents.cleaner.program import confine
import os, socket
before = sorted({"django", "vault", "accounts"} & set(sys.modules))
confine()
def fails(call):
    try: call()
    except OSError: return True
    return False
print(before, dict(os.environ).keys() - {"LC_CTYPE"}, fails(lambda: open("/etc/hostname")),
      fails(socket.socket), fails(lambda: os.pipe()))
"""


def test_cleaning_process_has_no_keys_and_can_open_nothing() -> None:
    *start, _code, root, _type = command(FileType.JPEG)
    done = subprocess.run(
        [*start, PROBE, root], env={}, cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[] set() True True True"
    assert start == [sys.executable, "-I", "-B", "-c"]


def test_cleaning_process_that_eats_memory_is_stopped() -> None:
    *start, _code, root, _type = command(FileType.JPEG)
    greedy = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from incidents.cleaner.program import confine\n"
        "confine(); bytearray(2 * 1024**3)"
    )
    done = subprocess.run([*start, greedy, root], env={}, cwd="/", capture_output=True, check=False)
    assert done.returncode == 1
    assert b"MemoryError" in done.stderr
