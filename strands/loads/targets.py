"""Files of targets and comparators."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sendprog.loads.cross_checks import rate_questions
from sendprog.loads.date_cells import DayCell
from sendprog.loads.kinds import (
    NO_FIELD,
    Column,
    FileWarning,
    ParsedRow,
    RowRecord,
    RuleProblem,
    register_kind,
)
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import RawNumberCell
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.shared_columns import FIGURE_BASIS
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month, quoted
from sendprog.values.units import Unit
from strands.choices import TargetKind
from strands.loads.headings import TARGETS_HEADINGS
from strands.loads.own_units import export_in_unit, parse_in_unit
from strands.measure_units import NO_MEASURE, TARGET_VALUES, units_of_measures
from strands.models import PlacesScheme, Target
from strands.places_exemption import names_no_exempt_scheme
from strands.snapshot import TARGETS


def ends_after_it_begins(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("first") and values.get("last") and values["last"] < values["first"]:
        yield "last", "this is before first: swap the two days"


def expected_in_order(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    low, high = values.get("expected_low"), values.get("expected_high")
    if low is not None and high is not None and low > high:
        yield "expected_low", "the lowest expected is above the highest: swap the two"


@register_kind
class TargetsKind(RecordKind):
    """Targets, in the unit of their measure."""

    slug = "targets"
    title = "Targets"
    one_row = "target"
    model = Target
    section = TARGETS
    usual_headings = TARGETS_HEADINGS
    list_page = "measures"
    key = ("measure", "kind", "first")
    series = "first"
    needed = ("basis_text",)
    record_rules = (ends_after_it_begins, expected_in_order)
    read_with = {"value": ()}
    notes = (
        "One row for each target. measure is the address of what it is a target for, for example "
        "ehcp.twenty_week_rate. Its values are in the unit of that measure.",
        "Measure, kind and first say which target it is: another first day is another target.",
    )
    example: Any = (
        {
            "measure": "ehcp.twenty_week_rate",
            "kind": TargetKind.LOCAL.label,
            "first": "2025-04-01",
            "value": 60,
            "basis_text": "The programme board's target",
        },
    )

    def columns(self, until: Month) -> tuple[Column, ...]:
        labels = {name: Target._meta.get_field(name).verbose_name for name in TARGET_VALUES}
        return (
            Column("measure", TextCell(120), required=True, never_empty=True),
            Column("kind", ChoiceCell(dict(TargetKind.choices)), required=True, never_empty=True),
            Column("first", DayCell(), help="The first day on which it applies"),
            Column("last", DayCell(), help="The last day on which it applies"),
            *(
                Column(name, RawNumberCell(), field=NO_FIELD, help=str(label).capitalize())
                for name, label in labels.items()
            ),
            Column("basis_text", TextCell(4000, lines=True), help="What it rests on"),
            Column("set_by", TextCell(120, is_role=True), help="A role or a body"),
            FIGURE_BASIS,
        )

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        units = units_of_measures(visible_to(PlacesScheme.objects.all(), Audience.MEMBER))
        for row in rows:
            row.resolved["unit"] = units.get(row.value("measure"))
        yield from super().resolve(rows)

    def resolve_row(self, row: ParsedRow, record: Target | None) -> Iterator[Message]:
        unit = row.resolved["unit"]
        if unit is None and (record is None or not record.is_public):
            found = quoted(row.value("measure"))
            yield Message(found=found, row=row.number, column="measure", wrong=NO_MEASURE)
        else:
            yield from parse_in_unit(row, TARGET_VALUES, unit)

    def with_linked(self, records: Any) -> Any:
        is_public = names_no_exempt_scheme("measure", Audience.MEMBER)
        return super().with_linked(records).annotate(is_public=is_public)

    def whole_values(self, row: ParsedRow, record: Target | None) -> dict[str, Any]:
        stored = {name: getattr(record, name, None) for name in TARGET_VALUES}
        return stored | super().whole_values(row, record)

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        yield from super().warnings(rows, records)
        for row in rows:
            if row.resolved.get("unit") is Unit.PERCENT:
                value = row.resolved["values"].get("value")
                for wrong in rate_questions(value, None, None, is_percent=True):
                    yield FileWarning("share", Message(row=row.number, column="value", wrong=wrong))

    def field_of(self, column: str, fields: Mapping[str, str]) -> str:
        return column if column in TARGET_VALUES else super().field_of(column, fields)

    def stored_records(self) -> Any:
        return super().stored_records().filter(is_public=True)

    def export_row(self, record: Any) -> dict[str, Any]:
        return super().export_row(record) | export_in_unit(record, TARGET_VALUES)
