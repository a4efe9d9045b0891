"""A workbook's visible sheets, cell by cell, as their XML has them (pure). Only after limits.guard().

openpyxl finds the parts and reads their XML; its own sheets are not built. They follow links and pictures, turn 30
November 23:59:59.99 into 1 December, forget formulas when they give values, and fill merged ranges of any size.
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

from sendprog.loads.grid import Cell, Holds
from sendprog.loads.limits import DAMAGED, refuse
from sendprog.loads.messages import Message, Unreadable

LAST_ROW = 1_048_576
Place = tuple[int, int]

_T, _R, _V, _F, _IS = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("t", "r", "v", "f", "is"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_DATE_PARTS = re.compile("[dy]|mmm", re.IGNORECASE)


@dataclass
class Sheet:
    """A sheet as it is written: what its cells hold by row and column, and what it hides.

    cells leaves out those that hold nothing. merged: first column, first row, last column, last row of each range.
    """

    title: str
    cells: dict[Place, Cell] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    has_filter: bool = False

    @property
    def filled(self) -> list[Place]:
        """The places of the cells in which something can be seen, or something is lost."""
        return [place for place, cell in self.cells.items() if not cell.is_blank]

    @property
    def is_table(self) -> bool:
        """Two rows or more of two cells or more."""
        widths: dict[int, int] = {}
        for row, _ in self.filled:
            widths[row] = widths.get(row, 0) + 1
        return sum(width > 1 for width in widths.values()) > 1


def visible_and_hidden(content: bytes) -> tuple[list[Sheet], list[tuple[str, str]]]:
    """The visible sheets, and of each hidden one its title and "Hidden" or "Very hidden". Unreadable when damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Reader(io.BytesIO(content)).sheets()
    except Unreadable:
        raise
    except Exception:
        # The library raises what it pleases on a file that no spreadsheet wrote.
        raise refuse(DAMAGED) from None


class _Reader(ExcelReader):  # type: ignore[misc]
    """Finds the visible sheets and the titles of the hidden ones."""

    def sheets(self) -> tuple[list[Sheet], list[tuple[str, str]]]:
        self.read_manifest()
        self.read_strings()
        self.keep_links = False
        self.read_workbook()
        formats = self.number_formats()
        sheets, hidden, seen = [], [], set()
        for listed, link in self.parser.find_sheets():
            if "chartsheet" in link.Type:
                continue
            if listed.state != "visible":
                hidden.append((listed.name, "Very hidden" if listed.state == "veryHidden" else "Hidden"))
            elif link.target in seen or link.target not in self.valid_files:
                raise refuse(DAMAGED)
            else:
                with self.archive.open(link.target) as part:
                    sheets.append(
                        _Parser(part, self.shared_strings, formats, self.wb.epoch).sheet(listed.name)
                    )
            seen.add(link.target)
        return sheets, hidden

    def number_formats(self) -> list[str]:
        """The number format of each style. The library's own styles stop at colours that mean nothing here."""
        if ARC_STYLE not in self.valid_files:
            return ["General"]
        root = fromstring(self.archive.read(ARC_STYLE))
        own = {
            node.get("numFmtId"): node.get("formatCode") for node in root.iter(f"{{{SHEET_MAIN_NS}}}numFmt")
        }
        styles = root.findall(f"{{{SHEET_MAIN_NS}}}cellXfs/{{{SHEET_MAIN_NS}}}xf")
        numbers = [node.get("numFmtId", "0") for node in styles] or ["0"]
        return [own.get(number) or BUILTIN_FORMATS.get(int(number), "General") for number in numbers]

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    self.shared_strings.append(_text(node))
                    node.clear()


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Reads a sheet's XML. Dates are told from numbers here, since openpyxl rounds them."""

    col_counter: int

    def __init__(self, source: Any, strings: list[str], formats: list[str], epoch: datetime) -> None:
        super().__init__(source, strings, data_only=True)
        self.formats = formats
        self.in_1904 = epoch == CALENDAR_MAC_1904
        self.found = Sheet("")

    def sheet(self, title: str) -> Sheet:
        found = self.found
        found.title = title
        for _ in self.parse():
            pass
        if any(row > LAST_ROW for row, _ in found.cells):
            raise refuse(DAMAGED)
        for each in getattr(self.merged_cells, "mergeCell", ()):
            left, top, right, bottom = map(int, range_boundaries(each.ref))
            found.merged.append((left, top, right, bottom))
        found.hidden_rows = {
            int(float(row)) for row, told in self.row_dimensions.items() if _is_hidden(told, "ht")
        }
        columns = [told for told in self.column_dimensions.values() if _is_hidden(told, "width")]
        found.hidden_columns = [(int(told["min"]), int(told["max"])) for told in columns]
        found.has_filter = bool(getattr(getattr(self, "auto_filter", None), "filterColumn", None))
        return found

    def parse_cell(self, element: Any) -> None:
        """Keep what one cell holds, unless that is nothing."""
        row, column = self._place(element)
        formula, value = element.find(_F), element.findtext(_V)
        cell = self._cell(element, value)
        if formula is not None:
            self.found.formulas[row, column] = formula.text or ""
            if not value and element.get("t") != "str":
                cell = Cell("", Holds.NO_VALUE)
        if cell == Cell(""):
            return
        if (row, column) in self.found.cells or row != self.row_counter:
            raise Unreadable(
                Message("The workbook writes a cell twice. Save it again and send that copy.", row=row)
            )
        self.found.cells[row, column] = cell

    def _place(self, element: Any) -> Place:
        reference = element.get("r")
        row, column = (
            coordinate_to_tuple(reference) if reference else (self.row_counter, self.col_counter + 1)
        )
        self.col_counter = column
        return row, column

    def _cell(self, element: Any, value: str | None) -> Cell:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            node = element.find(_IS)
            return Cell("" if node is None else _text(node))
        if not value:
            return Cell("")
        if kind == "s":
            return Cell(self.shared_strings[int(value)])
        if kind == "str":
            return Cell(_unescaped(value))
        if kind == "b":
            return Cell("TRUE" if int(value) else "FALSE", Holds.TRUE_OR_FALSE)
        if kind == "d":
            return _dated(from_ISO8601(value), value)
        if kind == "e":
            return Cell(value, Holds.ERROR)
        return _number(value, self.formats[int(element.get("s", 0))], in_1904=self.in_1904)


