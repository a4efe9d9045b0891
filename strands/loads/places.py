"""Files of schemes of places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sendprog.loads.date_cells import PartialDateCell
from sendprog.loads.kinds import Column, register_kind
from sendprog.loads.links import Link
from sendprog.loads.number_cells import CountCell
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE
from sendprog.loads.text_cells import AddressCell, ChoiceCell, TextCell
from sendprog.values.periods import Month
from strands.choices import PlacesStage
from strands.loads.columns import STRAND
from strands.loads.headings import PLACES_HEADINGS
from strands.models import Area, Milestone, PlacesScheme
from strands.rows import PlacesRow
from strands.snapshot import PLACES

STEPS = ("planned_for", "funded", "secured", "opened")


@register_kind
class PlacesKind(RecordKind):
    """Schemes of places, with the dates of their stages."""

    slug = "places"
    title = "Places"
    one_row = "scheme of places"
    model = PlacesScheme
    name_column = "provision"
    section = PLACES
    usual_headings = PLACES_HEADINGS
    key = ("reference",)
    list_page = "measures"
    needed = ("provision", "definition", "stage")
    read_with = {"places": ()}
    notes = (
        "One row for each scheme. reference is a short name that stays the same, such as west-bases.",
        "definition says what is counted. Places that are planned, funded, secured and open are "
        "never added up: stage says which they are.",
    )
    example = (
        {
            "reference": "west-bases",
            "provision": "Bases in the west",
            "places": 24,
            "definition": "Places for children with an EHCP",
            "stage": "Planned",
        },
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        milestone = Link(Milestone, "milestone.reference", also=("slug",))
        return (
            Column("reference", AddressCell(), required=True, never_empty=True, field="slug"),
            Column("provision", TextCell(160)),
            STRAND,
            Column("milestone", TextCell(60), link=milestone, help="A milestone's reference"),
            Column(
                "area",
                TextCell(120),
                link=Link(Area, "area.slug", also=("name",)),
                help="An area's address or name",
            ),
            Column("places", CountCell(), marker_field="places_marker"),
            Column("definition", TextCell(4000, lines=True), help="What is counted"),
            Column("stage", ChoiceCell(dict(PlacesStage.choices))),
            Column("when_words", TextCell(120), help="When, in the words of its source"),
            *(Column(name, PartialDateCell()) for name in STEPS),
            FIGURE_BASIS,
            SOURCE,
        )

    def published_rows(self, rows: Iterable[PlacesRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            marker = row.marker.value if row.marker else ""
            yield self.export_row(row) | {"places": CountCell().export(row.places, marker)}
