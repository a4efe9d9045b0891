"""What spreadsheet programs make of our files: a simulation of their cell types and formats with openpyxl.

Neither program is run, so what they save may differ in ways that nothing here shows.
"""

import csv
import io
import re
from datetime import date, datetime, time

from openpyxl import Workbook, load_workbook

from sendprog.values.partial_dates import PartialDate, Precision
from sendprog.values.periods import PeriodError

EXCEL, LIBREOFFICE = "Excel", "LibreOffice"
# The formats that each gives to a day and to a month that it takes for a date.
FORMATS = {EXCEL: ("dd/mm/yyyy", "mmm-yy"), LIBREOFFICE: ("mm/dd/yy", "mm/dd/yy")}


def opened_and_saved(content: bytes, program: str) -> bytes:
    """A CSV opened and saved as a workbook, or a workbook saved again, nothing touched."""
    book = (
        load_workbook(io.BytesIO(content))
        if content.startswith(b"PK")
        else book_of_csv(content, program)
    )
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


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
