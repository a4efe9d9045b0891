"""A workbook that anybody can read: one table a sheet, text that stays text, the same bytes each time."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sendprog.loads.file_reader import read_file
from sendprog.loads.grid import Grid
from sendprog.pages.exports import csv_bytes, safe_cell
from sendprog.pages.workbooks import WorkbookSheet, workbook_bytes

COLUMNS = ("month", "value", "note")


def book_of(
    *rows: tuple, title: str = "Figures", notes: tuple[str, ...] = ("Illustrative figures.",)
) -> bytes:
    return workbook_bytes(
        title="Figures of the month", notes=notes, sheets=[WorkbookSheet(title, COLUMNS, rows)]
    )


def opened(content: bytes):
    return load_workbook(io.BytesIO(content))


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in grid.rows]


def test_notes_come_first_then_a_table_a_sheet():
    book = opened(book_of(("2024-11", 1, "a")))
    assert book.sheetnames == ["Notes", "Figures"]
    assert [row[0] for row in book["Notes"].values] == [
        "Figures of the month",
        "Illustrative figures.",
        "Sheet: Figures",
    ]
    page = book["Figures"]
    assert page.freeze_panes == "A2" and all(page.cell(1, column).font.bold for column in (1, 2, 3))
    table = page.tables["Table1"]
    assert (table.ref, [each.name for each in table.tableColumns]) == ("A1:C2", list(COLUMNS))
    assert not page.merged_cells.ranges and {sheet.sheet_state for sheet in book} == {"visible"}


def test_a_table_without_rows_is_one_that_excel_opens():
    assert opened(book_of())["Figures"].tables["Table1"].ref == "A1:C2"


def test_nobody_is_named_and_the_language_is():
    # openpyxl calls itself the author of what has none, so the part itself is asked.
    core = zipfile.ZipFile(io.BytesIO(book_of())).read("docProps/core.xml")
    assert b"creator" not in core and b"lastModifiedBy" not in core
    properties = opened(book_of()).properties
    assert (properties.title, properties.language) == ("Figures of the month", "en-GB")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/C calc'!A0", "#N/A", "＝1"]
)
def test_text_is_never_a_formula_or_an_error(text):
    content = book_of(("2024-11", text, "x"))
    cell = opened(content)["Figures"]["B2"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))
    assert cell.quotePrefix == (not text.startswith("#"))
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml")


def test_numbers_and_dates_are_typed_as_such():
    day = datetime.date(2024, 11, 30)
    moment = datetime.datetime(2024, 11, 30, 9, 30)  # noqa: DTZ001
    page = opened(book_of((day, Decimal("51600000.50"), True), (moment, 167, 1.5)))["Figures"]
    assert [page["A2"].value.date(), page["B2"].value, page["C2"].value] == [day, 51600000.5, True]
    assert [page["A3"].is_date, page["B3"].value, page["C3"].value] == [True, 167, 1.5]


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("NaN"), 12345678901234567, datetime.date(1899, 1, 1)],
)
def test_what_a_spreadsheet_would_change_is_text(value):
    cell = opened(book_of(("a", value, "b")))["Figures"]["B2"]
    assert (cell.data_type, cell.value) == ("s", str(value))


def test_what_xml_cannot_hold_is_shown_as_replaced():
    content = workbook_bytes(
        title="a\x00",
        notes=["b\x1b"],
        sheets=[WorkbookSheet("c\x07", ("d\x08",), [("e\ud800\uffff\x0b",)])],
    )
    assert opened(content)["c\ufffd"]["A2"].value == "e\ufffd\ufffd\ufffd"


def test_a_text_too_long_for_a_cell_says_what_was_cut():
    value = opened(book_of(("a", "x" * 40_000, "b")))["Figures"]["B2"].value
    assert len(value) <= 32_767 and value.endswith("[cut: 7,293 more characters]")


def test_no_row_is_empty():
    assert opened(book_of((None, "", " "), ("a", 1, "b")))["Figures"].max_row == 2


@pytest.mark.parametrize("columns", [(), ("a", ""), ("a", "A"), ("a", " a ")])
def test_headings_that_excel_calls_damaged_are_refused(columns):
    with pytest.raises(ValueError, match="heading of its own"):
        workbook_bytes(title="a", notes=[], sheets=[WorkbookSheet("a", columns, [])])


def test_titles_are_ones_that_excel_takes():
    wanted = ["a/b:c*[d]?\\e", "x" * 40, "x" * 40, "Notes", "history", "'q'", "", "X" * 40]
    names = opened(
        workbook_bytes(
            title="a", notes=[], sheets=[WorkbookSheet(title, ("a",), []) for title in wanted]
        )
    ).sheetnames
    assert len({name.lower() for name in names}) == len(wanted) + 1
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[:3] == ["Notes", "a b c  d   e", "x" * 31]


def test_the_same_rows_give_the_same_bytes(monkeypatch):
    first = book_of(("2024-11", 1, "a"))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert book_of(("2024-11", 1, "a")) == first
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


# Any text that a file can carry: CR becomes LF in a workbook, and neither holds what XML or UTF-8 can't.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30
) | st.sampled_from(
    [
        "=1+1",
        "-5",
        "+x",
        "@a",
        "\t=",
        "a\nb",
        'say "x"',
        "a,b;c",
        "_x0041_",
        "_x005F_",
        "x005F_",
        " a ",
        "#REF!",
        "TRUE",
        "1E5",
        "'tis",
    ]
)
ROWS_OF_TEXT = st.lists(st.tuples(st.just("x"), TEXT, TEXT), min_size=1, max_size=5)


def unambiguous(text: str) -> bool:
    """Not one that somebody began with an apostrophe and a formula's sign: see sendprog.loads.delimited.parse_table()."""
    return not (text.startswith("'") and safe_cell(text[1:]) == text)


@settings(deadline=None, max_examples=150)
@given(ROWS_OF_TEXT)
def test_any_rows_of_text_come_back_from_a_workbook(rows):
    kept = [row for row in rows if all(map(unambiguous, row))]
    expected = [list(COLUMNS), *map(list, kept)]
    assert padded(texts(read_file("a.xlsx", book_of(*kept)))) == expected


@settings(deadline=None, max_examples=150)
@given(ROWS_OF_TEXT)
def test_any_rows_of_text_come_back_from_csv(rows):
    kept = [row for row in rows if all(map(unambiguous, row))]
    expected = [list(COLUMNS), *map(list, kept)]
    assert padded(texts(read_file("a.csv", csv_bytes([COLUMNS, *kept])))) == expected


def padded(rows: list[list[str]]) -> list[list[str]]:
    return [row + [""] * (3 - len(row)) for row in rows]


@settings(deadline=None, max_examples=150)
@given(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2199, 12, 31)),
)
def test_any_number_or_date_comes_back_exactly(whole, amount, day):
    cells = read_file("a.xlsx", book_of((day, whole, amount))).rows[1].cells
    assert cells[0].day == day
    assert (cells[1].text, Decimal(cells[2].text)) == (str(whole), amount)
