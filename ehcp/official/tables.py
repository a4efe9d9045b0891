"""The tables of official statistics: areas by year, sources of requests, placements, transfers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ehcp.official import topics
from ehcp.official.beside import ORDER
from ehcp.official.measures import OFFICIAL_MEASURES, OfficialMeasure
from ehcp.official.news import count_in
from ehcp.official.quality import source_notes
from ehcp.official.readings import notes_on_row, readings_of, series_by_area
from ehcp.official.row_types import OfficialRow, Role
from ehcp.official.section import OFFICIAL
from ehcp.official.strips import reading_words, short_label
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Reading
from sendprog.values.wording import lower_first

NOT_THERE = "Not in the files"


@dataclass(frozen=True)
class PlainTable:
    """A table of texts with its caption, and what must be said with it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: tuple[str, ...] = ()

    @property
    def in_the_middle(self) -> str:
        """The caption inside a sentence."""
        return lower_first(self.caption)


def areas_of(snapshot: Snapshot, topic: str) -> list[tuple[str, Role, list[OfficialRow]]]:
    """The areas with rows of the topic: ours, England, the region, the comparators by name."""
    areas = [
        (place, role, rows)
        for (of, role, place), rows in series_by_area(snapshot).items()
        if of == topic
    ]
    return sorted(areas, key=lambda area: (ORDER.index(area[1]), area[0]))


def areas_table(snapshot: Snapshot, entry: OfficialMeasure) -> PlainTable:
    """A measure by area and year."""
    by_area = {
        place: {reading.when: reading for reading in readings_of(entry, rows)}
        for place, _, rows in areas_of(snapshot, entry.topic)
    }
    years = sorted({when for readings in by_area.values() for when in readings}, key=year_in)
    rows = [
        [place, *(cell(readings.get(year)) for year in years)]
        for place, readings in by_area.items()
    ]
    notes = [
        f"* {place}, {when}: {reading.note}."
        for place, readings in by_area.items()
        for when, reading in readings.items()
        if reading.note
    ]
    caption = f"{short_label(entry.measure)}, by year"
    return PlainTable(caption, ["Area", *years], rows, tuple(notes))


def year_in(label: str) -> int:
    """The year of "2025" and of "January 2026"."""
    return int(label[-4:])


def cell(reading: Reading | None) -> str:
    """The value with its parts; a star where a note is told of it."""
    if reading is None:
        return NOT_THERE
    return f"{reading_words(reading)}{' *' if reading.note else ''}"


def latest(snapshot: Snapshot, topic: str, role: Role) -> OfficialRow | None:
    """The latest row of the topic for us, England or the region."""
    rows = [row for _, of, rows in areas_of(snapshot, topic) if of is role for row in rows]
    return max(rows, key=lambda row: row.window) if rows else None


SOURCE_HEAD = ("Source", "Requests", "Refused", "Refused, of requests", "Decided in 6 weeks")


def sources_table(snapshot: Snapshot) -> PlainTable | None:
    """Who asks and who is refused in our latest year with sources; None without them."""
    rows = [row for row in snapshot[OFFICIAL] if row.breakdown and row.role is Role.OWN]
    rows = [row for row in rows if set(row.values.values()) != {"x"}]
    if not rows:
        return None
    window = max(row.window for row in rows)
    by_source = {row.breakdown: row for row in rows if row.window == window}
    total = next(
        (
            row
            for _, role, series in areas_of(snapshot, topics.REQUESTS)
            if role is Role.OWN
            for row in series
            if row.window == window
        ),
        None,
    )
    sample = next(iter(by_source.values()))
    cells = {source: row.values for source, row in by_source.items()}
    notes = source_notes(total.values, cells) if total else []
    whole = [source_cells("All requests", total)] if total else []
    absent = "A source without a row has none in the file: that is not the same as 0."
    return PlainTable(
        f"Who asked, and who was refused: {sample.place}, {sample.period_label}",
        SOURCE_HEAD,
        [*whole, *(source_cells(source, row) for source, row in sorted(by_source.items()))],
        (*made_up([sample]), *notes, absent),
    )


