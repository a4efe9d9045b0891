"""The public functions of finance for other apps: its measures, readings, charts and sentence."""

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
# In pounds: by how much a published variance, which is rounded, may differ from forecast less plan.
ROUNDING = Decimal(100_000)

PositionReadings = dict[Measure, Reading]


# One reading of one position


def financial_year_of(row: PositionRow) -> Window:
    """The whole financial year of the position's month: the window of its in-year figures."""
    year = row.month.financial_year
    return Window(year.first, year.last, f"financial year {year.label}")


def position_reading(measure: Measure, row: PositionRow, value: Decimal | None, **fields: object) -> Reading:
    """A figure of one position as a reading, missing when `value` is None; `fields` override the defaults."""
    defaults = {
        "missing": NOT_IN_REPORT if value is None else "",
        "window": financial_year_of(row),
        "window_words": f"{row.month.financial_year.label}, as at {row.month.financial_label}",
        "as_at": row.month.last,
        "marker": row.marker,
        "basis": row.basis,
        "source": source_text(row.source or measure.source, row.loaded),
        "record": f"{row.block} position of {row.month.label}",
    }
    return Reading(measure=measure, value=value, **(defaults | fields))


def forecast_reading(row: PositionRow, before: PositionRow | None) -> Reading:
    """The forecast in-year deficit. Its variance to plan and its movement must be read beside it."""
    beside = [text for text in (variance_text(row), movement_text(row, before)) if text]
    note = row.in_year_basis.label.capitalize()
    return position_reading(FORECAST, row, row.forecast, beside="; ".join(beside), note=note)


def variance_text(row: PositionRow) -> str:
    """ "£20.4 million above plan"; "" where the variance is not known."""
    variance = variance_reading(row).value
    if variance is None:
        return ""
    if variance == 0:
        return "as planned"
    return f"{pounds_in_text(abs(variance))} {'above' if variance > 0 else 'below'} plan"


def movement_text(row: PositionRow, before: PositionRow | None) -> str:
    """ "up £5.8 million since Month 6 (September 2024)"; "" without an earlier report."""
    moved = metrics.movement_since(row.forecast, before.forecast) if before else None
    if before is None or moved is None:
        return ""
    change = "unchanged"
    if moved:
        change = f"{'up' if moved > 0 else 'down'} {pounds_in_text(abs(moved))}"
    return f"{change} since {before.month.financial_label}"


def planned_reading(row: PositionRow) -> Reading:
    return position_reading(PLANNED, row, row.planned, note=row.in_year_basis.label.capitalize())


def variance_reading(row: PositionRow) -> Reading:
    """The reported variance where one was published and fits the forecast and plan, else the computed one.

    A reported variance that differs by more than ROUNDING was published for another forecast or plan: the
    computed one is given then, and the note names the reported one.
    """
    computed = metrics.variance_to_plan(row.forecast, row.planned)
    reported = row.reported_variance
    note = "Forecast less plan"
    if reported is None:
        return position_reading(VARIANCE, row, computed, basis=Basis.COMPUTED, note=note)
    if computed is None or reported == computed:
        return position_reading(VARIANCE, row, reported, note=note)
    if abs(reported - computed) > ROUNDING:
        note = f"Forecast less plan; {VARIANCE.in_text(reported)} was reported for other figures"
        return position_reading(VARIANCE, row, computed, basis=Basis.COMPUTED, note=note)
    note = f"As reported; forecast less plan, both rounded, is {VARIANCE.in_text(computed)}"
    return position_reading(VARIANCE, row, reported, note=note)


def movement_reading(row: PositionRow, before: PositionRow | None) -> Reading:
    """The forecast less the one before it; missing without an earlier report."""
    moved = metrics.movement_since(row.forecast, before.forecast) if before else None
    if before is None or moved is None:
        return position_reading(MOVEMENT, row, None, missing="No earlier report to compare with")
    window = f"{before.month.financial_label} to {row.month.financial_label}"
    note = "This forecast less the last one"
    return position_reading(MOVEMENT, row, moved, basis=Basis.COMPUTED, window_words=window, note=note)


def cumulative_reading(row: PositionRow) -> Reading:
    when = f"At {day(coming_31_march(row))}"
    return position_reading(
        CUMULATIVE, row, row.cumulative, window_words=when, note=row.cumulative_basis_words
    )


def coming_31_march(row: PositionRow) -> date:
    return row.month.financial_year.last


