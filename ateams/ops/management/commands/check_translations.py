"""`manage.py check_translations`: every German sentence has to be there in English."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ateams.ops.translations import Gaps, GettextMissingError, find_gaps

_SHOWN = 20


class Command(BaseCommand):
    """Fails when a translation is missing, or only guessed from a similar sentence."""

    help = "Fail when locale/ misses a string of the sources. Needs gettext; must have it in CI."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Compare every language but the source language with the sources."""
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            try:
                gaps = find_gaps(settings.BASE_DIR, language)
            except GettextMissingError as error:
                if os.environ.get("CI") == "true":
                    raise CommandError("gettext is not installed.") from error
                self.stdout.write("gettext is not installed: translations were not checked.")
                return
            if gaps:
                raise CommandError(_complaint(language, gaps))


def _complaint(language: str, gaps: Gaps) -> str:
    lines = [f"{language}: {len(gaps.missing)} missing, {len(gaps.fuzzy)} fuzzy."]
    lines += [f"  missing: {text!r}" for text in gaps.missing[:_SHOWN]]
    lines += [f"  fuzzy: {text!r}" for text in gaps.fuzzy[:_SHOWN]]
    return "\n".join(lines)