def _is_hidden(told: dict[str, str], size: str) -> bool:
    """Whether a row or column is hidden, or has been drawn so small that it can't be seen."""
    return told.get("hidden") in ("1", "true") or float(told.get(size) or 1) == 0


def _text(node: Any) -> str:
    """A text's letters, its formatted pieces joined, without the readings that Japanese texts carry."""
    pieces = [
        piece
        for child in node
        for piece in ([child] if child.tag == _T else child.findall(_T) if child.tag == _R else [])
    ]
    return _unescaped("".join(piece.text or "" for piece in pieces))


def _unescaped(text: str) -> str:
    """Workbooks write a letter that XML can't hold as "_x000D_"."""
    if "_x" not in text:
        return text
    letters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\0", "\ufffd")
    # Two halves of a letter become that letter; half a letter can't be stored.
    return letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _dated(value: Any, text: str) -> Cell:
    day = value.date() if isinstance(value, datetime) else value
    return Cell(day.isoformat(), Holds.DATE, day) if isinstance(day, date) else Cell(text)


def _number(value: str, shown_as: str, *, in_1904: bool) -> Cell:
    """A number, or the date that it is shown as; a time of day is dropped, never rounded up to the next day."""
    number = float(value)
    if not isfinite(number):
        return Cell(value, Holds.ERROR)
    exact = Decimal(value.strip()) if re.fullmatch(r"\s*-?[0-9]{1,30}\s*", value) else Decimal(repr(number))
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    shown = "" if shown_as == "General" else shown_as
    # Before March 1900 the two calendars of spreadsheets disagree by a day.
    if _is_date_format(shown) and (1 if in_1904 else 61) <= number < 2_957_004:
        day = (date(1904, 1, 1) if in_1904 else date(1899, 12, 30)) + timedelta(days=int(number))
        return Cell(day.isoformat(), Holds.DATE, day, shown)
    return Cell("0" if text == "-0" else text, Holds.NUMBER, None, shown)


def _is_date_format(shown_as: str) -> bool:
    """Whether a number format shows a day, month or year: not "0.0 "million"", nor hours alone."""
    return bool(_DATE_PARTS.search(_LITERAL.sub("", shown_as.split(";")[0])))
