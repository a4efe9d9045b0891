"""Reads a file of the Department's, row by row: what is not kept is never held (pure).

Only the rows for all children ("All EHC plans" and the like) and those by source of request are
kept; every problem is named at once, up to a limit.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from ehcp.official.appeals import is_appeals_file, read_appeals
from ehcp.official.columns import Matched, Topic, column_key, match_columns
from ehcp.official.periods import PeriodProblem, parse_period
from ehcp.official.rows import (
    ENGLAND,
    LOCAL,
    NATIONAL,
    REGIONAL,
    OfficialFile,
    StatisticRow,
    refused_file,
)
from ehcp.official.topics import DATA_TOPICS, REQUESTS, SOURCES
from ehcp.official.values import is_published_value
from sendprog.loads.child_identifiers import identifying_heading
from sendprog.loads.messages import Message

LARGEST_FILE = 15 * 1024 * 1024
MOST_ROWS = 150_000
# England, 9 regions and 160 councils over 20 years, and by source: far more than any release has.
MOST_KEPT = 20_000
MOST_PROBLEMS = 50
# The first records, in which the table of a file laid out for print begins.
FIRST_RECORDS = 20
LEVELS = {"national": NATIONAL, "regional": REGIONAL, "local_authority": LOCAL}
OWN_HEADINGS = {"new_la_code", "old_la_code", "la_name", "la_code", "gss_code", "country_code"}
TOO_LARGE = f"The file is larger than {LARGEST_FILE // 1024**2} MB: it is none of these files."


class Problems(list[Message]):
    """Problems up to the limit; the last says that there are more."""

    def add(self, message: Message) -> None:
        if len(self) < MOST_PROBLEMS:
            self.append(message)
        elif len(self) == MOST_PROBLEMS:
            self.append(Message("There are more problems than are listed here."))


def read_official(stream: IO[bytes]) -> OfficialFile:
    """The rows to keep of a file, with its topic; or every problem."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        return read_records(csv.reader(text, strict=True))
    except UnicodeDecodeError:
        return refused_file(
            [Message("The file is not UTF-8 text. Take the CSV as it is published.")]
        )
    except csv.Error as error:
        return refused_file([Message(f"The file is no readable CSV: {error}.")])
    finally:
        text.detach()


def read_records(records: Iterator[list[str]]) -> OfficialFile:
    first: list[list[str]] = []
    for record in records:
        first.append(record)
        if len(first) == FIRST_RECORDS or names_time_period(first[0]):
            break
    if not first:
        return refused_file([Message("The file is empty.")])
    if is_appeals_file(first):
        return read_appeals(chained(first, records), MOST_ROWS)
    return read_data_file(first[0], chained(first[1:], records))


