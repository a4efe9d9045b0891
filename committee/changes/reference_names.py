"""The names of the records that a field refers to, for the list of changes. Pure."""

from collections.abc import Iterator
from typing import Any

from committee.changes.formatting import NameOf
from committee.changes.items import SnapshotPair
from committee.models.paper import Filling
from committee.snapshot.asks import ASKS
from finance.snapshot import PLANS
from risks.snapshot import RISKS
from sendprog.records.snapshots import Section
from sendprog.values.markers import Marker
from sendprog.values.measures import Measure
from sendprog.values.references import own_reference
from strands.choices import Room
from strands.rows import NOT_RUNNING
from strands.snapshot import COMMITMENTS, ENDED_STRANDS, MILESTONES, STRANDS, section_title

NOT_LISTED = "a record that is not listed"
# The section of the records that a field names,
# and the field that it names them by.
REFERENCES: dict[str, tuple[Section, str]] = {
    **dict.fromkeys(("strand", "strands", "succeeds"), (STRANDS, "slug")),
    **dict.fromkeys(("commitment", "commitments", "superseded_by"), (COMMITMENTS, "slug")),
    "needs": (MILESTONES, "reference"),
    "milestone": (MILESTONES, "slug"),
    "plan": (PLANS, "slug"),
    "risk": (RISKS, "reference"),
    "repeats": (ASKS, "reference"),
}
MEASURES = ("measure", "reports")
CODES: dict[str, dict[str, str]] = {
    "room": dict(Room.choices),
    "filling": dict(Filling.choices),
    "markers": {marker.value: marker.label for marker in Marker},
}


def names_of(pair: SnapshotPair, measures: dict[str, Measure]) -> NameOf:
    """A function that gives the name of what a field refers to, and any other value as it is."""
    known: dict[str, dict[str, str]] = {}

    def name_of(field: str, value: str) -> str:
        if field in CODES:
            return CODES[field].get(value, value)
        if field == "reference":
            return own_reference(value)
        if field in MEASURES:
            measure = measures.get(value)
            return measure.label if measure else NOT_LISTED
        if field == "texts":
            return section_title(value)
        if field not in REFERENCES:
            return value
        if field not in known:
            known[field] = dict(records_named(pair, *REFERENCES[field]))
        not_listed = NOT_RUNNING if REFERENCES[field][0] is STRANDS else NOT_LISTED
        return known[field].get(value, not_listed)

    return name_of


def records_named(pair: SnapshotPair, section: Section, by: str) -> Iterator[tuple[str, str]]:
    """What each record of either snapshot is named by, with its title; that of the second is last."""
    sections = (ENDED_STRANDS, STRANDS) if section is STRANDS else (section,)
    for rows in (pair.before, pair.after):
        for each in sections:
            for key, row in rows[each.name].items():
                yield getattr(row, by), title_of(section, row, key)


def title_of(section: Section, row: Any, key: tuple) -> str:
    return row.name if section is STRANDS else section.title_of(row, key)
