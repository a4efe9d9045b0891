"""Accessible workbooks: cover and notes, then one Excel table a sheet, without formulas (pure).

The same rows give the same bytes, so that files can be compared.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from sendprog.pages.safe_cells import DANGEROUS
from sendprog.values.wording import plural

COVER, NOTES = "Cover", "Notes"
LONGEST_TITLE = 31
# The most characters in a cell; beyond it Excel reports a damaged file.
LONGEST_TEXT = 32_767
# Spreadsheets store 15 digits of a number.
_DIGITS = 15
_WIDEST = 60
_LAST_CHOICE_ROW = 5_000
_AS_TEXT = "@"
# Spreadsheets differ about dates before 1 March 1900.
_FIRST_DAY = date(1900, 3, 1)
# The earliest time of a zip entry.
_WRITTEN = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed mark, in no time zone

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class WorkbookSheet:
    """One table: its column headings, unique whatever their case, and its rows, no longer than
    those.

    A cell is text, a number, a bool, a date, a naive datetime or None; anything else is converted
    by str(). text_columns: headings of columns formatted as text, so that what is typed there stays
    as typed.
    """

    title: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[object]]
    text_columns: frozenset[str] = frozenset()
    # By heading, the place of the choices of its drop-down: "Choices!$A$2:$A$6".
    choices: Mapping[str, str] = field(default_factory=dict)


def workbook_bytes(
    *,
    title: str,
    notes: Sequence[str],
    sheets: Sequence[WorkbookSheet],
    cover: Sequence[str] = (),
    notice: str = "",
) -> bytes:
    """An XLSX file. ValueError for blank or duplicate headings, since Excel would report a damaged
    table.

    Empty rows are left out. Characters that XML can't hold become "\\ufffd", lines end with "\\n",
    and a text too long for a cell ends with how much was cut. The cover sheet comes first and lists
    the others; without one, the notes do. A notice comes first in both, and at the head of each
    printed page of a table.
    """
    book = Workbook()
    book.properties.creator = None
    book.properties.title = _legal(title)
    book.properties.language = "en-GB"
    titles = _titles([sheet.title for sheet in sheets])
    contents = [f"Sheet: {name}" for name in titles]
    if any(cover):
        _write_lines(book.active, COVER, title, [notice, *cover, f"Sheet: {NOTES}", *contents])
        _write_lines(book.create_sheet(NOTES), NOTES, NOTES, [notice, *notes])
    else:
        _write_lines(book.active, NOTES, title, [notice, *notes, *contents])
    for number, (name, sheet) in enumerate(zip(titles, sheets, strict=True), 1):
        _write_table(book.create_sheet(name), sheet, number, notice)
    return _reproducible_bytes(book)


def _write_lines(page: Worksheet, name: str, title: str, lines: Sequence[str]) -> None:
    """Write the title and the lines, one a row."""
    page.title = name
    page.column_dimensions["A"].width = 2 * _WIDEST
    for number, note in enumerate([title, *filter(str.strip, lines)], 1):
        cell = page.cell(number, 1)
        _write(cell, note)
        cell.font = Font(bold=number == 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_table(page: Worksheet, sheet: WorkbookSheet, number: int, notice: str) -> None:
    """Write the headings, bold and frozen, and the rows as one Excel table."""
    columns = [re.sub(r"\s+", " ", _legal(name)).strip() for name in sheet.columns]
    if "" in columns or len({name.lower() for name in columns}) < len(columns) or not columns:
        raise ValueError(f"Each column needs a heading of its own: {columns}")
    widths = [len(name) + 4 for name in columns]
    for column, name in enumerate(columns, 1):
        _write(page.cell(1, column), name)
        page.cell(1, column).font = Font(bold=True)
    last = 1
    for row in sheet.rows:
        if all(value is None or not str(value).strip() for value in row):
            continue
        last += 1
        for column, value in enumerate(row, 1):
            if value is not None:
                _write(page.cell(last, column), value)
                widths[column - 1] = max(widths[column - 1], len(str(value)) + 2)
    for column, width in enumerate(widths, 1):
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width = min(width, _WIDEST)
        if sheet.columns[column - 1] in sheet.text_columns:
            _format_as_text(page, column, dimension, last)
    _add_drop_downs(page, sheet)
    page.freeze_panes = "A2"
    # An ampersand begins a code.
    page.oddHeader.center.text = notice.replace("&", "&&") or None
    # Excel requires a row below the headings, even in an empty table.
    table = Table(
        displayName=f"Table{number}", ref=f"A1:{get_column_letter(len(columns))}{max(last, 2)}"
    )
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)


def _add_drop_downs(page: Worksheet, sheet: WorkbookSheet) -> None:
    """Offer the choices of a column below its heading; what is none of them may be typed too."""
    for number, name in enumerate(sheet.columns, 1):
        if name in sheet.choices:
            rule = DataValidation("list", formula1=sheet.choices[name], allow_blank=True)
            rule.showErrorMessage = False
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{_LAST_CHOICE_ROW}")
            page.add_data_validation(rule)


def _format_as_text(page: Worksheet, column: int, dimension: ColumnDimension, last: int) -> None:
    """Format a column as text, its filled cells and those below them."""
    dimension.number_format = _AS_TEXT
    for row in range(2, last + 1):
        page.cell(row, column).number_format = _AS_TEXT


def _write(cell: Cell, value: object) -> None:
    """Write a number, date or bool as such, and anything else as text that is never a formula."""
    if _is_typed(value):
        cell.value = value
        return
    text = _cell_text(value)
    if not text:
        return
    # Setting cell.value would turn "=1+1" into a formula and "#N/A" into an error.
    cell._value, cell.data_type = text, "s"
    if text.startswith(DANGEROUS):
        cell.quotePrefix = True
    if len(text) > _WIDEST or "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _is_typed(value: object) -> bool:
    """Whether a spreadsheet can store the value exactly as a number, date or bool."""
    if isinstance(value, bool):
        return True
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= _FIRST_DAY
    if isinstance(value, date):
        return value >= _FIRST_DAY
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int | Decimal):
        return Decimal(value).is_finite() and len(Decimal(value).as_tuple().digits) <= _DIGITS
    return False


def _legal(value: object) -> str:
    """The text without characters that XML can't hold."""
    return _ILLEGAL.sub("\ufffd", str(value)).replace("\r\n", "\n").replace("\r", "\n")


