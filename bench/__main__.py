"""`python -m bench [--only NAME]`: prints a table and writes `bench/results.json`.

Every row gets an installation of its own, run as production runs it; what measures it is a process
of its own, too.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.measuring import Result
from tests.installation import Installation
from tests.smtp import MailSink

ROWS = (
    "report",
    "cases",
    "start_page",
    "search",
    "reminders",
    "coverage",
    "trainings",
    "imports",
)
LINE = "{name:<18}{n:>6}{value:>11.2f}{bare:>11.2f}  {unit:<13}{ratio:>6.1f}"
RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Measure the rows that were asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=ROWS, help="measure one row")
    only: str | None = parser.parse_args().only
    print(f"{'row':<18}{'n':>6}{'value':>11}{'bare':>11}  {'unit':<13}{'ratio':>6}")
    results = [result for row in ROWS if only in {None, row} for result in measure(row)]
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    print(f"written to {RESULTS}")


def measure(row: str) -> list[Result]:
    """Run one row against a fresh installation; print and return its results."""
    with MailSink() as sink:
        mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(sink.port), "MAIL_AT_ANY_HOUR": "true"}
        with Installation.on_postgres(**mail) as product:
            port = _start_web(product)
            results: list[Result] = product.call(f"bench.{row}:measure", port)
    for result in results:
        print(LINE.format(**result))
    return results


def _start_web(product: Installation) -> int:
    """Serve as the restricted role, as production does; what fills and measures is the owner."""
    assert product.postgres
    web = product.environment["DATABASE_URL"]
    product.environment["DATABASE_URL"] = product.postgres.url
    product.call("bench.bare:create_tables")
    product.environment["DATABASE_URL"] = web
    port = product.start_web("bench.wsgi:application")
    product.environment["DATABASE_URL"] = product.postgres.url
    return port


if __name__ == "__main__":
    main()
