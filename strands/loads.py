"""The files that strands takes: returns on indicators, and milestones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sendprog.loads.cell_parsers import (
    ChoiceCell,
    DayCell,
    MonthCell,
    PartialDateCell,
    ReferenceCell,
    TextCell,
)
from sendprog.loads.kinds import (
    NO_FIELD,
    Column,
    FileKind,
    FileWarning,
    ParsedRow,
    RowRecord,
    RuleProblem,
    export_cells,
    field_values,
    register_kind,
)
from sendprog.loads.messages import Message
from sendprog.loads.numbers import RawNumberCell
from sendprog.loads.reference_kinds import ANY_MONTH, ReferenceKind
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.markers import Marker
from sendprog.values.measures import Unit
from sendprog.values.numbers import NumberError, parse_number
from sendprog.values.periods import Month, quoted
from sendprog.values.rag import Stage
from sendprog.values.wording import QUALIFIERS
from strands.choices import ReturnState, Room
from strands.models import Indicator, IndicatorReturn, Milestone, Strand
from strands.rows import IndicatorRow, MilestoneRow
from strands.snapshot import INDICATORS, MILESTONES

WHOLE_PROGRAMME = "whole-programme"
RESERVED = Milestone._meta.get_field("reference").reserved
# Figures of an indicator, in its own unit.
OWN_UNIT = ("value", "low", "high", "numerator", "denominator", "comparison_value")
SLUG = TextCell(60)


def windows_in_order(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    for first, last in (("window_from", "window_to"), ("comparison_from", "comparison_to")):
        if values.get(first) and values.get(last) and values[first] > values[last]:
            yield last, f"this is before {first}: swap the two days"


@register_kind
class IndicatorsKind(FileKind):
    """Returns on indicators: one a report and window."""

    slug = "indicators"
    title = "Indicators"
    one_row = "indicator's month"
    model = IndicatorReturn
    section = INDICATORS
    key = ("indicator", "month", "window_to")
    rules = (windows_in_order,)
    notes = (
        "One row for each indicator and month of the report. indicator is its address, for example attendance-rate.",
        "Give a value, or a range (low and high), or [x] not available, [z] not applicable or [c] suppressed in value.",
        "window_from and window_to say which days the figure covers; leave both empty where the source does not.",
    )
    example = ({"indicator": "an-indicators-address", "month": "2024-11", "value": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        own = {name: Column(name, RawNumberCell(), field=NO_FIELD) for name in OWN_UNIT}
        return (
            Column(
                "indicator",
                SLUG,
                required=True,
                never_empty=True,
                field=NO_FIELD,
                help="The address of the indicator",
            ),
            Column(
                "month",
                MonthCell(until),
                required=True,
                never_empty=True,
                field=NO_FIELD,
                help="The month of the report",
            ),
            Column("value", RawNumberCell(), required=True, field=NO_FIELD),
            *(own[name] for name in ("low", "high", "numerator", "denominator")),
            Column("why_no_value", TextCell(160), field="missing", help="In words, where there is none"),
            Column("qualifier", ChoiceCell({word: word for word in QUALIFIERS})),
            Column("window_from", DayCell(), field="first"),
            Column("window_to", DayCell(), field="last"),
            Column("window_words", TextCell(160), help="What the source says of the window"),
            own["comparison_value"],
            Column("comparison_from", DayCell(), field="comparison_first"),
            Column("comparison_to", DayCell(), field="comparison_last"),
            Column("comparison_words", TextCell(160)),
            Column("projected", YES_OR_NO, help="yes where it is projected, not actual"),
            Column("state", ChoiceCell(dict(ReturnState.choices)), help="Final, unless provisional is given"),
            FIGURE_BASIS,
            Column(
                "beside",
                TextCell(4000, lines=True),
                help="What the source says with it, and must be read beside it",
            ),
            Column("note", TextCell(300)),
            SOURCE,
        )

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        known = {
            one.slug: one
            for one in Indicator.objects.filter(slug__in={row.value("indicator") for row in rows})
        }
        for row in rows:
            indicator = known.get(row.value("indicator"))
            if indicator is None:
                wrong = "no indicator has this address: mend it, or make the indicator first (Records, Indicators)."
                yield Message(
                    found=quoted(row.value("indicator")), row=row.number, column="indicator", wrong=wrong
                )
                continue
            row.resolved = {"indicator": indicator, "values": {}}
            yield from self.in_its_unit(row, Unit(indicator.unit))

    def in_its_unit(self, row: ParsedRow, unit: Unit) -> Iterator[Message]:
        """Read the figures in the indicator's unit: a value, a range, or why there is none."""
        values: dict[str, Decimal | None] = row.resolved["values"]
        for name in OWN_UNIT:
            if name in row.cells:
                try:
                    text = row.value(name)
                    values[name] = parse_number(text, unit=unit) if text else None
                except NumberError as error:
                    yield Message(
                        found=quoted(row.value(name)), row=row.number, column=name, wrong=f"{error}."
                    )
                    return
        marker = row.cells["value"].marker
        given = [
            values.get("value") is not None,
            values.get("low") is not None,
            values.get("high") is not None,
        ]
        why = row.value("why_no_value") or (Marker(marker).label.capitalize() if marker else "")
        if why and given == [False, False, False]:
            row.resolved["values"] |= {"missing": why}
        elif given not in ([True, False, False], [False, True, True]):
            wrong = "Give a value, or both low and high, or [x] where it is not available."
            yield Message(row=row.number, column="value", wrong=wrong)
        else:
            row.resolved["values"] |= {"missing": ""}
        row.resolved["values"]["marker"] = marker
        if given[1] and given[2] and values["low"] > values["high"]:
            yield Message(
                row=row.number, column="low", wrong="The lowest is above the highest: swap the two."
            )
        if values.get("denominator") is not None and values.get("numerator") is None:
            yield Message(
                row=row.number,
                column="numerator",
                wrong="There is a denominator without its numerator: give both.",
            )

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        months = {row.value("month").first for row in rows}
        slugs = {row.value("indicator") for row in rows}
        stored = IndicatorReturn.objects.filter(
            reported_in__in=months, indicator__slug__in=slugs
        ).select_related("indicator")
        known = {
            (one.indicator.slug, one.reported_in, one.last): one
            for one in (stored.select_for_update(of=("self",)) if lock else stored)
        }
        return [[self.part(row, known)] for row in rows]

    def part(self, row: ParsedRow, known: Mapping[tuple, IndicatorReturn]) -> RowRecord:
        month = row.value("month").first
        record = known.get((row.value("indicator"), month, row.value("window_to")))
        made = record or IndicatorReturn(indicator=row.resolved["indicator"], reported_in=month)
        return RowRecord(made, field_values(self.columns(ANY_MONTH), row) | row.resolved["values"])

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        """A value more than twice, or less than half, the one reported before."""
        keys = {row.resolved["indicator"].pk for row in rows}
        latest: dict[int, list[IndicatorReturn]] = {}
        for one in IndicatorReturn.objects.filter(indicator__in=keys).order_by("reported_in"):
            latest.setdefault(one.indicator_id, []).append(one)
        given = {
            (row.resolved["indicator"].pk, row.value("month").first): row.resolved["values"].get("value")
            for row in rows
        }
        for row in rows:
            key, month = row.resolved["indicator"].pk, row.value("month")
            stored = {one.reported_in: one.value for one in latest.get(key, [])}
            was = given.get((key, month.previous.first), stored.get(month.previous.first))
            value = row.resolved["values"].get("value")
            if was and value is not None and max(abs(was), abs(value)) > 2 * min(abs(was), abs(value)):
                wrong = f"{value:,f} after {was:,f} in {month.previous}: is this right?"
                yield FileWarning("jump", Message(row=row.number, column="value", wrong=wrong))

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        for one in IndicatorReturn.objects.select_related("indicator"):
            yield self.export_return(one.indicator.slug, one)

    def published_rows(self, rows: Iterable[IndicatorRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            yield from (self.export_return(row.slug, one) for one in row.returns)

    def export_return(self, slug: str, one: Any) -> dict[str, Any]:
        """The cells of a return, or of its row in a snapshot, which lacks what readers don't see."""
        own = {
            name: RawNumberCell().export(getattr(one, name), "") for name in OWN_UNIT if hasattr(one, name)
        }
        named = {"indicator": slug, "month": f"{one.reported_in:%Y-%m}"}
        marker = Marker(one.marker).value if one.marker else ""
        return (
            named
            | export_cells(self.columns(ANY_MONTH), one)
            | own
            | {"value": RawNumberCell().export(one.value, marker)}
        )


def done_when_complete(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    """Done on a day, and only then."""
    if values.get("done_on") and values.get("stage", Stage.COMPLETE.value) != Stage.COMPLETE.value:
        yield (
            "done_on",
            "only a complete milestone has a day it was done: write stage Complete, or clear this",
        )
    if values.get("stage") == Stage.WITHDRAWN.value and not values.get("reason"):
        yield "reason", "a withdrawn milestone needs its reason: say why it was withdrawn"


@register_kind
class MilestonesKind(ReferenceKind):
    """Milestones: new ones, and what is said anew of those that are there."""

    slug = "milestones"
    title = "Milestones"
    one_row = "milestone"
    model = Milestone
    section = MILESTONES
    rules = (done_when_complete,)
    required_when_new = ("title",)
    notes = (
        "One row a milestone. Only the columns that the file holds are changed; an empty cell clears what was there.",
        f"strand is the strand's address, or {WHOLE_PROGRAMME}. A forecast that moves needs a reason.",
        "The dates first promised are not changed by a load: a manager promises anew on the milestone's own page.",
    )
    example = ({"reference": "a-milestones-reference", "title": "", "strand": WHOLE_PROGRAMME},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        long = TextCell(4000, lines=True)
        return (
            Column("reference", ReferenceCell(RESERVED), required=True, never_empty=True),
            Column("title", TextCell(200)),
            Column("strand", SLUG, field=NO_FIELD, help=f"A strand's address, or {WHOLE_PROGRAMME}"),
            Column(
                "room",
                ChoiceCell({room.value: room.label for room in Room if room}),
                help="The page of one without a strand",
            ),
            Column("stage", ChoiceCell({stage.value: stage.label for stage in Stage})),
            Column("stage_words", TextCell(200), help="The stage in the report's words"),
            Column("forecast", PartialDateCell()),
            Column("done_on", PartialDateCell(), field="actual"),
            Column("done_date_not_known", YES_OR_NO, field="actual_not_known"),
            Column("reason", long, help="Why the forecast or stage changes"),
            Column("owner", TextCell(120), help="A role, never a person's name"),
            Column("responsible_roles", long, help="One role a line"),
            Column("accountable_role", TextCell(120)),
            Column("success_criteria", long),
            Column("evidence", long),
            Column("description", long),
            FIGURE_BASIS,
            Column("note", TextCell(200)),
            SOURCE,
        )

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        self_strands = {strand.slug: strand for strand in Strand.objects.all()}
        for row in rows:
            row.resolved["strands"] = self_strands
        yield from super().resolve(rows)

    def resolve_row(self, row: ParsedRow, record: Milestone | None) -> Iterator[Message]:
        row.resolved["values"] = {}
        slug = row.value("strand")
        if slug and slug != WHOLE_PROGRAMME and slug not in row.resolved["strands"]:
            wrong = f"no strand has this address: write one of {', '.join(row.resolved['strands'])}, or {WHOLE_PROGRAMME}."
            yield Message(found=quoted(slug), row=row.number, column="strand", wrong=wrong)
        elif slug:
            row.resolved["values"]["strand"] = row.resolved["strands"].get(slug)
        if record is not None:
            yield from self.moved_without_reason(row, record)
        yield from self.complete_without_date(row, record)

    def moved_without_reason(self, row: ParsedRow, record: Milestone) -> Iterator[Message]:
        moved = (
            "forecast" in row.cells
            and record.forecast is not None
            and row.value("forecast") != record.forecast
        )
        if moved and not row.value("reason"):
            wrong = f"The forecast moves from {record.forecast}: give a reason."
            yield Message(row=row.number, column="reason", wrong=wrong)

    def complete_without_date(self, row: ParsedRow, record: Milestone | None) -> Iterator[Message]:
        stage = row.value("stage") or (record.stage if record else Stage.NOT_STATED.value)
        done = row.value("done_on") if "done_on" in row.cells else record and record.actual
        unknown = row.value("done_date_not_known")
        not_known = unknown if unknown is not None else record and record.actual_not_known
        if stage == Stage.COMPLETE.value and not done and not not_known:
            wrong = "A complete milestone needs the date it was done: give done_on, or write yes under done_date_not_known."
            yield Message(row=row.number, column="done_on", wrong=wrong)
        if stage != Stage.COMPLETE.value and (done or not_known):
            wrong = (
                "Only a complete milestone has a date it was done: write stage Complete, or clear the date."
            )
            yield Message(row=row.number, column="done_on", wrong=wrong)

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        slugs = dict(Strand.objects.values_list("pk", "slug"))
        for record in visible_to(Milestone.objects.all(), Audience.MEMBER):
            yield self.export_row(record) | {"strand": slugs.get(record.strand_id, WHOLE_PROGRAMME)}

    def published_rows(self, rows: Iterable[MilestoneRow]) -> Iterator[Mapping[str, Any]]:
        unknown = YES_OR_NO
        for row in rows:
            own = {
                "strand": row.strand or WHOLE_PROGRAMME,
                "done_date_not_known": unknown.export(row.is_done_unknown_when, ""),
            }
            yield self.export_row(row) | own