def _cell_text(value: object) -> str:
    """The text cut to the length of a cell, with "_x…_" escaped, which Excel would otherwise
    decode.
    """
    text = _legal(value)
    if len(text) > LONGEST_TEXT:
        length = LONGEST_TEXT - 60
        text = f"{text[:length]} [cut: {plural(len(text) - length, 'more character')}]"
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def _titles(wanted: Iterable[str]) -> list[str]:
    """Unique sheet titles of at most 31 allowed characters; "History" is reserved by Excel."""
    taken, titles = {COVER.lower(), NOTES.lower(), "history"}, []
    for name in wanted:
        plain = _NOT_IN_TITLES.sub(" ", _legal(name)).strip(" '") or "Table"
        title = plain[:LONGEST_TITLE].strip(" '")
        number = 2
        while title.lower() in taken:
            ending = f" ({number})"
            title, number = plain[: LONGEST_TITLE - len(ending)] + ending, number + 1
        taken.add(title.lower())
        titles.append(title)
    return titles


def _reproducible_bytes(book: Workbook) -> bytes:
    """The workbook's bytes, with all timestamps fixed."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    book.properties.created = book.properties.modified = _WRITTEN
    with ZipFile(saved) as parts, ZipFile(fixed, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            content = tostring(book.properties.to_tree()) if name == ARC_CORE else parts.read(name)
            archive.writestr(
                ZipInfo(name, date_time=_WRITTEN.timetuple()[:6]), content, ZIP_DEFLATED
            )
    return fixed.getvalue()
