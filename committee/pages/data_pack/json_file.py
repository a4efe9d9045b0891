"""The snapshot as JSON: its sections as an edition stores them, and every reading with its
attributes.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from committee.pages.data_pack.tables import every_reading
from committee.snapshot import catalogue
from committee.snapshot.sections_to_freeze import SECTIONS
from sendprog.records.snapshots import Section, Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure, Reading

# The version of this file's own structure; each
# section has a schema number of its own.
SCHEMA = 1


def data_json(snapshot: Snapshot, about: dict[str, Any]) -> bytes:
    """The JSON file. Money and numbers with decimals are strings, so that no reader rounds them."""
    measures = catalogue.all_measures(snapshot)
    latest = catalogue.latest_readings(snapshot)
    latest_in_order = [latest[measure.address] for measure in measures if measure.address in latest]
    content = {
        "schema": SCHEMA,
        "about": about,
        "markers": {marker.symbol: marker.label for marker in Marker},
        "bases": {basis.value: basis.label for basis in Basis},
        "measures": [measure_as_json(measure) for measure in measures],
        "latest_readings": [reading_as_json(reading) for reading in latest_in_order],
        "readings": [reading_as_json(reading) for reading in every_reading(snapshot)],
        "sections": {section.name: section_as_json(section, snapshot) for section in SECTIONS},
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def section_as_json(section: Section, snapshot: Snapshot) -> dict[str, Any]:
    rows = msgspec.Raw(section.encode(snapshot[section]))
    return {"schema": section.schema, "key": section.key, "rows": rows}


def measure_as_json(measure: Measure) -> dict[str, str]:
    return {
        "address": measure.address,
        "label": measure.label,
        "unit": measure.unit.label,
        "definition": measure.definition,
        "better": measure.better_text,
        "source": measure.source,
        "note": measure.note,
    }


def reading_as_json(reading: Reading) -> dict[str, Any]:
    window = reading.window
    return {
        "address": reading.measure.address,
        "measure": reading.measure.label,
        "value": number_as_text(reading.value),
        "low": number_as_text(reading.low),
        "high": number_as_text(reading.high),
        "missing": reading.missing or None,
        "qualifier": reading.qualifier or None,
        "in_words": reading.in_words,
        "unit": reading.measure.unit.label,
        "window": reading.when or None,
        "window_first": iso(window.first if window else None),
        "window_last": iso(window.last if window else None),
        "as_at": iso(reading.as_at),
        "marker": reading.marker.symbol if reading.marker else None,
        "basis": reading.basis.value,
        "is_illustrative": reading.is_illustrative,
        "compared": reading.comparison_text or None,
        "beside": reading.beside or None,
        "parts": reading.parts or None,
        "baseline": reading.baseline or None,
        "targets": reading.targets,
        "note": reading.note or None,
        "record": reading.record or None,
        "source": reading.source or None,
    }


def number_as_text(value: Decimal | None) -> str | None:
    """The number without an exponent or trailing zeros; None for None."""
    return None if value is None else f"{value.normalize():f}"


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
