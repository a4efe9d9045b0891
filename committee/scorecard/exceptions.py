"""The exceptions of a snapshot, beside the readings that opened them (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

from committee.scorecard.line_of_readings import (
    day_of,
    line_of_measure,
    rated,
)
from committee.snapshot import catalogue
from committee.snapshot.scorecard import EXCEPTIONS, ExceptionRow
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import in_the_middle
from sendprog.values.measures import Measure
from sendprog.values.rag import Rag
from sendprog.values.wording import day

NO_ANSWER = "Not answered yet"
ONE_BACK = "The latest reading is back at the floor or better: a second in a row closes it."


@dataclass(frozen=True)
class ShownException:
    """An exception with its measure, and what its readings say of it now."""

    row: ExceptionRow
    measure: Measure | None
    opened_by: str
    standing: str

    @property
    def label(self) -> str:
        """The measure's name; what stands for one that is no longer published."""
        return self.measure.label if self.measure else "A measure that is not listed"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and text of each part of the answer; a part without one says so."""
        absent = "Not given" if self.row.closed_on else NO_ANSWER
        parts = [
            ("Cause", self.row.cause),
            (
                "What is being done" if self.row.is_open else "What was to be done",
                self.row.action,
            ),
            ("Who answers for it", self.row.owner),
            ("Expected back", str(self.row.expected or "")),
        ]
        return [(label, text or absent) for label, text in parts]


def open_exceptions(snapshot: Snapshot) -> Mapping[str, ExceptionRow]:
    """The open exceptions by the address of their measure."""
    return {row.measure: row for row in snapshot[EXCEPTIONS] if row.is_open}


def shown_exceptions(snapshot: Snapshot, address: str = "") -> list[ShownException]:
    """The exceptions of a measure, or all: the open first, then the last closed first."""
    rows = [row for row in snapshot[EXCEPTIONS] if address in ("", row.measure)]
    open_rows = [row for row in rows if row.is_open]
    closed = [row for row in rows if not row.is_open]
    closed.sort(key=lambda row: (row.closed_on, row.number), reverse=True)
    return [shown_exception(snapshot, row) for row in (*open_rows, *closed)]


def shown_exception(snapshot: Snapshot, row: ExceptionRow) -> ShownException:
    measure = catalogue.measure_at(snapshot, row.measure)
    return ShownException(row, measure, opened_by(snapshot, row), standing(snapshot, row))


def opened_by(snapshot: Snapshot, row: ExceptionRow) -> str:
    """ "Opened on 3 June 2025 by 36.5% (April 2025)."; without the reading where it changed."""
    line = line_of_measure(snapshot, row.measure)
    for reading in line.readings if line else ():
        is_same = day_of(reading) == row.reading_day
        if is_same and rated(snapshot, reading).rating is Rag.OFF_TRACK:
            when = in_the_middle(reading.when)
            return f"Opened on {day(row.opened_on)} by {reading.in_words} ({when})."
    what = f"the reading to {day(row.reading_day)}"
    return f"Opened on {day(row.opened_on)} by {what}: it, or its target, has changed since."


def standing(snapshot: Snapshot, row: ExceptionRow) -> str:
    """What keeps an open exception open, where its latest reading is not past the floor; or ""."""
    line = line_of_measure(snapshot, row.measure)
    if not row.is_open or line is None:
        return ""
    latest = rated(snapshot, line.latest)
    if latest.is_back:
        return ONE_BACK
    if latest.rating is Rag.NOT_RATED:
        return f"The latest reading is not rated: {in_the_middle(latest.why)}."
    return ""
