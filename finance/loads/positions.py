"""Kinds of file of finance: the DSG deficit, month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from finance.loads.amounts import BASES, QUALIFIER, amount_columns, amount_rule
from finance.loads.headings import POSITIONS_HEADINGS, POSITIONS_LABELS
from finance.loads.position_rules import (
    YEAR_COLUMN,
    cumulative_adds_up,
    in_year_basis_question,
    low_before_high,
    outturns_are_of_ended_years,
    plan_changed,
    qualified_amounts_are_positive,
)
from finance.models import DeficitBasis, MonthlyPosition, PositionStatus, year_of_figures
from finance.snapshot import POSITIONS, PositionRow
from sendprog.loads.date_cells import FinancialYearCell, MonthCell
from sendprog.loads.kinds import (
    Column,
    FileWarning,
    ParsedRow,
    RowRecord,
    export_cells,
    register_kind,
)
from sendprog.loads.monthly import MonthlyKind
from sendprog.loads.number_cells import PoundsCell
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.values.frequency import Frequency
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.typed_amounts import SMALLEST_DEFICIT
from strands.choices import ReportedSeries
from strands.frequencies import stored_frequency

REQUIRED = ("planned_in_year_deficit", "forecast_in_year_deficit", "cumulative_deficit")
# Amounts that may be small without being a slip of units.
SMALL_AMOUNTS = {
    "department_contribution",
    "council_contribution",
    "adjustments",
    "reported_variance",
    "block_transfer",
}
# Amounts that may be "about" so much, or a range.
RANGES = ("planned_in_year_deficit", "opening_balance")
BASIS_COLUMN = "basis"
IS_INFERRED = "cumulative_basis_is_inferred"
# Columns whose field has another name in a snapshot's row.
AS_PUBLISHED = {
    "planned_in_year_deficit": "planned",
    "planned_in_year_deficit_qualifier": "planned_qualifier",
    "planned_in_year_deficit_to": "planned_to",
    "forecast_in_year_deficit": "forecast",
    "cumulative_deficit": "cumulative",
}


# The contributions that are taken off the
# figures, and words before two of them.
BASIS_COLUMNS = (
    Column(
        BASIS_COLUMN,
        ChoiceCell(BASES),
        field="cumulative_basis",
        help="Of the cumulative deficit",
    ),
    Column(
        "basis_is_inferred",
        YES_OR_NO,
        field=IS_INFERRED,
        help="yes where the source does not name that basis",
    ),
    Column(
        "in_year_basis",
        ChoiceCell(BASES),
        help="Of the in-year figures: not stated, unless another is given",
    ),
    *(
        column
        for name in RANGES
        for column in amount_columns(MonthlyPosition, name, PoundsCell(smallest=SMALLEST_DEFICIT))[
            1:
        ]
    ),
    Column("forecast_qualifier", QUALIFIER, help="A word before the forecast: about, at least."),
    Column("cumulative_qualifier", QUALIFIER, help="A word before the cumulative deficit."),
)


def year_of_row(row: ParsedRow) -> int:
    """The year of the row's figures: the stated one, else the month's own or, for an outturn, the
    last.
    """
    if row.value(YEAR_COLUMN) is not None:
        return row.value(YEAR_COLUMN)
    is_outturn = row.value("status") not in (None, "", PositionStatus.FORECAST)
    return year_of_figures(row.value("month"), is_outturn=is_outturn).start


def cell_of_amount(name: str, smallest: int) -> PoundsCell:
    """Only of a deficit is an amount below 0 a surplus."""
    if name not in SMALL_AMOUNTS:
        return PoundsCell(smallest=smallest)
    below_zero = "below plan" if name == "reported_variance" else ""
    return PoundsCell(smallest=smallest, few=0, below_zero=below_zero)


def position_columns() -> list[Column]:
    """The money columns, the required ones first."""
    optional = [
        name
        for name in MonthlyPosition.figures
        if name not in (*REQUIRED, "projected_cumulative_deficit")
    ]
    columns = []
    for name in (*REQUIRED, *optional):
        field = "projected_cumulative_deficit" if name == "cumulative_deficit" else name
        stored_in = MonthlyPosition._meta.get_field(field)
        column = Column(
            name,
            cell_of_amount(name, stored_in.smallest),
            help=str(stored_in.verbose_name).capitalize(),
            required=name in REQUIRED,
            field=field,
        )
        columns.append(column)
    return columns


@register_kind
class PositionsKind(MonthlyKind):
    """The reported deficit of the high needs block."""

    slug = "dsg"
    title = "DSG deficit"
    model = MonthlyPosition
    section = POSITIONS
    labels = POSITIONS_LABELS
    usual_headings = POSITIONS_HEADINGS
    fixed = {"block": "High needs"}
    rules = (
        *map(amount_rule, RANGES),
        low_before_high,
        qualified_amounts_are_positive,
        outturns_are_of_ended_years,
    )
    sequence_rules = (cumulative_adds_up, plan_changed)
    jumps = dict.fromkeys(REQUIRED, 1_000_000)
    read_with = {
        **{name: (f"{name}_qualifier", f"{name}_to") for name in RANGES},
        "forecast_in_year_deficit": ("forecast_qualifier",),
        "projected_cumulative_deficit": ("cumulative_qualifier",),
    }
    notes = (
        "One row a month, in pounds. A deficit is positive, a surplus has a minus. An outturn of the year "
        "before has a row of its own beside the month's forecast.",
        "cumulative_deficit is the balance at 31 March, projected or, with an outturn, as it was.",
        "basis says which contributions are taken off it: gross, after council, net or not stated. "
        "Without it, last month's is used.",
        "in_year_basis says it of the plan and the forecast. Without it, pages say “basis not stated”.",
    )
    example = ({"month": "2025-05", **dict.fromkeys(REQUIRED)},)

    def frequency(self) -> Frequency:
        return stored_frequency(ReportedSeries.DSG) or Frequency.MONTHLY

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column("month", MonthCell(until), required=True, never_empty=True)
        return (
            month,
            *position_columns(),
            *BASIS_COLUMNS,
            Column(
                "status",
                ChoiceCell(dict(PositionStatus.choices)),
                help="Forecast, unless another is given",
            ),
            Column(
                YEAR_COLUMN,
                FinancialYearCell(),
                help="Of the figures. Empty: the month's own; for an outturn, the last year to end by then.",
            ),
            FIGURE_BASIS,
            Column("note", TextCell(300), help="What a reader must know of this month."),
            SOURCE,
        )

    def records(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        """Give a cumulative deficit its basis: the file's, else the record's, else the latest,
        inferred.
        """
        targets = self.targets(rows, lock=lock)
        with_figure = MonthlyPosition.objects.filter(
            **self.fixed, projected_cumulative_deficit__isnull=False
        )
        latest = with_figure.order_by("month").last()
        inferred = latest.cumulative_basis if latest else DeficitBasis.NOT_STATED.value
        is_inferred = inferred != DeficitBasis.NOT_STATED
        for row, (target,) in zip(rows, targets, strict=True):
            values = target.values
            if row.value(BASIS_COLUMN):
                values[IS_INFERRED] = bool(row.value("basis_is_inferred"))
                continue
            values.pop(IS_INFERRED, None)
            if target.record.projected_cumulative_deficit is not None:
                values.pop("cumulative_basis", None)
            elif values.get("projected_cumulative_deficit") is not None:
                values |= {"cumulative_basis": inferred, IS_INFERRED: is_inferred}
        return targets

    def targets(self, rows: Sequence[ParsedRow], *, lock: bool) -> list[list[RowRecord]]:
        """Each row's record: the stored one of its month and year, or a new one."""
        records = self.model.objects.filter(
            **self.fixed, month__in=[row.value("month").first for row in rows]
        )
        if lock:
            records = records.select_for_update(of=("self",))
        stored = {
            (Month.containing(record.month), record.financial_year): record for record in records
        }
        targets = []
        for row in rows:
            month, year = row.value("month"), year_of_row(row)
            record = stored.get((month, year)) or self.model(
                month=month.first, financial_year=year, **self.fixed
            )
            target = self.record_of(row, record)
            target.values.pop(YEAR_COLUMN, None)
            targets.append([target])
        return targets

    def warnings(
        self, rows: Sequence[ParsedRow], records: Sequence[Sequence[RowRecord]]
    ) -> Iterator[FileWarning]:
        yield from super().warnings(rows, records)
        last = (
            MonthlyPosition.objects.filter(**self.fixed, forecast_in_year_deficit__isnull=False)
            .order_by("month")
            .last()
        )
        basis = DeficitBasis(last.in_year_basis) if last else DeficitBasis.NOT_STATED
        for row, (target,) in zip(rows, records, strict=True):
            yield from in_year_basis_question(row, target, basis)

    def identity_of(self, row: ParsedRow) -> str:
        return f"{self.key_of(row)} {year_of_row(row)}"

    def key_of(self, row: ParsedRow) -> str:
        """ "2024-11", "2026-05 2025/26" where the figures are of another year than the month's own."""
        year = FinancialYear(year_of_row(row))
        return super().key_of(row) + ("" if self.is_compared(row) else f" {year}")

    def label_of(self, row: ParsedRow) -> str:
        year = FinancialYear(year_of_row(row))
        return super().label_of(row) + ("" if self.is_compared(row) else f" for {year}")

    def is_compared(self, row: ParsedRow) -> bool:
        """Whether the figures are of the month's own year: another year's are no step from a
        forecast.
        """
        return year_of_row(row) == row.value("month").financial_year.start

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        for record in self.model.objects.filter(**self.fixed):
            yield self.export_row(Month.containing(record.month), record)

    def published_rows(self, rows: Iterable[PositionRow]) -> Iterator[Mapping[str, Any]]:
        columns = [
            replace(column, field=AS_PUBLISHED.get(column.name, column.field))
            for column in self.value_columns
        ]
        for row in rows:
            if row.block == self.fixed["block"]:
                yield {"month": row.month.iso} | export_cells(columns, row)
