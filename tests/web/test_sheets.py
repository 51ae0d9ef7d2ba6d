"""Lists as people have them: what is read, what is refused, and what goes out."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ateams.web.sheets import workbook
from ateams.web.sheets.reading import read_table
from ateams.web.sheets.table import (
    DAMAGED,
    EMPTY,
    MOST_ROWS,
    NO_TABLE,
    OLD_OR_LOCKED,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNPACKED_TOO_LARGE,
    UnreadableError,
)
from ateams.web.sheets.writing import as_csv, as_xlsx


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(content).rows]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, part: str, before: bytes, after: bytes) -> bytes:
    """Return a workbook with something else in one of its parts."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before, after, 1) if name == part else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(
    encoding: str, told: str, delimiter: str
) -> None:
    text = f"Name{delimiter}Ort\r\nSchule Grüne Straße{delimiter}„List“\r\n\r\nA{delimiter}\r\n"
    table = read_table(text.encode(encoding))
    assert [row.cells for row in table.rows] == [
        ("Name", "Ort"),
        ("Schule Grüne Straße", "„List“"),
        ("A",),
    ]
    assert [row.number for row in table.rows] == [1, 2, 4]
    assert table.encoding == told


def test_line_that_names_the_delimiter_is_followed_and_counted() -> None:
    table = read_table(b'sep=;\r\nName;"Ort, Land"\r\n"a\r\nb";c\r\nd;e\r\n')
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("Name", "Ort, Land")),
        (3, ("a\r\nb", "c")),
        (5, ("d", "e")),
    ]


def test_xlsx_is_read_as_people_would_type_it() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Text", 24.0, 1.5, True, date(2025, 3, 15), datetime(2025, 3, 15, 9, 30)])  # noqa: DTZ001
    sheet.append([None, time(9, 30), timedelta(hours=1, minutes=30), "#REF!", "  x  "])
    sheet.append(["=1+1", None, "verbunden"])
    sheet.merge_cells("C3:D4")
    book.create_sheet("Zweites")
    table = read_table(saved(book))
    assert [row.cells for row in table.rows] == [
        ("Text", "24", "1.5", "ja", "2025-03-15", "2025-03-15 09:30"),
        ("", "09:30", "1:30", "", "x"),
        ("", "", "verbunden"),  # nobody has calculated the formula yet
    ]
    assert (table.formulas, table.merged, table.more_sheets, table.sheet) == (1, 1, 1, "Sheet")


def test_value_that_a_formula_had_is_taken() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["=1+1"])
    part = "xl/worksheets/sheet1.xml"
    table = read_table(changed(saved(book), part, b"<v></v>", b"<v>2</v>"))
    table = table if table.rows else read_table(changed(saved(book), part, b"<v />", b"<v>2</v>"))
    assert (table.rows[0].cells, table.formulas) == (("2",), 1)


def test_first_sheet_that_is_shown_is_read() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["geheim"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Liste").append(["offen"])
    assert cells(saved(book)) == [("offen",)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", EMPTY),
        (b" \r\n ", EMPTY),
        (b"%PDF-1.7\n1 0 obj", NO_TABLE),
        (b"\x89PNG\r\n\x1a\n....", NO_TABLE),
        (b"<html><table>", NO_TABLE),
        (b"name\x00\x01\x02\x81\x8d", NO_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", OLD_OR_LOCKED),
        (b"PK\x03\x04 nothing behind it", DAMAGED),
        (b"a;" * 100 + b"b\nc", TOO_MANY_COLUMNS),
        (b"a;b\n" * (MOST_ROWS + 2), TOO_MANY_ROWS),
    ],
    ids=["empty", "blank", "pdf", "png", "html", "bytes", "xls", "zip", "columns", "rows"],
)
def test_what_is_no_list_is_answered_with_a_reason(content: bytes, told: object) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_table(content)
    assert refused.value.text == told


def test_foreign_workbooks_are_refused_before_they_are_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = as_xlsx("x", ["A"], [["b"]])
    part = "xl/worksheets/sheet1.xml"
    entities = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    refused = {
        "entities": changed(good, part, b"<worksheet", entities),
        "cut off": good[:-200],
        "no XML": changed(good, part, b"<sheetData>", b"<sheetData"),
    }
    for content in refused.values():
        with pytest.raises(UnreadableError) as told:
            read_table(content)
        assert told.value.text == DAMAGED
    with ZipFile(out := BytesIO(), "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"<workbook/>")
        bomb.writestr("xl/media/zeros", b"\0" * (workbook.MOST_UNPACKED + 1))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(UnreadableError) as told:
        read_table(out.getvalue())
    assert told.value.text == UNPACKED_TOO_LARGE
    with ZipFile(out := BytesIO(), "w") as no_book:
        no_book.writestr("word/document.xml", b"<x/>")
    with pytest.raises(UnreadableError) as told:
        read_table(out.getvalue())
    assert told.value.text == NO_TABLE


def test_too_many_rows_of_a_workbook_are_refused() -> None:
    with pytest.raises(UnreadableError) as told:
        read_table(as_xlsx("x", ["A"], ([str(n)] for n in range(MOST_ROWS + 1))))
    assert told.value.text == TOO_MANY_ROWS


DANGEROUS = ["=1+1", "+49 511", "-2", "@SUM(A1)", "\tx", "'harmlos", "Müller; „x“"]


def test_no_cell_becomes_a_formula() -> None:
    header = ["A", "=B"]
    rows: list[list[str | int]] = [[text, 7] for text in DANGEROUS]
    lines = as_csv(header, rows).decode("utf-8-sig").splitlines()
    assert lines[:4] == ["A;'=B", "'=1+1;7", "'+49 511;7", "'-2;7"]
    sheet = load_workbook(BytesIO(as_xlsx("Liste", header, rows))).active
    assert sheet is not None
    shown = [(row[0].value, row[0].data_type, row[1].value) for row in sheet.iter_rows(min_row=2)]
    assert shown == [(text, "s", 7) for text in DANGEROUS]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip),
            min_size=2,
            max_size=4,
        ).filter(all),
        min_size=1,
        max_size=5,
    )
)
def test_list_comes_back_as_it_went_out(rows: list[list[str]]) -> None:
    header = ["A", "B", "C", "D"]
    expected = [tuple(header), *(tuple(row) for row in rows)]
    assert cells(as_csv(header, rows)) == expected


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04"):
        with suppress(UnreadableError):
            assert read_table(prefix + content).rows