def readings_of_position(row: PositionRow, before: PositionRow | None) -> PositionReadings:
    """Every measure's reading of a position; `before` is the position to compare with, or None."""
    return {
        FORECAST: forecast_reading(row, before),
        PLANNED: planned_reading(row),
        VARIANCE: variance_reading(row),
        MOVEMENT: movement_reading(row, before),
        CUMULATIVE: cumulative_reading(row),
    }


# The readings of a snapshot


def readings_by_position(rows: list[PositionRow]) -> list[PositionReadings]:
    """The readings of each row, compared with the row before if that is of the same block and year."""
    readings = []
    before = None
    for row in rows:
        if before and (before.block, before.month.financial_year) != (row.block, row.month.financial_year):
            before = None
        readings.append(readings_of_position(row, before))
        before = row
    return readings


def all_positions(snapshot: Snapshot) -> list[PositionRow]:
    """Block by block, oldest first."""
    return sorted(snapshot[POSITIONS], key=lambda row: (row.block, row.month))


def all_position_readings(snapshot: Snapshot) -> list[PositionReadings]:
    """The readings of every position, in the order of `all_positions`."""
    return snapshot.cached("finance.all_positions", lambda: readings_by_position(all_positions(snapshot)))


def headline_positions(snapshot: Snapshot) -> list[PositionRow]:
    """The positions of the high needs block, or of the first block where there is none; oldest first."""
    rows = all_positions(snapshot)
    blocks = [row.block for row in rows]
    if not blocks:
        return []
    block = HIGH_NEEDS if HIGH_NEEDS in blocks else blocks[0]
    return [row for row in rows if row.block == block]


def headline_position_readings(snapshot: Snapshot) -> list[PositionReadings]:
    """The readings of each of the headline positions, oldest first."""
    return snapshot.cached(
        "finance.headline_positions", lambda: readings_by_position(headline_positions(snapshot))
    )


def latest_position(snapshot: Snapshot) -> PositionReadings:
    """The readings of the last headline position; empty before the first."""
    readings = headline_position_readings(snapshot)
    return readings[-1] if readings else {}


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app."""
    return list(MEASURES)


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure."""
    return list(latest_position(snapshot).values())


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first within a block; empty when the measure is not of this app."""
    readings = []
    for position in all_position_readings(snapshot):
        readings += [reading for measure, reading in position.items() if measure.address == address]
    return readings


def read(snapshot: Snapshot, address: str, window: Window | None = None) -> Reading | None:
    """The headline figure of a month, or without a window the last reported; None when there is none."""
    readings = []
    for position in headline_position_readings(snapshot):
        for measure, reading in position.items():
            if measure.address == address and not reading.missing:
                readings.append(reading)
    if window is not None:
        readings = [reading for reading in readings if is_of_month(reading, window)]
    return readings[-1] if readings else None


def is_of_month(reading: Reading, window: Window) -> bool:
    """Whether the window is the one month at whose end the reading was reported."""
    return window.months == 1 and reading.as_at == window.last


def forecasts_this_year(snapshot: Snapshot) -> list[tuple[Month, Reading]]:
    """The forecasts reported in the latest financial year, oldest first."""
    rows = headline_positions(snapshot)
    readings = headline_position_readings(snapshot)
    return [
        (row.month, position[FORECAST])
        for row, position in zip(rows, readings, strict=True)
        if row.month.financial_year == rows[-1].month.financial_year
    ]


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The chart of the deficit by its name; empty before the first position."""
    forecasts = forecasts_this_year(snapshot)
    if not forecasts:
        return {}
    plan = latest_position(snapshot)[PLANNED]
    return {"deficit": deficit_chart(forecasts, plan, place=place, is_plain=is_plain(snapshot))}


def sentence(snapshot: Snapshot) -> str:
    """The forecast deficit in a sentence, with its variance to plan and its movement, each by its name."""
    reading = latest_position(snapshot).get(FORECAST)
    if reading is None or reading.value is None:
        return "No position of the Dedicated Schools Grant has been loaded."
    beside = f", {reading.beside}" if reading.beside else ""
    made_up = f" {reading.basis.label}." if reading.is_illustrative else ""
    begins = f"The deficit is forecast to grow by {reading.in_words} this year"
    if is_plain(snapshot):
        begins = f"{reading.measure.label}, {reading.when}: {reading.in_words}"
    return f"{begins} before any contributions{beside}.{made_up}"
