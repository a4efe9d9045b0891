"""The file that finance takes: the DSG deficit as reported, month by month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from finance.models import DeficitBasis, MonthlyPosition, PositionStatus
from finance.snapshot import POSITIONS, PositionRow
from sendprog.loads.cell_parsers import Choice, MonthCell, Text
from sendprog.loads.kinds import Column, Part, Row, Wrong, cells, register
from sendprog.loads.monthly import MonthlyKind
from sendprog.loads.numbers import Pounds
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.values.periods import Month
from sendprog.values.wording import pounds_in_text

# Published figures are rounded to £0.1 million: three of them may be this far from their sum.
ROUNDING = Decimal(150_000)
BASES = {DeficitBasis.GROSS: "gross", DeficitBasis.AFTER_COUNCIL: "after council", DeficitBasis.NET: "net"}
REQUIRED = ("planned_in_year_deficit", "forecast_in_year_deficit", "cumulative_deficit")
BASIS_COLUMN = "basis"
IS_INFERRED = "cumulative_basis_is_inferred"
# What a snapshot's row calls the columns that it names otherwise.
AS_PUBLISHED = {
    "planned_in_year_deficit": "planned",
    "forecast_in_year_deficit": "forecast",
    "cumulative_deficit": "cumulative",
}


def cumulative_follows(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[Wrong]:
    """Opening balance + forecast + adjustments - contributions is the cumulative deficit; without them, both move alike."""
    forecast, cumulative = now.get("forecast_in_year_deficit"), now.get("cumulative_deficit")
    if forecast is None or cumulative is None:
        return
    if now.get("opening_balance") is not None:
        paid = [now.get(name) or Decimal(0) for name in ("department_contribution", "council_contribution")]
        follows = now["opening_balance"] + forecast + (now.get("adjustments") or Decimal(0)) - sum(paid)
        if abs(follows - cumulative) > ROUNDING:
            yield (
                "cumulative_deficit",
                f"{in_words(cumulative)} does not follow: opening balance, forecast, adjustments and contributions come to "
                f"{in_words(follows)}. Is this right?",
            )
        return
    was = before or {}
    if (
        was.get("forecast_in_year_deficit") is None
        or was.get("cumulative_deficit") is None
        or now["month"].month == 4
    ):
        return
    moved, moved_in_all = forecast - was["forecast_in_year_deficit"], cumulative - was["cumulative_deficit"]
    if abs(moved - moved_in_all) > ROUNDING:
        yield (
            "cumulative_deficit",
            f"It moved by {in_words(moved_in_all)} since last month, the forecast by {in_words(moved)}. Is this right?",
        )


def in_words(pounds: Decimal) -> str:
    return pounds_in_text(pounds)


def plan_changed(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterable[Wrong]:
    """A plan is agreed for a year: another figure than last month's, in the same year, is a new version of it."""
    name = "planned_in_year_deficit"
    was, planned = (before or {}).get(name), now.get(name)
    if was is not None and planned is not None and was != planned and now["month"].month != 4:
        yield (
            name,
            f"The plan was {in_words(was)} last month and is {in_words(planned)} now: was a new plan agreed?",
        )


def low_before_high(values: Mapping[str, Any]) -> Iterable[Wrong]:
    low, high = values.get("forecast_low"), values.get("forecast_high")
    if low is not None and high is not None and low > high:
        yield "forecast_low", "the lowest forecast is above the highest: swap them"


def amounts() -> list[Column]:
    """The money columns, the required first. A contribution or an adjustment may be small."""
    others = [
        name for name in MonthlyPosition.figures if name not in (*REQUIRED, "projected_cumulative_deficit")
    ]
    large = Pounds()
    small = Pounds(smallest=100, few=0)
    smaller = {
        "department_contribution",
        "council_contribution",
        "adjustments",
        "reported_variance",
        "block_transfer",
    }
    return [
        Column(
            name,
            small if name in smaller else large,
            help=str(MonthlyPosition._meta.get_field(stored(name)).verbose_name).capitalize(),
            required=name in REQUIRED,
            field=stored(name),
        )
        for name in (*REQUIRED, *others)
    ]


def stored(name: str) -> str:
    return "projected_cumulative_deficit" if name == "cumulative_deficit" else name


@register
class PositionsKind(MonthlyKind):
    """The deficit of the high needs block, as reported at a month."""

    slug = "dsg"
    title = "DSG deficit"
    model = MonthlyPosition
    section = POSITIONS
    fixed = {"block": "High needs"}
    rules = (low_before_high,)
    follows = (cumulative_follows, plan_changed)
    jumps = dict.fromkeys(REQUIRED, 1_000_000)
    notes = (
        "One row a month, in pounds. A deficit is positive, a surplus has a minus.",
        "cumulative_deficit is what is projected for the coming 31 March.",
        "basis says which contributions are taken off it: gross, after council or net. Without it, last month's is kept.",
    )
    example = ({"month": "2024-11", **dict.fromkeys(REQUIRED)},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        month = Column("month", MonthCell(until), required=True, needed=True)
        return (
            month,
            *amounts(),
            Column(BASIS_COLUMN, Choice(BASES), field="cumulative_basis", help="Of the cumulative deficit"),
            Column(
                "basis_is_inferred",
                YES_OR_NO,
                field=IS_INFERRED,
                help="yes where the report does not name that basis",
            ),
            Column(
                "in_year_basis", Choice(BASES), help="Of the in-year figures: gross, unless another is given"
            ),
            Column("status", Choice(dict(PositionStatus.choices)), help="Forecast, unless another is given"),
            FIGURE_BASIS,
            Column("note", Text(300), help="What a reader must know of this month."),
            SOURCE,
        )

    def parts(self, rows: Sequence[Row], *, lock: bool) -> list[list[Part]]:
        """A cumulative deficit names its basis: the file's, else the record's, else the one before's, marked as inferred."""
        parts = super().parts(rows, lock=lock)
        last = (
            MonthlyPosition.objects.filter(**self.fixed).exclude(cumulative_basis="").order_by("month").last()
        )
        inferred = last.cumulative_basis if last else DeficitBasis.GROSS.value
        for row, (part,) in zip(rows, parts, strict=True):
            values = part.values
            if row.value(BASIS_COLUMN):
                values[IS_INFERRED] = bool(row.value("basis_is_inferred"))
                continue
            values.pop(IS_INFERRED, None)
            if part.record.cumulative_basis:
                values.pop("cumulative_basis", None)
            elif values.get("projected_cumulative_deficit") is not None:
                values |= {"cumulative_basis": inferred, IS_INFERRED: True}
        return parts

    def published(self, rows: Iterable[PositionRow]) -> Iterator[Mapping[str, Any]]:
        columns = [
            replace(column, field=AS_PUBLISHED.get(column.name, column.field)) for column in self._columns[1:]
        ]
        for row in rows:
            if row.block == self.fixed["block"]:
                yield {"month": row.month.iso} | cells(columns, row)
