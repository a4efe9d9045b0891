"""What spreadsheet programs make of our files: a simulation of their cell types and formats with openpyxl.

Neither program is run, so what they save may differ in ways that nothing here shows.
"""

import csv
import io
import re
from datetime import date, datetime, time

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font

from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import PeriodError

EXCEL, LIBREOFFICE = "Excel", "LibreOffice"
# The formats that each gives to a day and to a month that it takes for a date.
# How they are shown in the United Kingdom, where mm/dd/yy is the system's own short date.
SHOWN = {"dd/mm/yyyy": "%d/%m/%Y", "mmm-yy": "%b-%y", "mm/dd/yy": "%d/%m/%Y"}
FORMATS = {EXCEL: ("dd/mm/yyyy", "mmm-yy"), LIBREOFFICE: ("mm/dd/yy", "mm/dd/yy")}


XLSX, CSV = "xlsx", "csv"
# Excel shows a number in a cell of its usual format with so many digits, and saves what it shows.
DIGITS_SHOWN = 11


def opened_and_saved(content: bytes, program: str, ending: str = XLSX) -> bytes:
    """A CSV or workbook opened in the program and saved, as a workbook or as CSV; nothing touched."""
    book = (
        load_workbook(io.BytesIO(content))
        if content.startswith(b"PK")
        else book_of_csv(content, program)
    )
    return as_csv(book, program) if ending == CSV else as_workbook(book)


def as_workbook(book: Workbook) -> bytes:
    """With another font, and blank cells beyond the table that have a format of their own."""
    for page in book.worksheets:
        for cell in page[1]:
            cell.font = Font(name="Liberation Sans", bold=True)
        page.cell(page.max_row + 3, page.max_column + 2).number_format = "@"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_csv(book: Workbook, program: str) -> bytes:
    """The last sheet as the program shows it: Excel in the letters of Windows where they suffice."""
    text = io.StringIO()
    rows = list(book.worksheets[-1].iter_rows())
    csv.writer(text).writerows([shown_text(cell) for cell in row] for row in rows)
    try:
        return text.getvalue().encode("cp1252" if program == EXCEL else "utf-8")
    except UnicodeEncodeError:
        return text.getvalue().encode("utf-8-sig")


def shown_text(cell: Cell) -> str:
    """What the cell shows."""
    value, shown_as = cell.value, cell.number_format
    if isinstance(value, datetime):
        return f"{value:{SHOWN[shown_as]}}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and shown_as.endswith("%"):
        return f"{value:.2%}"
    if isinstance(value, int | float):
        return str(value) if len(str(value)) <= DIGITS_SHOWN else f"{value:.{DIGITS_SHOWN - 1}g}"
    return "" if value is None else str(value)


def book_of_csv(content: bytes, program: str) -> Workbook:
    book = Workbook()
    for number, row in enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"))), 1):
        for column, text in enumerate(row, 1):
            value, shown_as = typed_value(text, program)
            cell = book.active.cell(number, column)
            if isinstance(value, str):
                cell._value, cell.data_type = value, "s" if value else "n"
            else:
                cell.value, cell.number_format = value, shown_as
            if value == "":
                cell._value = None
    return book


def typed_value(text: str, program: str) -> tuple[object, str]:
    """The value of a cell, and its number format, as the program takes what a CSV holds."""
    if program == EXCEL and (match := re.fullmatch(r"(20[0-9]{2})/(0[1-9]|1[0-2])", text)):
        return midnight(date(int(match[1]), int(match[2]), 1)), FORMATS[EXCEL][1]
    if re.fullmatch(r"-?[0-9]{1,15}", text):
        return int(text), "General"
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text), "General"
    if re.fullmatch(r"-?[0-9.]+%", text):
        return float(text[:-1]) / 100, "0.00%"
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE", "General"
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) and program == LIBREOFFICE:
        return text, "General"
    try:
        known = PartialDate.parse(text)
    except PeriodError:
        return text, "General"
    if known.precision not in (Precision.DAY, Precision.MONTH):
        return text, "General"
    day, month = FORMATS[program]
    return midnight(known.first), day if known.precision is Precision.DAY else month


def midnight(day: date) -> datetime:
    """A day as openpyxl takes it for a cell: spreadsheets know no time zones."""
    return datetime.combine(day, time())