def source_cells(source: str, row: OfficialRow) -> list[str]:
    share = count_in(row, "request_not_assess_pc")
    in_time = count_in(row, "request_outcome_six_weeks_pc")
    return [
        source,
        count_in(row, "requests_received_in_year"),
        count_in(row, "requests_decided_not_to_assess"),
        with_percent_sign(share),
        with_percent_sign(in_time),
    ]


def with_percent_sign(text: str) -> str:
    return f"{text}%" if text[:1].isdigit() else text


PLACEMENTS = {
    "mainstream_total": "Mainstream",
    "special_total": "Special",
    "ap_pru_total": "Alternative provision and pupil referral units",
    "fe_total": "Further education",
    "ed_elsewhere": "Educated elsewhere",
    "nm_early_years": "Early years, not maintained",
    "placement_unknown": "Not known",
}


def placements_table(snapshot: Snapshot) -> PlainTable | None:
    """Where the plans' children and young people are placed: ours and England's latest January."""
    own = latest(snapshot, topics.CASELOAD, Role.OWN)
    if own is None:
        return None
    rows = [own]
    england = latest(snapshot, topics.CASELOAD, Role.ENGLAND)
    if england and england.window == own.window:
        rows.append(england)
    head = ["Placement", *(f"{row.place}, {row.period_label}" for row in rows)]
    body = [
        [
            label,
            *(
                f"{count_in(row, name)} ({with_percent_sign(count_in(row, f'{name}_pc'))})"
                for row in rows
            ),
        ]
        for name, label in PLACEMENTS.items()
    ]
    return PlainTable("Plans by placement", head, body, tuple(made_up(rows)))


NOT_COMPARABLE = (
    "Councils return what is due so differently that these counts are not compared with anybody’s."
)


def transfers_table(snapshot: Snapshot) -> PlainTable | None:
    """Plans due for a phase transfer, as we returned them."""
    own = latest(snapshot, topics.TRANSFERS, Role.OWN)
    if own is None:
        return None
    year = own.year
    labels = {
        "number_plans": "Plans",
        "due_in_year": f"Due for a transfer in {year}",
        "due_next_year": f"Due for a transfer in {year + 1}",
        "final_in_year": f"Final plans for {year}",
        "final_next_year": f"Final plans for {year + 1}",
    }
    body = [[label, count_in(own, name)] for name, label in labels.items()]
    notes = [note.text for note in notes_on_row(own, [own])]
    head = ["Count", f"{own.place}, {own.period_label}"]
    return PlainTable("Phase transfers", head, body, (*made_up([own]), *notes, NOT_COMPARABLE))


def made_up(rows: Sequence[OfficialRow]) -> list[str]:
    """Says once that rows are made up."""
    return sorted({f"{row.basis.label}." for row in rows if row.basis is Basis.ILLUSTRATIVE})


CELL_HEAD = (
    "Measure",
    "Area",
    "Period",
    "Value",
    "Why there is none",
    "Unit",
    "Parts",
    "Note",
    "Basis",
    "Source",
)


def cell_rows(snapshot: Snapshot) -> Iterator[list[str]]:
    """Every measure in each area and year, for the file."""
    for entry in OFFICIAL_MEASURES:
        for place, _, rows in areas_of(snapshot, entry.topic):
            for reading in readings_of(entry, rows):
                yield file_cells(place, reading)


def file_cells(place: str, reading: Reading) -> list[str]:
    value = "" if reading.value is None else f"{reading.measure.in_table(reading.value)}"
    return [
        short_label(reading.measure),
        place,
        reading.when,
        value,
        reading.missing,
        reading.measure.unit.label,
        reading.parts,
        reading.note,
        reading.basis.label,
        reading.source,
    ]
