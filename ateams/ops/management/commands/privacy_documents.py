"""`manage.py privacy_documents`: what a data protection officer reads, from what is in force."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ateams.ops.privacy.documents import documents


class Command(BaseCommand):
    """Writes record of processing, erasure concept and a draft of the impact assessment."""

    help = "Write the data protection documents (German, Markdown) into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("--out", type=Path, default=Path("docs/privacy"), help="a folder")

    def handle(self, *_args: Any, out: Path, **_options: Any) -> None:
        """Write every document, over those that are there."""
        out.mkdir(parents=True, exist_ok=True)
        for name, text in documents().items():
            (out / name).write_text(text)
            self.stdout.write(str(out / name))
