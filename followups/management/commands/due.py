"""`manage.py due`: everything that is due until a day, as the sweeps see it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from followups.ahead import Ahead, due_until
from followups.enums import Who


class Command(BaseCommand):
    """Prints one line for each thing; cases by their reference, and nobody's name beside them."""

    help = "List what is due until a day, and who is called next. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --on and --json."""
        parser.add_argument("--on", default="", metavar="2027-02-01", help="until this day (today)")
        parser.add_argument("--json", action="store_true", help="for programs, one object each")

    def handle(self, *_args: Any, on: str, **options: Any) -> None:
        """Derive and print; nothing is due: say so."""
        try:
            day = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"“{on}” is no day; write it like 2027-02-01.") from error
        with translation.override("de"):
            rows = [_row(one) for one in due_until(day)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        elif not rows:
            self.stdout.write(f"Nothing is due until {day}.")
        else:
            for row in rows:
                self.stdout.write(_line(row))


def _row(one: Ahead) -> dict[str, Any]:
    item, coming = one.item, one.coming
    called = coming and {
        "on": coming.day.isoformat(),
        "stage": coming.stage,
        "who": coming.part.value,
        "role": str(Who(coming.part.value).label),
        "names": list(one.names),
    }
    return {
        "kind": item.kind,
        "due_on": item.due_on.isoformat(),
        "what": item.title,
        "where": item.where,
        "object_id": item.object_id,
        "urgent": item.urgent,
        "next": called,
    }


def _line(row: dict[str, Any]) -> str:
    called = row["next"]
    told = "no further mail"
    if called:
        told = f"{called['on']} {', '.join(called['names']) or called['role']}"
    about = " · ".join(filter(None, (row["what"], row["where"])))
    return f"{row['due_on']}  {row['kind']:<28} {about}  → {told}"
