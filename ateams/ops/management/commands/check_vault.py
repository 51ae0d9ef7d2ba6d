"""`manage.py check_vault`: what nobody can open, and who could open what they should not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ateams.ops.vault_check import Finding, findings


class Command(BaseCommand):
    """Prints counts and ids, never a content or a name; ends with 1 when something is wrong."""

    help = "Check envelopes, grants and key pairs; exit code 1 when something is wrong."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print what was found."""
        found = list(findings())
        for finding in found:
            self._tell(finding)
        if found:
            sys.exit(1)
        self.stdout.write("The vault is in order.")

    def _tell(self, finding: Finding) -> None:
        self.stdout.write(f"{finding.count} {finding.what}")
        for one in finding.ids:
            self.stdout.write(f"  {one}")
        if finding.count > len(finding.ids):
            self.stdout.write(f"  and {finding.count - len(finding.ids)} more")
