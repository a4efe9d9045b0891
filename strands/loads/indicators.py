"""Files of returns on indicators."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sendprog.loads.as_stored import keep_stored_texts
from sendprog.loads.cell_parsers import ParsedCell
from sendprog.loads.cross_checks import (
    formatted_number,
    formatted_pounds,
    rate_questions,
    scale_question,
)
from sendprog.loads.date_cells import MonthCell, WindowCell
from sendprog.loads.kinds import (
    ANY_MONTH,
    NO_FIELD,
    Column,
    FileKind,
    FileWarning,
    ParsedRow,
    RowRecord,
    RuleProblem,
    clear_read_with,
    export_cells,
    field_values,
    register_kind,
)
from sendprog.loads.messages import Message
from sendprog.loads.number_cells import RawNumberCell
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.values.markers import Marker
from sendprog.values.periods import Month, quoted
from sendprog.values.units import Unit
from sendprog.values.wording import QUALIFIERS, day
from strands.choices import ReturnState
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.loads.headings import INDICATORS_HEADINGS
from strands.loads.own_units import (
    export_in_unit,
    is_beside_a_number,
    marker_of,
    misplaced_markers,
    parse_in_unit,
)
from strands.models import Indicator, IndicatorReturn
from strands.snapshot import INDICATORS

# The columns of numbers in the indicator's own unit, which the file does not say.
OWN_UNIT = ("value", "low", "high", "numerator", "denominator", "comparison_value")
OWN_UNIT_COLUMNS = {name: Column(name, RawNumberCell(), field=NO_FIELD) for name in OWN_UNIT}
INDICATOR_COLUMN = Column(
    "indicator",
    TextCell(200),
    required=True,
    never_empty=True,
    field=NO_FIELD,
    help="The address or the name of the indicator",
)
FIGURE_COLUMNS = (
    Column("value", RawNumberCell(), required=True, field=NO_FIELD, keeps_marker=True),
    Column("low", RawNumberCell(), field=NO_FIELD, keeps_marker=True),
    OWN_UNIT_COLUMNS["high"],
    OWN_UNIT_COLUMNS["numerator"],
    OWN_UNIT_COLUMNS["denominator"],
    Column("why_no_value", TextCell(160), field="missing", help="In words, where there is none"),
    Column("qualifier", ChoiceCell({word: word for word in QUALIFIERS}, may_be_cleared=True)),
)
WINDOW_COLUMNS = (
    Column("window_from", WindowCell(), field="first"),
    Column("window_to", WindowCell(is_last=True), field="last"),
    Column("window_words", TextCell(160), help="What the source says of the window"),
)
COMPARISON_COLUMNS = (
    OWN_UNIT_COLUMNS["comparison_value"],
    Column("comparison_from", WindowCell(), field="comparison_first"),
    Column("comparison_to", WindowCell(is_last=True), field="comparison_last"),
    Column("comparison_words", TextCell(160)),
)
OTHER_COLUMNS = (
    Column("projected", YES_OR_NO, help="yes where it is projected, not actual"),
    Column(
        "state", ChoiceCell(dict(ReturnState.choices)), help="Final, unless provisional is given"
    ),
    FIGURE_BASIS,
    Column("beside", TextCell(4000, lines=True), help="What must be read beside the figure"),
    Column("note", TextCell(300)),
    SOURCE,
)


def windows_in_order(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    for first, last in (("window_from", "window_to"), ("comparison_from", "comparison_to")):
        if values.get(first) and values.get(last) and values[first] > values[last]:
            yield last, f"this is before {first}: swap the two days"


def is_jump(before: Decimal | None, value: Decimal | None) -> bool:
    """Whether a value is over twice, or under half, the one before it; False without one."""
    if not before or value is None:
        return False
    return max(abs(before), abs(value)) > 2 * min(abs(before), abs(value))


def indicators_named(texts: Collection[str]) -> dict[str, list[Indicator]]:
    """By each text, the indicator with that address, else those with that name in any case."""
    slugs: dict[str, Indicator] = {}
    names: dict[str, list[Indicator]] = {}
    for indicator in Indicator.objects.all():
        slugs[indicator.slug] = indicator
        names.setdefault(plain_name(indicator.name), []).append(indicator)
    return {
        text: [slugs[text]] if text in slugs else names.get(plain_name(text), []) for text in texts
    }


def plain_name(text: str) -> str:
    """A name to be compared, in any capitals and with any spaces between its words."""
    return " ".join(text.split()).casefold()


@register_kind
class IndicatorsKind(FileKind):
    """Returns on indicators: one for each indicator, month of the report and window."""

    slug = "indicators"
    title = "Indicators"
    one_row = "indicator's month"
    model = IndicatorReturn
    name_column = "indicator"
    section = INDICATORS
    subject = "indicator"
    usual_headings = INDICATORS_HEADINGS
    key = ("indicator", "month", "window_to")
    read_with = {"value": ("qualifier", "low", "high", "numerator", "denominator")}
    rules = (windows_in_order,)
    notes = (
        "One row for each indicator and month of the report. "
        "indicator is its address, for example attendance-rate, or its name.",
        "Give a value, or a range (low and high), "
        "or [x] not available, [z] not applicable or [c] suppressed in value.",
        "window_from and window_to say which days the figure covers; "
        "leave both empty where the source does not.",
    )
    example = ({"indicator": "attendance-rate", "month": "2025-05", "value": "91.5"},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column(
            "month",
            MonthCell(until),
            required=True,
            never_empty=True,
            field=NO_FIELD,
            help="The month of the report",
        )
        figures = (*FIGURE_COLUMNS, *WINDOW_COLUMNS, *COMPARISON_COLUMNS)
        return (INDICATOR_COLUMN, month, *figures, *OTHER_COLUMNS)

    def complete_row(self, row: ParsedRow) -> None:
        """A period under window_from gives both ends of the window, where window_to is empty."""
        for first, last in (("window_from", "window_to"), ("comparison_from", "comparison_to")):
            beginning = row.cells.get(first)
            if beginning and beginning.until and row.value(last) is None and last not in row.failed:
                row.cells[last] = ParsedCell(beginning.until, understood=day(beginning.until))

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        known = indicators_named({row.value("indicator") for row in rows})
        for row in rows:
            text = row.value("indicator")
            named = known[text]
            if len(named) != 1:
                wrong = (
                    "two indicators have this name: write the address of one."
                    if named
                    else "no indicator has this address or name: correct it, or add the indicator "
                    "(Records, Indicators)."
                )
                yield Message(found=quoted(text), row=row.number, column="indicator", wrong=wrong)
                continue
            (indicator,) = named
            if indicator.slug != text:
                slug = indicator.slug
                row.cells["indicator"] = ParsedCell(slug, understood=slug)
            row.resolved = {"indicator": indicator, "values": {}}
            yield from self.resolve_numbers(row, Unit(indicator.unit))

    def resolve_numbers(self, row: ParsedRow, unit: Unit) -> Iterator[Message]:
        """Parse the numbers in the indicator's unit, then check them together."""
        problems = list(parse_in_unit(row, OWN_UNIT, unit))
        yield from problems
        if not problems:
            yield from self.resolve_missing(row)
            yield from self.check_pairs(row)

    def resolve_missing(self, row: ParsedRow) -> Iterator[Message]:
        """Set the marker and why there is no value.

        A value, a whole range or a reason: one of them.
        """
        yield from misplaced_markers(row)
        values, marker = row.resolved["values"], marker_of(row)
        present = [values.get(name) is not None for name in ("value", "low", "high")]
        reason = row.value("why_no_value") or (Marker(marker).label.capitalize() if marker else "")
        values["marker"] = marker
        if reason and not any(present):
            values["missing"] = reason
        elif present in ([True, False, False], [False, True, True]):
            values["missing"] = ""
        else:
            wrong = "Give a value, or both low and high, or [x] where it is not available."
            yield Message(row=row.number, column="value", wrong=wrong)

    def check_pairs(self, row: ParsedRow) -> Iterator[Message]:
        """The range in order; a denominator with its numerator."""
        values = row.resolved["values"]
        low, high = values.get("low"), values.get("high")
        if low is not None and high is not None and low > high:
            wrong = "The lowest is above the highest: swap the two."
            yield Message(row=row.number, column="low", wrong=wrong)
        if values.get("denominator") is not None and values.get("numerator") is None:
            wrong = "There is a denominator without its numerator: give both."
            yield Message(row=row.number, column="numerator", wrong=wrong)

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        months = {row.value("month").first for row in rows}
        slugs = {row.value("indicator") for row in rows}
        stored = IndicatorReturn.objects.filter(reported_in__in=months, indicator__slug__in=slugs)
        stored = stored.select_related("indicator")
        if lock:
            stored = stored.select_for_update(of=("self",))
        by_key = {
            (record.indicator.slug, record.reported_in, record.last): record for record in stored
        }
        return [[self.row_record(row, by_key)] for row in rows]

    def row_record(self, row: ParsedRow, by_key: Mapping[tuple, IndicatorReturn]) -> RowRecord:
        month = row.value("month").first
        record = by_key.get((row.value("indicator"), month, row.value("window_to")))
        if record is None:
            record = IndicatorReturn(indicator=row.resolved["indicator"], reported_in=month)
        columns = self.columns(ANY_MONTH)
        keep_stored_texts(columns, row, record)
        values = field_values(columns, row) | row.resolved["values"]
        if not record._state.adding:
            clear_read_with(self, values, record)
        return RowRecord(record, values)

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        """A jump from the value of the month before, in this file or stored."""
        values = self.stored_values(rows)
        for row in rows:
            values[row.resolved["indicator"].pk, row.value("month").first] = row.resolved[
                "values"
            ].get("value")
        for row in rows:
            yield from self.value_warnings(row, values)

    def value_warnings(
        self, row: ParsedRow, values: Mapping[tuple[int, date], Decimal | None]
    ) -> Iterator[FileWarning]:
        """A value far from the nearest ones before and after, or against its parts or 100 per cent."""
        indicator, month, own = (
            row.resolved["indicator"],
            row.value("month").first,
            row.resolved["values"],
        )
        known = sorted(
            day for key, day in values if key == indicator.pk and values[key, day] is not None
        )
        earlier = [day for day in known if day < month][-1:]
        later = [day for day in known if day > month][:1]
        value = own.get("value")
        number_text = formatted_number
        if Unit(indicator.unit) is Unit.POUNDS:
            number_text = formatted_pounds
        for day_before in earlier:
            before = values[indicator.pk, day_before]
            if is_jump(before, value):
                numbers = f"{number_text(value)} after {number_text(before)}"
                wrong = f"{numbers} in {Month.containing(day_before)}: is this right?"
                yield FileWarning("jump", Message(row=row.number, column="value", wrong=wrong))
        for day_after in () if earlier else later:
            after = values[indicator.pk, day_after]
            if value is not None and (wrong := scale_question(value, None, after, number_text)):
                yield FileWarning("jump", Message(row=row.number, column="value", wrong=wrong))
        is_percent = Unit(indicator.unit) is Unit.PERCENT
        parts = own.get("numerator"), own.get("denominator")
        for wrong in rate_questions(value, *parts, is_percent=is_percent):
            yield FileWarning("share", Message(row=row.number, column="value", wrong=wrong))

    def row_of(self, record: IndicatorReturn) -> ParsedRow | None:
        cells = {"month": ParsedCell(Month.containing(record.reported_in))}
        for column in self.columns(ANY_MONTH):
            if column.stored_in != NO_FIELD:
                cells[column.name] = ParsedCell(getattr(record, column.stored_in))
        values = {name: getattr(record, name) for name in OWN_UNIT}
        return ParsedRow(0, cells, resolved={"indicator": record.indicator, "values": values})

    def field_of(self, column: str, fields: Mapping[str, str]) -> str:
        return column if column in OWN_UNIT else super().field_of(column, fields)

    def stored_values(self, rows: Sequence[ParsedRow]) -> dict[tuple[int, date], Decimal | None]:
        """The stored values of the rows' indicators, by indicator's key and month of the report."""
        keys = {row.resolved["indicator"].pk for row in rows}
        stored = IndicatorReturn.objects.filter(indicator__in=keys).order_by("reported_in")
        return {(record.indicator_id, record.reported_in): record.value for record in stored}

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        for record in IndicatorReturn.objects.select_related("indicator"):
            yield self.export_return(record.indicator.slug, record)

    def published_rows(self, rows: Iterable[IndicatorRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            for return_row in row.returns:
                yield self.export_return(row.slug, return_row)

    def export_return(self, slug: str, record: IndicatorReturn | ReturnRow) -> dict[str, Any]:
        """The cells of a return, or of its row in a snapshot, which lacks some of the columns."""
        cells = {"indicator": slug, "month": f"{record.reported_in:%Y-%m}"}
        cells |= export_cells(self.columns(ANY_MONTH), record)
        cells |= export_in_unit(record, OWN_UNIT)
        marker = Marker(record.marker).value if record.marker else ""
        # A marker that goes beside a number stands beside a range's lowest.
        beside = "low" if record.value is None and is_beside_a_number(marker) else "value"
        cells[beside] = RawNumberCell().export(getattr(record, beside), marker)
        return cells
