"""The figures of an edition that are others now: its frozen rows against the rows of today. Pure.

The words are those of "Since your last meeting", so that a revised figure reads the same wherever it is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from committee.changes import revisions
from committee.changes.items import ChangeKind, Item, PendingChanges, SnapshotPair
from committee.changes.keys import NESTED
from committee.changes.records import Key, RecordChange, Sections, keyed, record_changes
from ehcp.snapshot import MONTHS, MonthRow
from finance.snapshot import POSITIONS, PositionRow
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.periods import Month
from strands.rows import IndicatorRow, ReturnRow
from strands.snapshot import INDICATORS

# The sections whose rows hold dated figures: what they say of a month or window never changes unnoticed.
SECTIONS: tuple[Section, ...] = (MONTHS, POSITIONS, INDICATORS)
NOT_AVAILABLE = f"{Marker.NOT_AVAILABLE.symbol} {Marker.NOT_AVAILABLE.label}"
RETURN_KEY = NESTED[ReturnRow]


@dataclass(frozen=True)
class Figure:
    """A figure as an edition says it and as it is now; the values are plain strings, "" where there is none to give."""

    known_as: str
    measure: str
    label: str
    when: str
    said: str
    said_value: str
    now: str
    now_value: str
    marker: Marker
    basis: Basis

    @property
    def name(self) -> str:
        return f"{self.label}, {self.when}" if self.when else self.label


def prefix_of(section: str, key: Key) -> str:
    """How the figures of one row begin in what they are known by: "ehcp.months|2024-11|"."""
    parts = [part.iso if isinstance(part, Month) else str(part) for part in key]
    return "|".join([section, *parts, ""])


def as_now(row: Any, now: Any) -> Any:
    """What stands today in the place of a frozen row (`now`: None where the record is gone), with no figure that is newer."""
    if isinstance(row, IndicatorRow):
        known = keyed(now.returns, RETURN_KEY) if now else {}
        return replace(
            row,
            returns=tuple(
                known.get(key) or emptied(one) for key, one in keyed(row.returns, RETURN_KEY).items()
            ),
        )
    return now or emptied(row)


def emptied(row: Any) -> Any:
    """A row whose record is gone: every figure that it gave is not available."""
    match row:
        case MonthRow():
            gone = {
                name: Marker.NOT_AVAILABLE.value for name, value in row.counts.items() if value is not None
            }
            return replace(row, counts=dict.fromkeys(row.counts), markers=row.markers | gone)
        case PositionRow():
            return replace(row, **dict.fromkeys(revisions.AMOUNTS))
        case ReturnRow():
            return replace(
                row, value=None, low=None, high=None, qualifier="", marker=None, missing=NOT_AVAILABLE
            )
    raise TypeError(f"{type(row).__name__} is no row of figures.")


def changed_figures(frozen: Sections, now: Sections) -> Iterator[Figure]:
    """The figures of the frozen rows that are others now; what is newer than they are is left out."""
    after = {
        name: {key: as_now(row, now.get(name, {}).get(key)) for key, row in rows.items()}
        for name, rows in frozen.items()
    }
    pair = SnapshotPair(frozen, after, PendingChanges(tuple(record_changes(frozen, after))))
    for item in revisions.revision_items(pair):
        if item.kind is ChangeKind.REVISED:
            yield figure_of(item, frozen, now)


def figure_of(item: Item, frozen: Sections, now: Sections) -> Figure:
    record = next(one for one in item.records if one.field != ("note",))
    row = frozen[record.section][record.key]
    is_gone = record.key not in now[record.section] or item.new.startswith(NOT_AVAILABLE)
    values = (
        [plain(value) for value in values_of(record)]
        if Marker.SUPPRESSED.symbol not in (item.old, item.new)
        else ["", ""]
    )
    measure = getattr(item, "measure", "")
    return Figure(
        known_as=prefix_of(record.section, record.key) + what(record),
        measure="" if measure.startswith("record.") else measure,
        label=item.which.removesuffix(f", {months_name(row)}"),
        when=when_of(row, item),
        said=item.old,
        said_value=values[0],
        now=NOT_AVAILABLE if is_gone else item.new,
        now_value=values[1],
        marker=Marker.NOT_AVAILABLE if is_gone else Marker.REVISED,
        basis=item.basis or Basis.REPORTED,
    )


def what(record: RecordChange) -> str:
    """Which of a row's figures: "plans_issued", "forecast", or a return by its month of report and last day."""
    last = record.field[-1]
    return "|".join(str(part) for part in last) if isinstance(last, tuple) else str(last)


def values_of(record: RecordChange) -> tuple[Any, Any]:
    """The two values; of a return its own, of what is only marked none."""
    if record.field[0] == "markers":
        return None, None
    return record.old, record.new


def plain(value: Any) -> str:
    if isinstance(value, ReturnRow):
        return plain(value.value) if value.low is None else f"{value.low}..{value.high}"
    return "" if value is None else str(value)


def months_name(row: Any) -> str:
    """How "Since your last meeting" ends the name of a figure of this row."""
    match row:
        case MonthRow():
            return row.month.label
        case PositionRow():
            return row.month.financial_label
    return ""


def when_of(row: Any, item: Item) -> str:
    if isinstance(row, PositionRow):
        return f"{row.block}, {row.month.financial_label}"
    return months_name(row) or getattr(item, "when_old", "")


class Today(Snapshot):
    """An edition's snapshot with the figures that it holds as they are now: nothing that came later is in it."""

    def __init__(self, frozen: Snapshot, now: Sections) -> None:
        super().__init__(on=frozen.on, viewer=frozen.viewer, key="", read=lambda section: b"[]")
        self._frozen, self._now = frozen, now

    def __getitem__(self, section: Section) -> tuple:
        if section.name not in self._now:
            return self._frozen[section]
        rows, now = keyed(self._frozen[section], section.key), self._now[section.name]
        return tuple(as_now(row, now[key]) for key, row in rows.items() if key in now)
