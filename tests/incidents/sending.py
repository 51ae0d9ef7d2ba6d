"""Sending files as a browser does, and finding what is left of them in the storage."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from incidents.models import Attachment
from vault.files import FOLDER

Named = tuple[str, bytes]


def send(client: Client, url: str, *files: Named, **fields: Any) -> HttpResponse:
    """Post a form with files; the declared type is always wrong, and must not matter."""
    uploads = [SimpleUploadedFile(name, content, "text/html") for name, content in files]
    fields.setdefault("once", str(uuid4()))
    headers = {"sec-fetch-site": "same-origin"}
    return client.post(url, fields | {"uploads": uploads}, headers=headers)  # type: ignore[return-value]


def stored() -> set[str]:
    """Return the ids of all files in the storage."""
    return {path.name.split("-")[0] for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*")}


def unnamed() -> set[str]:
    """Return the ids of files in the storage that no row names."""
    return stored() - {pk.hex for pk in Attachment.objects.values_list("pk", flat=True)}


def clear_storage() -> None:
    for path in (Path(settings.MEDIA_ROOT) / FOLDER).glob("*"):
        path.unlink()


def body(answer: HttpResponse) -> bytes:
    """Return what a streaming answer says."""
    return b"".join(answer)


def errors(answer: HttpResponse) -> list[str]:
    """Return the sentences in the summary of a form's errors."""
    found = re.search(r'class="error-summary".*?</ul>', answer.content.decode(), re.DOTALL)
    return [unescape(text) for text in re.findall(r"<span>(.*?)</span>", found[0])] if found else []
