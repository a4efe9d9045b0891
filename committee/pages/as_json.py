"""The snapshot as JSON: its sections as they are frozen, and every reading with all that belongs to it."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from committee.snapshot import catalogue
from committee.snapshot.sections import SECTIONS
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Reading

# Of this file's own shape; each section has a number of its own.
SCHEMA = 1


def as_json(snapshot: Snapshot, about: dict[str, Any]) -> bytes:
    """Numbers that are not whole, and money, are strings: a reader's floating point changes none of them."""
    latest = catalogue.latest_readings(snapshot)
    listed = catalogue.measures(snapshot)
    told = {
        "schema": SCHEMA,
        "about": about,
        "markers": {marker.symbol: marker.words for marker in Marker},
        "bases": {basis.value: basis.words for basis in Basis},
        "measures": [measure_of(one) for one in listed],
        "latest_readings": [reading_of(latest[one.address]) for one in listed if one.address in latest],
        "readings": [
            reading_of(reading) for one in listed for reading in catalogue.series(snapshot, one.address)
        ],
        "sections": {
            section.name: {
                "schema": section.schema,
                "key": section.key,
                "rows": msgspec.Raw(section.encode(snapshot[section])),
            }
            for section in SECTIONS
        },
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def measure_of(one: Any) -> dict[str, str]:
    return {
        "address": one.address,
        "label": one.label,
        "unit": one.unit.words,
        "definition": one.definition,
        "better": one.polarity.words,
        "source": one.source,
        "note": one.note,
    }


def reading_of(one: Reading) -> dict[str, Any]:
    """A reading's value, and what must travel with it."""
    window = one.window
    return {
        "address": one.measure.address,
        "measure": one.measure.label,
        "value": written(one.value),
        "low": written(one.low),
        "high": written(one.high),
        "missing": one.missing or None,
        "qualifier": one.qualifier or None,
        "in_words": one.in_words,
        "unit": one.measure.unit.words,
        "window": one.when or None,
        "window_first": iso(window.first if window else None),
        "window_last": iso(window.last if window else None),
        "as_at": iso(one.as_at),
        "marker": one.marker.symbol if one.marker else None,
        "basis": one.basis.value,
        "is_illustrative": one.is_illustrative,
        "compared": one.against or None,
        "beside": one.beside or None,
        "note": one.note or None,
        "record": one.record or None,
        "source": one.source or None,
    }


def written(value: Decimal | None) -> str | None:
    """A number without an exponent or needless noughts."""
    return None if value is None else f"{value.normalize():f}"


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
