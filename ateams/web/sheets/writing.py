"""Lists on their way out. No cell can become a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from ateams.web.sheets.defusing import defused

Cell = str | int
_NO_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
_LONGEST_TITLE = 31


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write CSV as German spreadsheets open it at once: UTF-8 with mark, semicolons."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(cell) for cell in header])
    writer.writerows(
        [cell if isinstance(cell, int) else defused(cell) for cell in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write one sheet. Text is stored as text, so that "=1+1" stays what it is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)

    def cell(value: Cell, *, font: Font | None = None) -> Any:
        if isinstance(value, int):
            return value
        made = WriteOnlyCell(sheet, value=value.translate(_NO_XML))
        made.data_type = "s"
        if font:
            made.font = font
        return made

    sheet.append([cell(name, font=bold) for name in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
