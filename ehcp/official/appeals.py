"""Reads the file on appealable decisions, which is laid out for print (pure).

Titles and sources come first; the header's first cell is empty, the years stand in the record
above it, regions are rows, footnotes' digits stick to names, and " - " is nought.
"""

import re
from collections.abc import Iterator, Sequence

from ehcp.official.columns import column_key
from ehcp.official.rows import (
    CALENDAR,
    ENGLAND,
    LOCAL,
    NATIONAL,
    OfficialFile,
    StatisticRow,
    refused_file,
)
from ehcp.official.topics import APPEALS
from ehcp.official.values import DASHES, is_published_value
from sendprog.loads.messages import Message

CODE = "old_la_code"
# Beginnings of the headings of a year's columns, in the file's order.
WANTED = {
    "appeals_registered": ("appeals",),
    "appealable_decisions": ("total_appealable_decisions", "appealable_decisions"),
    "appeal_rate": ("send_tribunal_appeal_rate", "appeal_rate"),
}
NOTHING_FOUND = "The table of appealable decisions has no row for a council."
NO_YEARS = "No year stands over the columns of the table of appealable decisions."


def is_header(record: Sequence[str]) -> bool:
    keys = [column_key(cell) for cell in record]
    return CODE in keys and any(key.startswith("appeals") for key in keys)


def is_appeals_file(first: Sequence[Sequence[str]]) -> bool:
    """Whether one of the first records heads a table of appeals by old code."""
    return any(is_header(record) for record in first)


def read_appeals(records: Iterator[list[str]], most: int) -> OfficialFile:
    """A row for each council and year, and for England."""
    above: list[str] = []
    header: list[str] | None = None
    for record in records:
        if is_header(record):
            header = record
            break
        above = record
    columns, problems = year_columns(above, header or [])
    if problems:
        return refused_file(problems, APPEALS)
    return AppealsTable(heading_places(header or []), columns).read(records, most)


def heading_places(header: Sequence[str]) -> int:
    return [column_key(cell) for cell in header].index(CODE)


def year_columns(
    above: Sequence[str], header: Sequence[str]
) -> tuple[dict[int, dict[str, int]], list[Message]]:
    """By year, the place of each wanted column; or which is missing."""
    columns: dict[int, dict[str, int]] = {}
    year = 0
    for place, heading in enumerate(header):
        written = above[place].strip() if place < len(above) else ""
        year = int(written) if re.fullmatch("20[0-9]{2}", written) else year
        name = wanted_name(heading)
        if year and name:
            columns.setdefault(year, {}).setdefault(name, place)
    problems = [
        Message(f"The column {name} of {year} is missing.")
        for year, places in columns.items()
        for name in WANTED
        if name not in places
    ]
    return columns, problems if columns else [Message(NO_YEARS)]


def wanted_name(heading: str) -> str:
    key = column_key(heading)
    return next((name for name, starts in WANTED.items() if key.startswith(starts)), "")


def without_footnotes(name: str) -> str:
    """ "Bournemouth, Christchurch and Poole5" without the footnote's digit."""
    return re.sub(r"(?<=[a-z)])[0-9]+$", "", " ".join(name.split()))


class AppealsTable:
    """The table under the header, as its records are read."""

    def __init__(self, code_place: int, columns: dict[int, dict[str, int]]) -> None:
        self.code_place, self.columns = code_place, columns
        self.region = ""
        self.rows: dict[tuple, StatisticRow] = {}
        self.problems: list[Message] = []

    def read(self, records: Iterator[list[str]], most: int) -> OfficialFile:
        number = 0
        for number, record in enumerate(records, start=1):
            name = without_footnotes(record[0]) if record else ""
            if name.lower().startswith("footnote") or number > most:
                break
            if name:
                self.take(name, record)
        if not any(row.level == LOCAL for row in self.rows.values()):
            self.problems.append(Message(NOTHING_FOUND))
        rows = tuple(sorted(self.rows.values(), key=lambda row: row.year))
        return OfficialFile(APPEALS, rows, number, (), tuple(self.problems))

    def take(self, name: str, record: Sequence[str]) -> None:
        """A council or England; a name without a code and without numbers heads a region."""
        code = record[self.code_place].strip()
        is_england = name.lower().startswith("england")
        if not code and not is_england:
            self.region = name.title().replace(" And ", " and ").replace(" Of ", " of ")
            return
        for year, places in self.columns.items():
            self.add(ENGLAND if is_england else name, code, year, self.values(record, places, name))

    def values(self, record: Sequence[str], places: dict[str, int], name: str) -> dict[str, str]:
        values = {}
        for column, place in places.items():
            text = values[column] = record[place].strip() if place < len(record) else ""
            if not is_published_value(text) and text not in DASHES:
                self.problems.append(
                    Message(
                        f"is neither a number nor a marker, in the row of {name}.",
                        found=text or "(empty)",
                        column=column,
                    )
                )
        return values

    def add(self, name: str, code: str, year: int, values: dict[str, str]) -> None:
        level = NATIONAL if name == ENGLAND else LOCAL
        region = "" if level == NATIONAL else self.region
        row = StatisticRow(year, CALENDAR, level, code, "", name, region, "", values)
        if row.key in self.rows:
            self.problems.append(Message(f"{name} {year} is there twice."))
        self.rows[row.key] = row
