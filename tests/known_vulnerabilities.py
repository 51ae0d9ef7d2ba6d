"""Looks the packages of production up in PyPI's list of known vulnerabilities, with pip-audit.

Fails when one is known. Where the list cannot be reached (a mirror has none, no network) it says so
in a sentence: that nothing was found must not look like that nothing is there.
"""

from __future__ import annotations

import json
import subprocess
import sys


def main() -> str:
    """Return what is wrong, or nothing."""
    command = ["pip-audit", "--require-hashes", "--disable-pip", "-r", "requirements/base.txt"]
    answer = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(answer.stdout)["dependencies"]
    except ValueError:
        packages = []
    looked_up = [package for package in packages if "skip_reason" not in package]
    known = [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        for package in looked_up
        for vulnerability in package["vulns"]
    ]
    if len(looked_up) < len(packages) or not packages:
        sys.stdout.write(f"  {len(looked_up)} of {len(packages)} packages could be looked up.\n")
    return "\n".join(known)


if __name__ == "__main__":
    sys.exit(main() or 0)
