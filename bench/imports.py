"""A list of 500 institutions: read, looked through, and written."""

from __future__ import annotations

from accounts.enums import Role
from accounts.imports.institutions import INSTITUTIONS
from accounts.imports.kinds import Fate
from accounts.imports.rows import content_of
from accounts.models import Institution, Team, User
from accounts.services.imports import carry_out, confirm_import, start_import
from ateams.web.sheets.reading import read_table
from ateams.web.sheets.writing import as_xlsx
from bench.bare import PlainRow
from bench.measuring import Result, compare
from tests.factories.accounts import UserFactory

ROWS = 500
HEADER = ("Name", "Art", "Stadtteil", "Adresse", "E-Mail")


def measure(_port: int) -> list[Result]:
    """Measure everything but the clicks beside storing as many plain rows at once."""
    lead = UserFactory.create(role=Role.LEAD)
    rows = [(f"Schule {n}", "IGS", "List", f"Weg {n}", f"k{n}@x.example") for n in range(ROWS)]
    content = as_xlsx("Schulen", HEADER, rows)
    result = compare(
        "import", ROWS, product=lambda: _import(content, lead), bare=_store, rounds=5, warm_up=1,
        unit="ms/list",
    )  # fmt: skip
    return [result]


def _import(content: bytes, by: User) -> None:
    Team.objects.all().delete()
    Institution.objects.all().delete()
    table = read_table(content)
    # The page before the last click looks at every row, too.
    checked = list(INSTITUTIONS.check(content_of(table, INSTITUTIONS).lines(), by))
    assert {row.fate for row in checked} == {Fate.NEW}
    run = start_import(kind=INSTITUTIONS, table=table, by=by)
    confirm_import(run=run, skip_errors=False)
    carry_out(run_id=run.pk)
    run.refresh_from_db()
    assert run.added == Institution.objects.count() == ROWS


def _store() -> None:
    PlainRow.objects.all().delete()
    PlainRow.objects.bulk_create(
        PlainRow(among=ROWS, reference=f"K7QX-{index:04}", state="new", person="-")
        for index in range(ROWS)
    )
