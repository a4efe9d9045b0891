"""Readings of official statistics: a measure in one area and year, with what must be said of it."""

from collections.abc import Sequence
from decimal import Decimal

from ehcp.official.measures import BY_ADDRESS, OFFICIAL_MEASURES, OfficialMeasure
from ehcp.official.quality import QualityNote, number, quality_notes
from ehcp.official.row_types import ComparisonRow, OfficialRow, Role
from ehcp.official.section import COMPARISON, OFFICIAL
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure, Reading, source_text
from sendprog.values.wording import day, whole_number

NOT_PUBLISHED = "Not in the file"
NOT_AVAILABLE = "Not available"
# The area's rows of one topic, oldest first.
Series = Sequence[OfficialRow]


def compared_areas(snapshot: Snapshot) -> ComparisonRow:
    """Who we are and with whom we are compared; an edition from before the section says nothing."""
    return next(iter(snapshot[COMPARISON]), ComparisonRow())


def series_by_area(snapshot: Snapshot) -> dict[tuple[str, Role, str], list[OfficialRow]]:
    """The rows for all children, by topic, role and place, oldest first."""

    def by_area() -> dict[tuple[str, Role, str], list[OfficialRow]]:
        areas: dict[tuple[str, Role, str], list[OfficialRow]] = {}
        for row in sorted(snapshot[OFFICIAL], key=lambda row: row.window):
            if not row.breakdown:
                areas.setdefault((row.topic, row.role, row.place), []).append(row)
        return areas

    return snapshot.cached("official statistics by area", by_area)


def own_series(snapshot: Snapshot, entry: OfficialMeasure) -> list[Reading]:
    """Our readings of a measure, oldest first; empty where the releases have no row of ours."""
    return next(
        (
            readings_of(entry, rows)
            for (topic, role, _), rows in series_by_area(snapshot).items()
            if topic == entry.topic and role is Role.OWN
        ),
        [],
    )


def readings_of(entry: OfficialMeasure, rows: Series) -> list[Reading]:
    """A reading of each row whose file has the measure's columns."""
    needed = {entry.value or entry.numerator}
    return [official_reading(entry, row, rows) for row in rows if needed <= row.values.keys()]


def notes_on_row(row: OfficialRow, rows: Series) -> list[QualityNote]:
    others = [other.values for other in rows if other is not row]
    return quality_notes(row.topic, row.values, others)


def official_reading(entry: OfficialMeasure, row: OfficialRow, rows: Series) -> Reading:
    """A measure of one row; `rows` are those of the same area and topic."""
    notes = [note for note in notes_on_row(row, rows) if set(note.columns) & set(entry.columns)]
    value, why = published_or_computed(entry, row)
    if any(note.is_missing for note in notes):
        value, why = None, NOT_AVAILABLE
    texts = [note.text for note in notes]
    return Reading(
        measure=entry.measure,
        value=value,
        missing="" if value is not None else why,
        window=row.window,
        window_words=row.period_label,
        basis=row.basis,
        source=release_source(row),
        note=without_stop(sentences([*texts, row.code_note])),
        parts="" if value is None else parts_text(entry, row),
        record=row.release,
        series=series_name(entry, row),
    )


def series_name(entry: OfficialMeasure, row: OfficialRow) -> str:
    """Which side of the measure's break the row is on: no line or comparison crosses it."""
    if not entry.comparable_from:
        return ""
    side = "before" if row.window.last.year < entry.comparable_from else "from"
    return f"as counted {side} {entry.comparable_from}"


def published_or_computed(entry: OfficialMeasure, row: OfficialRow) -> tuple[Decimal | None, str]:
    """The published figure, or what its two counts give; None with the reason."""
    if entry.value:
        text = row.values.get(entry.value)
        if text is None:
            return None, NOT_PUBLISHED
        value = number(row.values, entry.value)
        return value, "" if value is not None else f"{NOT_AVAILABLE} [{text}]"
    part, whole = number(row.values, entry.numerator), whole_of(entry, row)
    if part is None or whole is None:
        return None, NOT_AVAILABLE
    return (100 * part / whole, "") if whole else (None, f"{NOT_AVAILABLE} [z]")


def whole_of(entry: OfficialMeasure, row: OfficialRow) -> Decimal | None:
    counts = [number(row.values, name) for name in entry.denominator]
    known = [count for count in counts if count is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(counts) else None


def parts_text(entry: OfficialMeasure, row: OfficialRow) -> str:
    """ "50 of 974"; "" for a count, or where a part is missing."""
    if not entry.numerator:
        return ""
    part, whole = number(row.values, entry.numerator), whole_of(entry, row)
    if part is None or whole is None:
        return ""
    return f"{whole_number(part)} of {whole_number(whole)}"


def release_source(row: OfficialRow) -> str:
    """ "Education, health and care plans: 2026 (published 25 June 2026)", with the release's note."""
    published = f" (published {day(row.published)})" if row.published else ""
    return source_text(f"{without_stop(row.release)}{published}", without_stop(row.release_note))


def entry_of(measure: Measure) -> OfficialMeasure | None:
    """The official measure itself, or the one that counts nearest to a local measure."""
    address = LOCAL_MEASURES.get(measure.address, measure.address)
    return BY_ADDRESS.get(address)


# Measures of the monthly returns, each with the official one nearest to it.
LOCAL_MEASURES = {
    "ehcp.twenty_week_rate": "ehcp.official_twenty_week_rate",
    "ehcp.twenty_week_rate_of_all": "ehcp.official_twenty_week_rate_of_all",
    "ehcp.plans_issued": "ehcp.official_plans_issued",
    "ehcp.requests_received": "ehcp.official_requests_received",
    "ehcp.plans_maintained": "ehcp.official_plans_maintained",
}


def measures_with_rows(snapshot: Snapshot) -> list[OfficialMeasure]:
    """The measures of which we have a reading, in their order."""
    return [entry for entry in OFFICIAL_MEASURES if own_series(snapshot, entry)]
