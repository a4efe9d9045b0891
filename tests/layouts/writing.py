"""Writes tables of texts as files: CSV as programs save it, and workbooks with number formats."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from time import strptime
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from sendprog.values.wording import MONTH_NAMES
from tests.layouts.dressing import Rows, as_csv
from tests.spreadsheets import EXCEL, LIBREOFFICE, midnight, opened_and_saved

# A value and the number format that shows it.
Typed = tuple[Any, str]
TEXT = "@"
NUMBERS = ("General", "0", "#,##0", "#,##0;-#,##0")
MONTHS = ("mmm-yy", "mmm yyyy", "mmmm yyyy", "yyyy-mm", "mm/yyyy", "[$-809]mmm-yy", "mmm\\-yy;@")
DAYS = ("dd/mm/yyyy", "yyyy-mm-dd", "d mmmm yyyy", "[$-809]dd mmmm yyyy", "mm/dd/yy")
PERCENTS = ("0.0%", "0.00%", "0.0##%")
# Kinds whose columns hold a month or a day: a program makes a day of a month there, and shows it.
DATED = ("milestones",)


def typed_cells(text: str) -> list[Typed]:
    """What a cell may hold that shows what this text says."""
    for pattern, make in READ_AS.items():
        if match := re.fullmatch(pattern, text):
            return make(match)
    return [(text, "General"), (text, TEXT)]


def whole_number(match: re.Match) -> list[Typed]:
    value = int(match[0].replace(",", ""))
    return [(value, shown_as) for shown_as in NUMBERS] + [(match[0], TEXT), (float(value), "#,##0")]


def decimal(match: re.Match) -> list[Typed]:
    places = len(match[0].partition(".")[2])
    return [(float(match[0]), "General"), (float(match[0]), f"0.{'0' * places}"), (match[0], TEXT)]


def percentage(match: re.Match) -> list[Typed]:
    return [(float(match[1]) / 100, shown_as) for shown_as in PERCENTS] + [(match[0], TEXT)]


def month(year: int, number: int, text: str) -> list[Typed]:
    first = midnight(date(year, number, 1))
    return [(first, shown_as) for shown_as in MONTHS] + [(text, TEXT), (text, "General")]


def day(known: datetime, text: str) -> list[Typed]:
    return [(known, shown_as) for shown_as in DAYS] + [(text, TEXT), (text, "General")]


def named(name: str) -> int:
    return next(at for at, each in enumerate(MONTH_NAMES, 1) if each.startswith(name))


def on_day(text: str, shown_as: str) -> list[Typed]:
    return day(midnight(date(*strptime(text, shown_as)[:3])), text)


READ_AS: dict[str, Callable[[re.Match], list[Typed]]] = {
    r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+": whole_number,
    r"[0-9]+\.[0-9]+": decimal,
    r"([0-9]+(?:\.[0-9])?)%": percentage,
    r"(20[0-9]{2})-([0-9]{2})": lambda match: month(int(match[1]), int(match[2]), match[0]),
    r"([A-Z][a-z]{2})-([0-9]{2})": lambda match: month(
        2000 + int(match[2]), named(match[1]), match[0]
    ),
    r"([A-Z][a-z]{2,8}) (20[0-9]{2})": lambda match: month(
        int(match[2]), named(match[1]), match[0]
    ),
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}": lambda match: on_day(match[0], "%Y-%m-%d"),
    r"[0-9]{2}/[0-9]{2}/20[0-9]{2}": lambda match: on_day(match[0], "%d/%m/%Y"),
    r"[0-9]{1,2} [A-Z][a-z]{2,8} 20[0-9]{2}": lambda match: on_day(match[0], "%d %B %Y"),
}


@st.composite
def files(draw: st.DrawFn, kind: str, rows: Rows) -> tuple[str, bytes]:
    """The name and the content of a file with these rows."""
    program = draw(st.sampled_from(["", "", "", EXCEL, LIBREOFFICE]))
    if not program or kind in DATED:
        return draw(st.one_of(texts(rows), workbooks(rows)))
    ending = draw(st.sampled_from(["csv", "xlsx"]))
    return f"figures.{ending}", opened_and_saved(as_csv(rows), program, ending)


@st.composite
def texts(draw: st.DrawFn, rows: Rows) -> tuple[str, bytes]:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    return "figures.csv", as_csv(rows).decode().encode(encoding)


@st.composite
def workbooks(draw: st.DrawFn, rows: Rows) -> tuple[str, bytes]:
    """A workbook whose columns have formats of their own, perhaps beside a sheet of notes."""
    book = Workbook()
    sheet = book.active
    places = [draw(st.integers(0, 20)) for _ in rows[0]]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if text:
                write(sheet, number, column, text, places[column])
    if draw(st.booleans()):
        notes = book.create_sheet("Notes")
        notes["A1"], notes["A2"] = "Notes", "Figures are provisional until validated."
    return "figures.xlsx", saved(book)


def write(sheet: Any, row: int, column: int, text: str, place: int) -> None:
    choices = typed_cells(text)
    value, shown_as = choices[place % len(choices)]
    cell = sheet.cell(row, column + 1)
    cell.value, cell.number_format = value, shown_as
    if isinstance(value, str):
        cell.data_type = "s"


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
