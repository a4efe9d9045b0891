"""A workbook's sheets, cell by cell, read from their XML (pure). Call check_workbook() first.

openpyxl finds the parts and parses their XML. Its own worksheets are not used: they follow links
and pictures, turn 30 November 23:59:59.99 into 1 December, drop formulas when they give values, and
fill merged ranges of any size.
"""

import io
import re
import warnings
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_ISO8601
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from sendprog.loads.delimited import without_apostrophe
from sendprog.loads.grid import Cell, Holds
from sendprog.loads.limits import DAMAGED, unreadable
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.number_formats import Shows, shown_percent, shown_time, shows
from sendprog.loads.time_limit import require_time

LAST_ROW = 1_048_576
Place = tuple[int, int]

_HIDDEN = {"hidden": "Hidden", "veryHidden": "Very hidden"}
_T, _R, _V, _F, _IS = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("t", "r", "v", "f", "is"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class RawSheet:
    """A sheet's cells and formulas by row and column, and what it hides; empty cells are left out.

    merged: first column, first row, last column and last row of each merged range.
    """

    title: str
    # "Hidden" or "Very hidden"; "" for a visible sheet.
    hidden_as: str = ""
    cells: dict[Place, Cell] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    has_filter: bool = False

    @property
    def filled(self) -> list[Place]:
        """The places of the cells that are not blank."""
        return [place for place, cell in self.cells.items() if not cell.is_blank]

    @property
    def is_table(self) -> bool:
        """Whether at least two rows have at least two filled cells."""
        widths: dict[int, int] = {}
        for row, _ in self.filled:
            widths[row] = widths.get(row, 0) + 1
        return sum(width > 1 for width in widths.values()) > 1


def read_sheets(content: bytes) -> list[RawSheet]:
    """All sheets, hidden ones too; raises Unreadable when the workbook is damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _WorkbookReader(io.BytesIO(content)).sheets()
    except Unreadable:
        raise
    except Exception:
        # openpyxl raises exceptions of many kinds on files that no spreadsheet program wrote.
        raise unreadable(DAMAGED) from None


class _WorkbookReader(ExcelReader):  # type: ignore[misc]
    """Finds the sheets."""

    def sheets(self) -> list[RawSheet]:
        self.read_manifest()
        self.read_strings()
        self.keep_links = False
        self.read_workbook()
        formats = self.number_formats()
        sheets, seen = [], set()
        for sheet, link in self.parser.find_sheets():
            if "chartsheet" in link.Type:
                continue
            if link.target in seen or link.target not in self.valid_files:
                raise unreadable(DAMAGED)
            seen.add(link.target)
            with self.archive.open(link.target) as part:
                parser = _SheetParser(part, self.shared_strings, formats, self.wb.epoch)
                sheets.append(parser.read_sheet(sheet.name, _HIDDEN.get(sheet.state, "")))
        return sheets

    def number_formats(self) -> list[str]:
        """The number format of each style. openpyxl's own styles fail on invalid colours."""
        if ARC_STYLE not in self.valid_files:
            return ["General"]
        root = fromstring(self.archive.read(ARC_STYLE))
        own = {
            node.get("numFmtId"): node.get("formatCode")
            for node in root.iter(f"{{{SHEET_MAIN_NS}}}numFmt")
        }
        styles = root.findall(f"{{{SHEET_MAIN_NS}}}cellXfs/{{{SHEET_MAIN_NS}}}xf")
        numbers = [node.get("numFmtId", "0") for node in styles] or ["0"]
        return [
            own.get(number) or BUILTIN_FORMATS.get(int(number), "General") for number in numbers
        ]

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    self.shared_strings.append(_joined_text(node))
                    node.clear()


class _SheetParser(WorkSheetParser):  # type: ignore[misc]
    """Parses a sheet's XML. Converts dates itself, since openpyxl rounds them."""

    col_counter: int

    def __init__(
        self, source: Any, strings: list[str], formats: list[str], epoch: datetime
    ) -> None:
        super().__init__(source, strings, data_only=True)
        self.formats = formats
        self.in_1904 = epoch == CALENDAR_MAC_1904
        self.sheet = RawSheet("")

    def read_sheet(self, title: str, hidden_as: str) -> RawSheet:
        """Parse the whole sheet."""
        sheet = self.sheet
        sheet.title, sheet.hidden_as = title, hidden_as
        for _ in self.parse():
            pass
        if any(row > LAST_ROW for row, _ in sheet.cells):
            raise unreadable(DAMAGED)
        for merged in getattr(self.merged_cells, "mergeCell", ()):
            left, top, right, bottom = map(int, range_boundaries(merged.ref))
            sheet.merged.append((left, top, right, bottom))
        for row, attributes in self.row_dimensions.items():
            if _is_hidden(attributes, "ht"):
                sheet.hidden_rows.add(int(float(row)))
        for attributes in self.column_dimensions.values():
            if _is_hidden(attributes, "width"):
                sheet.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        sheet.has_filter = bool(getattr(getattr(self, "auto_filter", None), "filterColumn", None))
        return sheet

    def parse_row(self, row: Any) -> Any:
        require_time()
        return super().parse_row(row)

    def parse_cell(self, element: Any) -> None:
        """Store one cell, unless it is empty."""
        row, column = self._place(element)
        formula, value = element.find(_F), element.findtext(_V)
        cell = self._cell(element, value)
        if formula is not None:
            self.sheet.formulas[row, column] = formula.text or ""
            if not value and element.get("t") != "str":
                cell = Cell("", Holds.NO_VALUE)
        if cell == Cell(""):
            return
        if (row, column) in self.sheet.cells or row != self.row_counter:
            raise Unreadable(
                Message(
                    "The workbook writes a cell twice. Save it again and send that copy.", row=row
                )
            )
        self.sheet.cells[row, column] = cell

    def _place(self, element: Any) -> Place:
        reference = element.get("r")
        row, column = (
            coordinate_to_tuple(reference)
            if reference
            else (self.row_counter, self.col_counter + 1)
        )
        self.col_counter = column
        return row, column

    def _cell(self, element: Any, value: str | None) -> Cell:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            node = element.find(_IS)
            return Cell("" if node is None else without_apostrophe(_joined_text(node)))
        if not value:
            return Cell("")
        if kind == "s":
            return Cell(without_apostrophe(self.shared_strings[int(value)]))
        if kind == "str":
            return Cell(without_apostrophe(_unescaped(value)))
        if kind == "b":
            return Cell("TRUE" if int(value) else "FALSE", Holds.TRUE_OR_FALSE)
        if kind == "d":
            return _date_cell(from_ISO8601(value), value)
        if kind == "e":
            return Cell(value, Holds.ERROR)
        return _number_cell(value, self.formats[int(element.get("s", 0))], in_1904=self.in_1904)


def _is_hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or column is hidden, or has height or width 0."""
    return attributes.get("hidden") in ("1", "true") or float(attributes.get(size) or 1) == 0


def _joined_text(node: Any) -> str:
    """A text with its formatted runs joined.

    Phonetic readings, which Japanese texts carry, are left out.
    """
    pieces = []
    for child in node:
        if child.tag == _T:
            pieces.append(child)
        elif child.tag == _R:
            pieces += child.findall(_T)
    return _unescaped("".join(piece.text or "" for piece in pieces))


def _unescaped(text: str) -> str:
    """Decode characters that XML can't hold, which workbooks write as "_x000D_"."""
    if "_x" not in text:
        return text
    letters = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", "\ufffd")
    # Surrogate pairs become one character; a lone surrogate, which can't be stored, is replaced.
    return letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _date_cell(value: Any, text: str) -> Cell:
    day = value.date() if isinstance(value, datetime) else value
    return Cell(day.isoformat(), Holds.DATE, day) if isinstance(day, date) else Cell(text)


def _number_cell(value: str, shown_as: str, *, in_1904: bool) -> Cell:
    """What the sheet shows of a number. A date's time of day is dropped, never rounded up."""
    number = float(value)
    if not isfinite(number):
        return Cell(value, Holds.ERROR)
    exact = (
        Decimal(value.strip())
        if re.fullmatch(r"\s*-?[0-9]{1,30}\s*", value)
        else Decimal(repr(number))
    )
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text == "-0" else text
    shown_as = "" if shown_as == "General" else shown_as
    showing = shows(shown_as, number)
    # Before March 1900 the two calendars of spreadsheets disagree by a day.
    if showing.is_date and (1 if in_1904 else 61) <= number < 2_957_004:
        day = (date(1904, 1, 1) if in_1904 else date(1899, 12, 30)) + timedelta(days=int(number))
        return Cell(day.isoformat(), Holds.DATE, day, shown_as)
    if showing is Shows.PERCENT:
        return _percent_cell(text, shown_as)
    if showing is Shows.TIME and number >= 0:
        time = shown_time(Decimal(text), shown_as)
        return Cell(time.text, Holds.TIME, None, shown_as, seconds=time.seconds)
    holds = Holds.NOT_SHOWN if showing is Shows.NOTHING else Holds.NUMBER
    return Cell(text, holds, None, shown_as)


def _percent_cell(text: str, shown_as: str) -> Cell:
    """A percentage as shown, and its own digits where it is shown rounded."""
    # Excel shows 15 significant digits; those beyond are binary noise.
    value = Decimal(format(float(text), ".15g"))
    shown = shown_percent(value, shown_as)
    digits = f"{shown:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    exact = "" if shown == value * 100 else f"{value * 100:f}%"
    return Cell(f"{'0' if digits == '-0' else digits}%", Holds.NUMBER, None, shown_as, exact)
