"""Files as phones make them, small and made on the spot: nothing binary lies in the repository."""

from __future__ import annotations

import wave
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()
MARKER = "Leyla-Musterfrau-4711"
EXIF_MAKE, EXIF_ORIENTATION, EXIF_GPS = 0x010F, 0x0112, 0x8825
# Red above, blue below: which way up it is can be seen in two pixels.
RED, BLUE = (200, 20, 20), (20, 20, 200)


def picture(name: str = "JPEG", *, orientation: int = 1, **options: Any) -> bytes:
    """Return a photo of 32 × 48, upper half red, with everything in it that tells of its author."""
    drawn = Image.new("RGB", (32, 48), BLUE)
    drawn.paste(RED, (0, 0, 32, 24))
    return written(drawn, name, **({"exif": telling_exif(orientation)} | options))


def written(drawn: Image.Image, name: str, **options: Any) -> bytes:
    file = BytesIO()
    drawn.save(file, name, **options)
    return file.getvalue()


def telling_exif(orientation: int = 1) -> bytes:
    """Return EXIF with maker, position and how the phone was held."""
    exif = Image.Exif()
    exif[EXIF_MAKE] = MARKER
    exif[EXIF_ORIENTATION] = orientation
    exif[EXIF_GPS] = {1: "N", 2: (52.0, 22.0, 30.0), 3: "E", 4: (9.0, 43.0, 10.0), 29: MARKER}
    return exif.tobytes()


def telling_png() -> bytes:
    texts = PngInfo()
    texts.add_text("Author", MARKER)
    texts.add_itxt("Comment", MARKER)
    return picture("PNG", pnginfo=texts)


def telling_pdf() -> bytes:
    """Return a PDF that tells of its author in every place that is known for it."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        pdf.docinfo["/Author"] = MARKER
        with pdf.open_metadata() as xmp:
            xmp["dc:creator"] = [MARKER]
        pdf.attachments["notes.txt"] = MARKER.encode()
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARKER}')"
        )
        page.Metadata = pdf.make_stream(MARKER.encode())
        page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=MARKER))
        photo = pdf.make_stream(picture())
        for key, value in {
            "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 32,
            "/Height": 48, "/BitsPerComponent": 8, "/ColorSpace": pikepdf.Name.DeviceRGB,
            "/Filter": pikepdf.Name.DCTDecode,
        }.items():  # fmt: skip
            photo[key] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
        page.Annots = pdf.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
                        T=MARKER, Contents="Ein Kommentar", NM=MARKER,
                        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=MARKER),
                    ),
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment,
                        Rect=[0, 0, 9, 9], Contents=MARKER,
                    ),
                ]
            )
        )  # fmt: skip
        pdf.Root.Signature = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=MARKER, ByteRange=[0, 1])
        )
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array(
                [pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=pdf.Root.Signature))]
            )
        )
        pdf.save(made, compress_streams=False)
    return made.getvalue()


def telling_files() -> dict[str, bytes]:
    """Return one file of every type that is cleaned, by media type; `MARKER` stands in each."""
    return {
        "image/jpeg": picture(),
        "image/png": telling_png(),
        "image/webp": picture("WEBP", xmp=MARKER.encode()),
        "image/heic": picture("HEIF", exif=b"Exif\x00\x00" + telling_exif()),
        "application/pdf": telling_pdf(),
    }


def recordings() -> dict[str, bytes]:
    """Return the beginnings of recordings as phones make them, by media type."""
    sound = b"\x00\x00\x00\x21hdlr" + bytes(8) + b"soun" + bytes(13)
    return {
        "audio/mp4": b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00M4A mp42isom" + sound,
        "audio/3gpp": b"\x00\x00\x00\x14ftyp3gp4\x00\x00\x00\x00isom3gp4" + sound,
        "audio/aac": b"\xff\xf1\x50\x80\x03\x9f\xfc" + bytes(60),
        "audio/mpeg": b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(60),
        "audio/ogg": b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(60),
        "audio/amr": b"#!AMR\n" + b"\x3c" * 40,
        "audio/wav": sound_wave(),
        "audio/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm"
        + bytes(40)
        + b"\x86\x86A_OPUS",
    }


def sound_wave(frames: int = 800) -> bytes:
    """Return a real recording of silence."""
    made = BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * frames)
    return made.getvalue()


def picture_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of a few kilobytes that says it has billions of pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4)
        return len(content).to_bytes(4) + kind + content + check

    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    pixels = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
