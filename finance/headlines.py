"""A door of finance: its measures and readings."""

from datetime import date
from decimal import Decimal

from finance import metrics
from finance.charts import deficit_chart
from finance.measures import CUMULATIVE, FORECAST, MEASURES, MOVEMENT, PLANNED, VARIANCE
from finance.snapshot import POSITIONS, PositionRow
from sendprog.charts.chart import Chart
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Reading, source_text
from sendprog.values.periods import Month, Window
from sendprog.values.wording import day, pounds_in_text

NOT_IN_REPORT = "Not in the report"
HIGH_NEEDS = "High needs"
# By how much rounded figures may differ from what follows from them, in pounds.
ROUNDING = Decimal(100_000)


def window_of(row: PositionRow) -> Window:
    """The financial year that the figure is about."""
    year = row.month.financial_year
    return Window(year.first, year.last, f"financial year {year.label}")


def as_reading(measure: Measure, row: PositionRow, value: Decimal | None, **more: object) -> Reading:
    """A figure of one month's position. What a position says of itself (month, source) travels with it."""
    told = {
        "window": window_of(row),
        "window_words": f"{row.month.financial_year.label}, as at {row.month.financial_label}",
        "as_at": row.month.last,
        "marker": row.marker,
        "basis": row.basis,
        "source": source_text(row.source or measure.source, row.loaded),
        "record": f"{row.block} position of {row.month.label}",
    }
    told["missing"] = NOT_IN_REPORT if value is None else ""
    return Reading(measure=measure, value=value, **(told | more))


def forecast(row: PositionRow, before: PositionRow | None) -> Reading:
    """The forecast, with the variance to plan and the movement beside it."""
    beside = [words for words in (against_plan(row), since(row, before)) if words]
    return as_reading(
        FORECAST, row, row.forecast, beside="; ".join(beside), note=row.in_year_basis.label.capitalize()
    )


def against_plan(row: PositionRow) -> str:
    """ "£20.4 million above plan"; empty where the variance is not known."""
    value = variance(row).value
    if value is None:
        return ""
    if value == 0:
        return "as planned"
    return f"{pounds_in_text(abs(value))} {'above' if value > 0 else 'below'} plan"


def since(row: PositionRow, before: PositionRow | None) -> str:
    """ "up £5.8 million since Month 6 (September 2024)"; empty without an earlier report."""
    moved = metrics.movement(row.forecast, before.forecast if before else None)
    if before is None or moved is None:
        return ""
    words = f"{'up' if moved > 0 else 'down'} {pounds_in_text(abs(moved))}" if moved else "unchanged"
    return f"{words} since {before.month.financial_label}"


def planned(row: PositionRow) -> Reading:
    return as_reading(PLANNED, row, row.planned, note=row.in_year_basis.label.capitalize())


def variance(row: PositionRow) -> Reading:
    """The reported variance where one was published, else worked out.

    Published figures are rounded and may differ by £0.1 million. One that differs by more does not belong to this forecast
    and plan, one of which was changed: it is then worked out, and says so.
    """
    worked_out = metrics.variance_to_plan(row.forecast, row.planned)
    reported = row.reported_variance
    note = "Forecast less plan"
    if reported is not None and worked_out is not None and abs(reported - worked_out) > ROUNDING:
        reported, note = (
            None,
            f"Forecast less plan; {VARIANCE.in_text(row.reported_variance)} was reported of other figures",
        )
    elif reported is not None and worked_out is not None and reported != worked_out:
        note = f"As reported; forecast less plan, both rounded, is {VARIANCE.in_text(worked_out)}"
    value, basis = (worked_out, Basis.COMPUTED) if reported is None else (reported, row.basis)
    return as_reading(VARIANCE, row, value, basis=basis, note=note)


