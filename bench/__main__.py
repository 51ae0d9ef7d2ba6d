"""`python -m bench [--only NAME]`: prints a table and writes `bench/results.json`.

Every row gets an installation of its own, run as production runs it, and is measured by a process
of its own (`bench.row`) that talks to it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.installation import Installation
from tests.smtp import MailSink

ROWS = ("report", "cases", "reminders")
LINE = "{name:<11}{n:>6}{value:>11.2f}{bare:>11.2f}  {unit:<13}{ratio:>6.1f}"
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Measure the rows that were asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=ROWS, help="measure one row")
    only: str | None = parser.parse_args().only
    print(f"{'row':<11}{'n':>6}{'value':>11}{'bare':>11}  {'unit':<13}{'ratio':>6}")
    results = [result for row in ROWS if only in {None, row} for result in measure(row)]
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {RESULTS}")


def measure(row: str) -> list[dict[str, Any]]:
    """Run one row against a fresh installation; print and return its results."""
    with MailSink() as sink:
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.port), "MAIL_AT_ANY_HOUR": "true"}
        with Installation.on_postgres(**mail) as product:
            port = product.start_web("bench.wsgi:application")
            printed = product.run(sys.executable, "-m", "bench.row", row, str(port))
    results: list[dict[str, Any]] = json.loads(printed)
    for result in results:
        print(LINE.format(**result))
    return results


if __name__ == "__main__":
    main()
