"""What official statistics say of us in sentences: the latest year, what moved, and what was revised."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ehcp.official import measures
from ehcp.official.beside import official_beside
from ehcp.official.measures import OfficialMeasure
from ehcp.official.quality import number
from ehcp.official.readings import measures_with_rows, own_series
from ehcp.official.row_types import OfficialRow, Role
from ehcp.official.section import OFFICIAL
from ehcp.official.strips import reading_words, short_label
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.units import Unit
from sendprog.values.wording import (
    lower_first,
    percentage_points,
    rounded,
    signed_number,
)

# Revisions that are named one by one.
MOST_NAMED = 6


def headline(snapshot: Snapshot) -> list[str]:
    """Speed, then requests and refusals, each with England and the year; [] without rows of ours."""
    lines = []
    for entry in (measures.TWENTY_WEEKS, measures.REQUESTS, measures.REFUSED):
        rows = official_beside(snapshot, entry.measure)
        own = next((row for row in rows if row.role is Role.OWN), None)
        if own is None:
            continue
        england = [row for row in rows if row.role is Role.ENGLAND]
        beside = "".join(f"; England {row.reading.in_words}" for row in england)
        if entry is measures.REQUESTS:
            beside = ""
        label = short_label(entry.measure)
        lines.append(
            f"{label}, {own.place}, {own.reading.when}: {reading_words(own.reading)}{beside}."
        )
    return lines


def year_on_year(snapshot: Snapshot) -> list[str]:
    """Our latest year against the one before, for each measure whose two years are comparable."""
    lines = []
    for entry in measures_with_rows(snapshot):
        pair = latest_pair(entry, own_series(snapshot, entry))
        if pair:
            lines.append(year_on_year_line(entry, *pair))
    return lines


def latest_pair(
    entry: OfficialMeasure, readings: Sequence[Reading]
) -> tuple[Reading, Reading] | None:
    """The last two years, where both have a value and no break or missing year stands between them."""
    if len(readings) < 2:
        return None
    before, now = readings[-2:]
    if before.value is None or now.value is None or not (before.window and now.window):
        return None
    follows = before.window.last.year + 1 == now.window.last.year
    is_comparable = before.window.last.year >= entry.comparable_from
    return (before, now) if follows and is_comparable else None


def year_on_year_line(entry: OfficialMeasure, before: Reading, now: Reading) -> str:
    """ "Requests, 2025: 2,329, +2.8% on 2,265 in 2024"."""
    label = short_label(entry.measure)
    change = change_words(entry, before.value or Decimal(0), now.value or Decimal(0))
    text = (
        f"{label}, {now.when}: {reading_words(now)}, {change} {before.in_words} in {before.when}."
    )
    notes = [f"{reading.when}: {reading.note}." for reading in (before, now) if reading.note]
    return " ".join([text, *notes])


def change_words(entry: OfficialMeasure, before: Decimal, now: Decimal) -> str:
    """ "+2.8% on", "1.9 percentage points more than", "the same as"."""
    difference = rounded(now, entry.measure.places) - rounded(before, entry.measure.places)
    if difference == 0:
        return "the same as"
    if entry.measure.unit is Unit.PERCENT:
        points = percentage_points(abs(difference), 1)
        return f"{points} {'more' if difference > 0 else 'less'} than"
    if entry.measure.unit is Unit.COUNT and before:
        return f"{signed_number(100 * (now - before) / before, 1)}% on"
    return f"{'more' if difference > 0 else 'less'} than"


def revisions(snapshot: Snapshot) -> list[str]:
    """The cells of ours and of England that a later release changed, by measure."""
    lines = []
    for row in snapshot[OFFICIAL]:
        if row.earlier and not row.breakdown and row.role in (Role.OWN, Role.ENGLAND):
            lines += list(revised_cells(row))
    left = len(lines) - MOST_NAMED
    return lines[:MOST_NAMED] + ([f"{left} more figures were revised."] if left > 0 else [])


def revised_cells(row: OfficialRow) -> Iterator[str]:
    for entry in measures.OFFICIAL_MEASURES:
        name = entry.value or entry.numerator
        if entry.topic == row.topic and name in row.earlier:
            was, now = row.earlier[name], row.values[name]
            yield (
                f"{row.place}, {row.period_label}, {lower_first(short_label(entry.measure))}: "
                f"{now}, revised from {was} in {row.earlier_release}."
            )


def count_in(row: OfficialRow, name: str) -> str:
    """A count for a table: "2,329", or the Department's marker "[x]"."""
    text = row.values.get(name, "")
    value = number(row.values, name)
    if value is None:
        return f"[{text}]" if text else "Not in the file"
    return f"{value:,f}"