def chained(first: Sequence[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def names_time_period(record: Sequence[str]) -> bool:
    return "time_period" in {column_key(cell) for cell in record}


def read_data_file(header: Sequence[str], records: Iterator[list[str]]) -> OfficialFile:
    """The rows of a data file: header first, then a record for each area, year and breakdown."""
    for heading in header:
        if column_key(heading) not in OWN_HEADINGS and (what := identifying_heading(heading)):
            return refused_file([Message(f"names {what}: no file of these does.", found=heading)])
    sample = next(records, None)
    if sample is None:
        return refused_file([Message("The file has a header and no rows.")])
    year = first_year(header, sample)
    topic, matched = topic_of(header, year)
    if topic is None:
        return refused_file([unknown_file(matched)])
    if matched.problems:
        return refused_file(matched.problems, topic.slug)
    return DataFile(header, topic, matched).read(chained([sample], records))


def first_year(header: Sequence[str], record: Sequence[str]) -> int:
    """The year of a record, for the columns that have one in their names; 0 where it has none."""
    for heading, cell in zip(header, record, strict=False):
        if column_key(heading) in ("time_period", "year", "period"):
            return int(cell.strip()[:4]) if cell.strip()[:4].isdecimal() else 0
    return 0


def topic_of(header: Sequence[str], year: int) -> tuple[Topic | None, Matched]:
    """The topic most of whose own columns the header has; None where it has too few of any."""
    best, share, best_match = None, 0.0, Matched({})
    for topic in DATA_TOPICS:
        matched = match_columns(header, topic, year)
        own = [column for column in topic.columns if column.name in matched.places]
        if len(own) / len(topic.columns) > share:
            best, share, best_match = topic, len(own) / len(topic.columns), matched
    return (best if share >= 0.4 else None), best_match


def unknown_file(matched: Matched) -> Message:
    missing = [column.name for column in matched.missing[:3]]
    hint = f" Of the nearest kind, it lacks {', '.join(missing)} and more." if missing else ""
    labels = "; ".join(topic.label for topic in DATA_TOPICS)
    return Message(f"This is none of the files that are known here ({labels}).{hint}")


class DataFile:
    """A data file whose columns were found, as its records are read."""

    def __init__(self, header: Sequence[str], topic: Topic, matched: Matched) -> None:
        self.header, self.topic, self.matched = header, topic, matched
        self.names = [column.name for column in topic.columns if column.name in matched.places]
        self.problems = Problems()
        self.rows: dict[tuple, StatisticRow] = {}

    def read(self, records: Iterator[list[str]]) -> OfficialFile:
        number = 0
        for number, record in enumerate(records, start=1):
            if number > MOST_ROWS:
                return refused_file([Message(f"The file has more than {MOST_ROWS:,} rows.")])
            if len(self.rows) > MOST_KEPT or len(self.problems) > MOST_PROBLEMS:
                break
            if any(record):
                self.take(number + 1, record)
        self.check_whole()
        return OfficialFile(
            self.topic.slug,
            tuple(self.rows.values()),
            number,
            self.matched.unknown,
            tuple(self.problems),
        )

    def check_whole(self) -> None:
        if len(self.rows) > MOST_KEPT:
            self.problems.add(Message(f"More than {MOST_KEPT:,} rows are for all children."))
        if not self.rows and not self.problems:
            self.problems.add(Message("No row is for all children: the “All …” rows are missing."))

    def cell(self, record: Sequence[str], name: str) -> str:
        place = self.matched.places.get(name)
        return "" if place is None else record[place].strip()

    def take(self, number: int, record: Sequence[str]) -> None:
        """Keep the record where it is one of those that are kept."""
        if len(record) != len(self.header):
            text = f"{len(record)} cells, but the header has {len(self.header)}."
            self.problems.add(Message(f"The row has {text}", row=number))
            return
        breakdown = self.breakdown(record)
        level = LEVELS.get(column_key(self.cell(record, "geographic_level")))
        if breakdown is None or level is None:
            return
        row = self.row(number, record, level, breakdown)
        if row is None:
            return
        if row.key in self.rows:
            self.problems.add(Message(f"{row.name} {row.year} is there twice.", row=number))
        self.rows[row.key] = row

    def breakdown(self, record: Sequence[str]) -> str | None:
        """ "" for all children, the source of a request, or None where the row is left out."""
        topic, value = (self.cell(record, name) for name in ("breakdown_topic", "breakdown"))
        if not self.topic.has_breakdowns:
            return ""
        if topic.lower().startswith("all ") and topic.lower() == value.lower():
            return ""
        if self.topic.slug == REQUESTS and topic.lower() == SOURCES:
            return value
        return None

    def row(
        self, number: int, record: Sequence[str], level: str, breakdown: str
    ) -> StatisticRow | None:
        try:
            year, period = parse_period(
                self.cell(record, "time_period"), self.cell(record, "time_identifier")
            )
        except PeriodProblem as problem:
            self.problems.add(Message(str(problem), row=number, column="time_period"))
            return None
        name = self.name(record, level)
        if not name or (level == LOCAL and not self.cell(record, "old_la_code")):
            self.problems.add(Message("The row names no area, or lacks its old code.", row=number))
            return None
        return StatisticRow(
            year,
            period,
            level,
            self.cell(record, "old_la_code") if level == LOCAL else "",
            self.cell(record, "new_la_code") if level == LOCAL else "",
            name,
            self.cell(record, "region_name"),
            breakdown,
            self.values(number, record),
        )

    def name(self, record: Sequence[str], level: str) -> str:
        """The authority's name, the region's, or England."""
        if level == NATIONAL:
            return ENGLAND
        return self.cell(record, "region_name" if level == REGIONAL else "la_name")

    def values(self, number: int, record: Sequence[str]) -> dict[str, str]:
        values = {}
        for name in self.names:
            text = values[name] = self.cell(record, name)
            if not is_published_value(text):
                column = self.header[self.matched.places[name]]
                wrong = "is neither a number nor a marker." if text else "The cell is empty."
                self.problems.add(Message(wrong, found=text, row=number, column=column))
        return values
