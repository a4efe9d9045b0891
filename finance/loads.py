"""Kinds of file of finance: the DSG deficit, month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finance.headings import POSITIONS_HEADINGS, POSITIONS_LABELS
from finance.models import DeficitBasis, MonthlyPosition, PositionStatus, year_of_figures
from finance.snapshot import POSITIONS, PositionRow
from sendprog.loads.date_cells import FinancialYearCell, MonthCell
from sendprog.loads.kinds import (
    Column,
    ParsedRow,
    RowRecord,
    RuleProblem,
    export_cells,
    register_kind,
)
from sendprog.loads.monthly import MonthlyKind
from sendprog.loads.numbers import PoundsCell
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.loads.text_cells import ChoiceCell, TextCell
from sendprog.values.frequency import Frequency
from sendprog.values.periods import FinancialYear, Month
from sendprog.values.wording import QUALIFIERS, pounds_in_text
from strands.choices import ReportedSeries
from strands.frequencies import stored_frequency

# Published figures are rounded to £0.1 million: a sum of three may differ by this much.
ROUNDING = Decimal(150_000)
MILLION = 1_000_000
QUALIFIER = ChoiceCell({word: word for word in QUALIFIERS})
BASES = {
    DeficitBasis.NOT_STATED: "not stated",
    DeficitBasis.GROSS: "gross",
    DeficitBasis.AFTER_COUNCIL: "after council",
    DeficitBasis.NET: "net",
}
REQUIRED = ("planned_in_year_deficit", "forecast_in_year_deficit", "cumulative_deficit")
# Amounts that may be small without being a slip of units.
SMALL_AMOUNTS = {
    "department_contribution",
    "council_contribution",
    "adjustments",
    "reported_variance",
    "block_transfer",
}
BASIS_COLUMN = "basis"
YEAR_COLUMN = "financial_year"
IS_INFERRED = "cumulative_basis_is_inferred"
# Columns whose field has another name in a snapshot's row.
AS_PUBLISHED = {
    "planned_in_year_deficit": "planned",
    "forecast_in_year_deficit": "forecast",
    "cumulative_deficit": "cumulative",
}


# The contributions that are taken off the figures, and words before two of them.
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
    Column("forecast_qualifier", QUALIFIER, help="A word before the forecast: about, at least."),
    Column("cumulative_qualifier", QUALIFIER, help="A word before the cumulative deficit."),
)


def cumulative_adds_up(
    now: Mapping[str, Any], before: Mapping[str, Any] | None
) -> Iterable[RuleProblem]:
    """The cumulative deficit is the opening balance + forecast + adjustments - contributions.

    The forecast, or neither figure, may have had some of the contributions taken off. Without an
    opening balance, it moves by as much as the forecast since last month, but for April.
    """
    forecast, cumulative = now.get("forecast_in_year_deficit"), now.get("cumulative_deficit")
    if forecast is None or cumulative is None:
        return
    if now.get("opening_balance") is not None:
        yield from balance_adds_up(now, forecast, cumulative)
        return
    earlier = before or {}
    earlier_forecast, earlier_cumulative = (
        earlier.get(name) for name in ("forecast_in_year_deficit", "cumulative_deficit")
    )
    if earlier_forecast is None or earlier_cumulative is None or now["month"].month == 4:
        return
    forecast_move, cumulative_move = forecast - earlier_forecast, cumulative - earlier_cumulative
    if abs(forecast_move - cumulative_move) > ROUNDING:
        yield (
            "cumulative_deficit",
            f"It moved by {pounds_in_text(cumulative_move)} since last month, "
            f"the forecast by {pounds_in_text(forecast_move)}. Is this right?",
        )


def balance_adds_up(
    now: Mapping[str, Any], forecast: Decimal, cumulative: Decimal
) -> Iterable[RuleProblem]:
    """The cumulative deficit of a row with an opening balance, whichever contributions it counts."""
    department, council = (
        now.get(f"{payer}_contribution") or 0 for payer in ("department", "council")
    )
    gross = now["opening_balance"] + forecast + (now.get("adjustments") or 0)
    expected = gross - department - council
    possible = (gross, gross - department, gross - council, expected)
    if all(abs(amount - cumulative) > ROUNDING for amount in possible):
        yield (
            "cumulative_deficit",
            f"{pounds_in_text(cumulative)} does not follow: opening balance, forecast, adjustments and "
            f"contributions come to {pounds_in_text(expected)}. Is this right?",
        )


def plan_changed(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[RuleProblem]:
    """A planned deficit that differs from last month's, in the same financial year."""
    name = "planned_in_year_deficit"
    earlier, planned = (before or {}).get(name), now.get(name)
    if earlier is None or planned is None or earlier == planned or now["month"].month == 4:
        return
    yield (
        name,
        f"The plan was {pounds_in_text(earlier)} last month and is {pounds_in_text(planned)} now: "
        "was a new plan agreed?",
    )


def low_before_high(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    low, high = values.get("forecast_low"), values.get("forecast_high")
    if low is not None and high is not None and low > high:
        yield "forecast_low", "the lowest forecast is above the highest: swap them"


def qualified_amounts_are_positive(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    amounts = {
        "forecast_qualifier": "forecast_in_year_deficit",
        "cumulative_qualifier": "cumulative_deficit",
    }
    for qualifier, amount in amounts.items():
        value = values.get(amount)
        if values.get(qualifier) and (value is None or value <= 0):
            yield (
                qualifier,
                f"this goes with a positive {amount} alone: give a range, or leave it empty",
            )


def outturns_are_of_ended_years(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    month, year = values.get("month"), values.get(YEAR_COLUMN)
    if year is None or month is None or values.get("status", "") in ("", PositionStatus.FORECAST):
        return
    ended = year_of_figures(month, is_outturn=True)
    if year > ended.start:
        yield (
            YEAR_COLUMN,
            f"an outturn of this month is of {ended} or an earlier year: later ones are forecasts",
        )


def year_of_row(row: ParsedRow) -> int:
    """The year of the row's figures: the stated one, else the month's own or, for an outturn, the
    last.
    """
    if row.value(YEAR_COLUMN) is not None:
        return row.value(YEAR_COLUMN)
    is_outturn = row.value("status") not in (None, "", PositionStatus.FORECAST)
    return year_of_figures(row.value("month"), is_outturn=is_outturn).start


def amount_columns() -> list[Column]:
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
            PoundsCell(smallest=stored_in.smallest, few=0 if name in SMALL_AMOUNTS else MILLION),
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
    rules = (low_before_high, qualified_amounts_are_positive, outturns_are_of_ended_years)
    sequence_rules = (cumulative_adds_up, plan_changed)
    jumps = dict.fromkeys(REQUIRED, 1_000_000)
    notes = (
        "One row a month, in pounds. A deficit is positive, a surplus has a minus. An outturn of the year "
        "before has a row of its own beside the month's forecast.",
        "cumulative_deficit is the balance at 31 March, projected or, with an outturn, as it was.",
        "basis says which contributions are taken off it: gross, after council, net or not stated. "
        "Without it, last month's is used.",
    )
    example = ({"month": "2024-11", **dict.fromkeys(REQUIRED)},)

    def frequency(self) -> Frequency:
        return stored_frequency(ReportedSeries.DSG) or Frequency.MONTHLY

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column("month", MonthCell(until), required=True, never_empty=True)
        return (
            month,
            *amount_columns(),
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
