"""Areas beside one another in one year, and the short words for a measure and a reading (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from ehcp.official.beside import BesideRow
from ehcp.official.row_types import Role
from sendprog.charts.dot_strip import Dot, DotStrip, dot_strip
from sendprog.values.basis import Basis, illustrative_text
from sendprog.values.free_text import sentences, without_stop
from sendprog.values.measures import Measure, Reading
from sendprog.values.units import Unit


def short_label(measure: Measure) -> str:
    """The label without "Official:", on a page that is of official statistics alone."""
    label = measure.label.removeprefix("Official: ")
    return label[:1].upper() + label[1:]


def areas_strip(measure: Measure, rows: Sequence[BesideRow]) -> DotStrip | None:
    """Ours with a line through it, and the others that have a value; None where we or they have none.

    Counts are never set side by side: councils differ in size.
    """
    if measure.unit is Unit.COUNT:
        return None
    own = next((row for row in rows if row.role is Role.OWN), None)
    others = [row for row in rows if row.role is not Role.OWN and row.reading.value is not None]
    if own is None or own.reading.value is None or not others:
        return None
    bases = [row.reading.basis for row in (own, *others)]
    key = f"Filled, with a line: {own.place}. Hollow: the others."
    return dot_strip(
        dot_of(own),
        [dot_of(row) for row in others],
        message=f"{short_label(measure)}, {own.reading.when}: {own.place} {own.reading.in_words}",
        subtitle=sentences([key, illustrative_text(bases, "value")]),
        unit_format=lambda value: measure.in_table(Decimal(repr(value))),
    )


def dot_of(row: BesideRow) -> Dot:
    reading = row.reading
    note = without_stop(sentences([reading.parts, reading.basis.note, reading.note]))
    return Dot(row.place, float(reading.value or 0), reading.in_words, note)


def reading_words(reading: Reading) -> str:
    """ "5.1% (50 of 974)"; what is made up says so: "29.3% (240 of 819; illustrative)"."""
    made_up = Basis.ILLUSTRATIVE.value if reading.is_illustrative else ""
    inside = "; ".join(part for part in (reading.parts, made_up) if part)
    return f"{reading.in_words} ({inside})" if inside else reading.in_words
