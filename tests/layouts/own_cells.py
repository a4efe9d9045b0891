"""Writes the files of own_returns and own_records in few words."""

from datetime import date, datetime
from typing import Any

from tests.layouts.reading import EHCP, TABLE, turned
from tests.spreadsheets import midnight

# A CSV's text, or a workbook's sheets by title: rows of values, some with a number format.
Sheets = dict[str, list[list[Any]]]
# The kind; the file; by key what is read, or None where it is refused; and what is said.
Own = tuple[str, str | Sheets, dict[str, dict[str, Any]] | None, tuple[str, ...]]

NOV = {"2024-11": {"plans_issued": 167, "plans_issued_within_20_weeks": 71}}
FIRST, *_ = TABLE
ROWS = [list(row) for row in TABLE]
DSG = "month,planned_in_year_deficit,forecast_in_year_deficit,cumulative_deficit"
COUNTS = ",".join(EHCP)
SLUG = "authorities-with-deficits"


def text(*rows: list[str] | tuple[str, ...], separator: str = ",") -> str:
    return "\n".join(separator.join(row) for row in rows) + "\n"


def sheet(*rows: Any) -> Sheets:
    return {"Figures": [list(row) for row in rows]}


def numbers(rows: Any) -> list[list[Any]]:
    return [[int(cell) if str(cell).isdecimal() else cell for cell in row] for row in rows]


def shown(day: date | datetime, number_format: str) -> tuple[Any, str]:
    return (midnight(day), number_format)


def indicator(value: Any, **more: Any) -> Sheets:
    names, cells = ["Indicator", "Month", "Value", *more], [SLUG, "Dec-24", value, *more.values()]
    return sheet(names, cells)


def window(first: str, last: str = "") -> str:
    return f"Indicator,Month,Value,Window from,Window to\n{SLUG},Dec-24,12,{first},{last}\n"


def read_window(first: str, last: str) -> dict[str, dict[str, Any]]:
    return {f"{SLUG} 2024-12 {last}": {"value": 12, "window_from": first}}


TURNED = turned(ROWS)
