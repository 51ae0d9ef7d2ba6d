"""Whether the storage has room for files: what is refused in time fills no disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage


def free_bytes() -> int | None:
    """Return how much is free where files lie; nothing of a storage that is no folder."""
    storage = getattr(default_storage, "_wrapped", default_storage)
    if not isinstance(storage, FileSystemStorage):
        return None
    folder = Path(storage.location)
    while not folder.exists():  # made with the first file
        folder = folder.parent
    return shutil.disk_usage(folder).free


def has_room() -> bool:
    """Whether one more file leaves `DISK_SPARE_BYTES` free: database and logs need them, too."""
    free = free_bytes()
    return free is None or free >= settings.DISK_SPARE_BYTES