def movement(row: PositionRow, before: PositionRow | None) -> Reading:
    value = metrics.movement(row.forecast, before.forecast if before else None)
    if before is None or value is None:
        return as_reading(MOVEMENT, row, None, missing="No earlier report to compare with")
    words = f"{before.month.financial_label} to {row.month.financial_label}"
    note = "This forecast less the last one"
    return as_reading(MOVEMENT, row, value, basis=Basis.COMPUTED, window_words=words, note=note)


def cumulative(row: PositionRow) -> Reading:
    when = f"At {day(coming_31_march(row))}"
    return as_reading(CUMULATIVE, row, row.cumulative, window_words=when, note=row.cumulative_basis_words)


def coming_31_march(row: PositionRow) -> date:
    return row.month.financial_year.last


def readings_of(row: PositionRow, before: PositionRow | None) -> dict[Measure, Reading]:
    """All five readings of one position, in the order of MEASURES."""
    return {
        FORECAST: forecast(row, before),
        PLANNED: planned(row),
        VARIANCE: variance(row),
        MOVEMENT: movement(row, before),
        CUMULATIVE: cumulative(row),
    }


def reports(snapshot: Snapshot) -> list[dict[Measure, Reading]]:
    """The readings of every position, block by block and oldest first."""
    return compared(sorted(snapshot[POSITIONS], key=lambda row: (row.block, row.month)))


def compared(rows: list[PositionRow]) -> list[dict[Measure, Reading]]:
    """Their readings, each beside the position before it of the same block and year."""
    found = []
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        comparable = before and (before.block, before.month.financial_year) == (
            row.block,
            row.month.financial_year,
        )
        found.append(readings_of(row, before if comparable else None))
    return found


def heading(snapshot: Snapshot) -> list[PositionRow]:
    """The positions of the block that the deficit is of, oldest first: the high needs block, or the one there is."""
    rows = sorted(snapshot[POSITIONS], key=lambda row: (row.block, row.month))
    return [row for row in rows if row.block == HIGH_NEEDS] or [
        row for row in rows if row.block == rows[0].block
    ]


def latest(snapshot: Snapshot) -> dict[Measure, Reading]:
    """The readings of the last position of that block; empty before the first."""
    found = compared(heading(snapshot))
    return found[-1] if found else {}


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    return list(MEASURES)


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure."""
    return list(latest(snapshot).values())


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first; empty where the measure is not of this app."""
    return [
        reading
        for report in reports(snapshot)
        for measure, reading in report.items()
        if measure.address == address
    ]


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """A figure as reported at one month; the last reported without a window. None where there is none."""
    series_of_block = (reading for report in compared(heading(snapshot)) for reading in report.values())
    known = [one for one in series_of_block if one.measure.address == address and not one.missing]
    if window is not None:
        known = [one for one in known if one.as_at == window.last and window.months == 1]
    return known[-1] if known else None


def this_year(snapshot: Snapshot) -> list[tuple[Month, Reading]]:
    """The forecasts reported in the latest financial year, oldest first."""
    rows = heading(snapshot)
    year = rows[-1].month.financial_year if rows else None
    return [(row.month, forecast(row, None)) for row in rows if row.month.financial_year == year]


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The room's chart, where there is a position to draw."""
    forecasts = this_year(snapshot)
    plan = latest(snapshot).get(PLANNED)
    drawn = deficit_chart(forecasts, plan, place=place, is_plain=is_plain(snapshot)) if forecasts else None
    return {"deficit": drawn} if drawn else {}


def sentence(snapshot: Snapshot) -> str:
    """Where the deficit stands, in a sentence: variance to plan and movement side by side, each by its name."""
    reading = latest(snapshot).get(FORECAST)
    if reading is None or reading.value is None:
        return "No position of the Dedicated Schools Grant has been loaded."
    beside = f", {reading.beside}" if reading.beside else ""
    made_up = f" {reading.basis.label}." if reading.is_illustrative else ""
    if is_plain(snapshot):
        return f"{reading.measure.label}, {reading.when}: {reading.in_words} before any contributions{beside}.{made_up}"
    return f"The deficit is forecast to grow by {reading.in_words} this year before any contributions{beside}.{made_up}"
