"""Pictures, drawn anew from their pixels: whatever else stood in the file stays behind.

Position, device, time, preview, texts and what was appended are gone. Kept are the pixels, how a
photo is held (as the one tag that browsers obey, or applied to the pixels) and, for JPEG, the
tables that it was compressed with, so that nobody sees a difference.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin
from pillow_heif import register_heif_opener

ORIENTATION = 0x0112
# Photos of today's phones have 12 to 50 million.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS = 64_000_000
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
_MODES = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    "WEBP": {"RGB", "RGBA"},
}
_QUALITY = 92


class TooManyPixels(Exception):  # noqa: N818 - says what happened
    """The picture is larger than any phone takes, or a bomb."""


def warm_up(media_type: str) -> None:
    """Clean one small picture of the kind."""
    register_heif_opener()
    Image.init()
    made = BytesIO()
    options = {} if media_type == "image/heic" else {"exif": _exif(6)}
    profile = _srgb().tobytes()
    Image.new("RGB", (8, 8)).save(made, _FORMATS[media_type], icc_profile=profile, **options)
    clean(made.getvalue(), media_type)


def clean(content: bytes, media_type: str) -> bytes:
    """Return the picture alone; of HEIC, a JPEG. Raises for whatever is no such picture."""
    with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixels
        picture.load()
        match media_type:
            case "image/jpeg":
                return _jpeg(picture)
            case "image/heic":
                return _drawn(_upright(picture), "JPEG", quality=_QUALITY)
            case "image/png":
                return _drawn(_upright(picture), "PNG")
            case _:
                lossless = content[12:16] == b"VP8L" or b"VP8L" in content[:4096]
                options = {"lossless": lossless, "quality": 80 if lossless else _QUALITY}
                return _drawn(_upright(picture), "WEBP", **options)


def _jpeg(picture: Image.Image) -> bytes:
    """Write with the same tables, so that compressing again changes next to nothing."""
    options: dict[str, Any] = {"exif": _exif(picture.getexif().get(ORIENTATION, 1))}
    if picture.mode in _MODES["JPEG"] and isinstance(picture, JpegImagePlugin.JpegImageFile):
        options["qtables"] = picture.quantization
        sampling = JpegImagePlugin.get_sampling(picture)
        options |= {"subsampling": sampling} if sampling >= 0 else {}
    else:
        options["quality"] = _QUALITY
    return _drawn(_in_srgb(picture), "JPEG", **options)


def _upright(picture: Image.Image) -> Image.Image:
    ImageOps.exif_transpose(picture, in_place=True)
    return _in_srgb(picture)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Apply a colour profile instead of keeping it: that of a screen names its maker."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA"}:
        with suppress(ImageCms.PyCMSError, OSError):
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            ImageCms.profileToProfile(picture, own, _srgb(), inPlace=True)
    return picture


def _drawn(picture: Image.Image, name: str, **options: Any) -> bytes:
    if picture.mode not in _MODES[name]:
        transparent = name != "JPEG" and picture.has_transparency_data
        picture = picture.convert("RGBA" if transparent else "RGB")
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    written = BytesIO()
    picture.save(written, name, **options)
    return written.getvalue()


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    if orientation in range(2, 9):
        exif[ORIENTATION] = orientation
    return exif.tobytes() if len(exif) else b""


def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
