"""The public functions of finance for other apps: its measures, readings, charts and sentence."""

from dataclasses import dataclass, replace
from decimal import Decimal

from finance import sentences
from finance.amounts import amount_of
from finance.charts import DeficitWording, deficit_chart
from finance.measures import CUMULATIVE, FORECAST, MEASURES, PLANNED, VARIANCE
from finance.readings import OTHER_MEASURES, PositionReadings, other_reading, readings_by_position
from finance.snapshot import PLANS, POSITIONS, PositionFigureRow, PositionRow
from finance.trajectory import trajectory_of
from finance.trajectory_chart import trajectory_chart
from sendprog.charts.chart_with_table import Chart
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.frequency import Frequency
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear, Month, Window
from sendprog.values.wording import upper_first
from strands.choices import ReportedSeries
from strands.frequencies import stated_frequency
from strands.targets import with_target

HIGH_NEEDS = "High needs"
TOTAL = "total"
# The labels of measures that hold both forecasts and outturns.
MIXED_LABELS = {
    FORECAST: "In-year deficit, forecast or outturn",
    CUMULATIVE: "Cumulative deficit, projected or outturn",
}
OUTTURN_LABELS = {FORECAST: "In-year deficit, outturn", CUMULATIVE: "Cumulative deficit, outturn"}


@dataclass(frozen=True)
class OtherFigure:
    """Another figure of a report, in words and in pounds."""

    reported_at: str
    block: str
    figure: str
    amount: str
    contributions: str
    basis: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    source: str


def all_positions(snapshot: Snapshot) -> list[PositionRow]:
    """Block by block and year by year, oldest first: an outturn comes before the next year's
    forecasts.
    """
    return sorted(snapshot[POSITIONS], key=lambda row: (row.block, row.financial_year, row.month))


def all_position_readings(snapshot: Snapshot) -> list[PositionReadings]:
    """The readings of every position, in the order of `all_positions`."""
    return snapshot.cached(
        "finance.all_positions",
        lambda: readings_by_position(all_positions(snapshot), names_block=has_blocks(snapshot)),
    )


def has_blocks(snapshot: Snapshot) -> bool:
    """Whether several blocks are loaded: each figure then names its own."""
    return len({row.block for row in snapshot[POSITIONS]}) > 1


def headline_block(blocks: list[str]) -> str:
    """The total where there is one, else high needs, else the first."""
    for block in blocks:
        if block.strip().lower() == TOTAL:
            return block
    return HIGH_NEEDS if HIGH_NEEDS in blocks else blocks[0]


def headline_positions(snapshot: Snapshot) -> list[PositionRow]:
    """The positions of the block that heads the pages, oldest first.

    Empty before the first position.
    """
    rows = all_positions(snapshot)
    if not rows:
        return []
    block = headline_block([row.block for row in rows])
    return [row for row in rows if row.block == block]


def headline_position_readings(snapshot: Snapshot) -> list[PositionReadings]:
    """The readings of each of the headline positions, oldest first."""
    rows = headline_positions(snapshot)
    block = rows[0].block if rows else None
    every = zip(all_positions(snapshot), all_position_readings(snapshot), strict=True)
    return [readings for row, readings in every if row.block == block]


def latest_basis_note(snapshot: Snapshot) -> str:
    """What "basis not stated" means, where the latest position has such a figure."""
    return sentences.not_stated_note(headline_positions(snapshot)[-1:])


def latest_position(snapshot: Snapshot) -> PositionReadings:
    """The readings of the last headline position; empty before the first."""
    readings = headline_position_readings(snapshot)
    latest = readings[-1] if readings else {}
    return {measure: with_target(reading, snapshot) for measure, reading in latest.items()}


def measures(snapshot: Snapshot) -> list[Measure]:
    """Every measure of this app, labelled for the forecasts, outturns or both that are loaded."""
    rows = snapshot[POSITIONS]
    kinds = {row.is_outturn for row in rows}
    kinds |= {not sentences.is_still_to_come(row, figure) for row in rows for figure in row.others}
    labels: dict[Measure, str] = {}
    if True in kinds:
        labels = MIXED_LABELS if False in kinds else OUTTURN_LABELS
    every = [*MEASURES, *extra_measures(snapshot)]
    return [replace(measure, label=labels.get(measure, measure.label)) for measure in every]


def other_figures(snapshot: Snapshot) -> list[OtherFigure]:
    """Every other figure in words, those of the last report first."""
    rows = sorted(
        snapshot[POSITIONS], key=lambda row: (row.month, row.financial_year), reverse=True
    )
    return [other_figure(row, figure) for row in rows for figure in row.others]


def other_figure(row: PositionRow, figure: PositionFigureRow) -> OtherFigure:
    return OtherFigure(
        reported_at=row.report_label,
        block=row.block,
        figure=sentences.other_figure_label(row, figure),
        amount=figure.amount_text,
        contributions=upper_first(sentences.contributions_text(figure.contributions)),
        basis=sentences.shown_basis(row).label,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        source=figure.source or row.source,
    )


def headlines(snapshot: Snapshot) -> list[Reading]:
    """The latest reading of each measure; of one that only some reports give, their last."""
    own = list(latest_position(snapshot).values())
    extra = [series(snapshot, measure.address) for measure in extra_measures(snapshot)]
    return own + [readings[-1] for readings in extra]


def extra_measures(snapshot: Snapshot) -> list[Measure]:
    """The measures that only some reports give, where one does."""
    kinds = {figure.kind for row in snapshot[POSITIONS] for figure in row.others}
    others = {OTHER_MEASURES[kind] for kind in kinds} - set(MEASURES)
    return sorted(others, key=lambda measure: measure.address)


def series(snapshot: Snapshot, address: str) -> list[Reading]:
    """Every reading of a measure, oldest first within a block.

    Empty when the measure is not of this app.
    """
    readings = []
    names_block = has_blocks(snapshot)
    for row, position in zip(all_positions(snapshot), all_position_readings(snapshot), strict=True):
        others = [other_reading(row, figure, names_block=names_block) for figure in row.others]
        every = [*position.values(), *others]
        readings += [reading for reading in every if reading.measure.address == address]
    return readings


def read(
    snapshot: Snapshot,
    address: str,
    window: Window | None = None,
    year: FinancialYear | None = None,
    basis: str = "",
) -> Reading | None:
    """The last headline figure, of all or of a financial year, or the one reported at a month.

    None when there is none, and where the report of that month has several: of two years, of which
    `year` is one, or on two bases, of which `basis` is one.
    """
    own, others = headline_figures(snapshot, address)
    if basis:
        own, others = [], [each for each in others if each.apart == basis]
    if window is None:
        readings = own or others
        return readings[-1] if readings else None
    for readings in (own, others):
        matching = [reading for reading in readings if is_of_window(reading, window, year)]
        if matching:
            latest = [each for each in matching if each.as_at == matching[-1].as_at]
            return latest[0] if len(latest) == 1 else None
    return None


def headline_figures(snapshot: Snapshot, address: str) -> tuple[list[Reading], list[Reading]]:
    """A measure's readings with a value: of the headline positions, and of the other figures of
    their reports.
    """
    own, others = [], []
    names_block = has_blocks(snapshot)
    for row, position in zip(
        headline_positions(snapshot), headline_position_readings(snapshot), strict=True
    ):
        own += position.values()
        others += [other_reading(row, figure, names_block=names_block) for figure in row.others]
    found = [
        [each for each in readings if each.measure.address == address and not each.missing]
        for readings in (own, others)
    ]
    return found[0], found[1]


def is_of_window(reading: Reading, window: Window, year: FinancialYear | None) -> bool:
    """Whether the window is the month at whose end the reading was reported, of that year where one
    is given, or the year that the reading is of.
    """
    if year is None and reading.window == window:
        return True
    is_of_year = year is None or reading.financial_year == year
    return is_of_year and window.months == 1 and reading.as_at == window.last


def positions_of_year(snapshot: Snapshot) -> list[PositionRow]:
    """The headline positions of the latest financial year, oldest first."""
    rows = headline_positions(snapshot)
    return [row for row in rows if row.financial_year == rows[-1].financial_year]


def forecasts_this_year(snapshot: Snapshot) -> list[tuple[Month, Reading]]:
    """The in-year figures of the latest financial year on the basis of the last, oldest first."""
    rows = positions_of_year(snapshot)
    readings = headline_position_readings(snapshot)[-len(rows) :] if rows else []
    return [
        (row.month, position[FORECAST])
        for row, position in zip(rows, readings, strict=True)
        if not sentences.basis_against(row.in_year_basis, rows[-1].in_year_basis)
    ]


def charts(snapshot: Snapshot, place: str) -> dict[str, Chart]:
    """The chart of the deficit by its name; empty before the first figure."""
    forecasts = forecasts_this_year(snapshot)
    if all(reading.value is None for _, reading in forecasts):
        return {}
    rows = positions_of_year(snapshot)
    last = rows[-1]
    drawn = [row for row in rows if row.month in dict(forecasts)]
    words = DeficitWording(
        subject=sentences.chart_subject(drawn),
        statuses=[row.status for row in drawn],
        basis=sentences.contributions_text(last.in_year_basis),
        block=last.block if has_blocks(snapshot) else "",
        left_out=len(rows) - len(drawn),
        has_new_plan=len({amount_of(row, "planned") for row in drawn} - {None}) > 1,
        year=last.financial_year,
        basis_notes=sorted(
            {sentences.shown_basis(row).note for row in drawn} - {"", Basis.FORECAST.label}
        ),
    )
    plan = latest_position(snapshot)[PLANNED]
    step = months_between_reports(snapshot)
    chart = deficit_chart(
        forecasts, plan, words, place=place, step=step, is_plain=is_plain(snapshot)
    )
    return {"deficit": chart}


def months_between_reports(snapshot: Snapshot) -> int | None:
    """As stated of the series, which comes every month where nobody has said; None: when it comes."""
    stated = stated_frequency(snapshot, ReportedSeries.DSG)
    return (stated or Frequency.MONTHLY).months


def trajectory(snapshot: Snapshot, place: str) -> Chart | None:
    """The chart of the cumulative deficit at each year's end; None without two years to draw."""
    rows, has_several = headline_positions(snapshot), has_blocks(snapshot)
    drawn = trajectory_of(rows, snapshot[PLANS], has_blocks=has_several)
    if drawn is None:
        return None
    block = rows[-1].block if has_several else ""
    return trajectory_chart(drawn, place=place, block=block, is_plain=is_plain(snapshot))


def last_with_figure(rows: list[PositionRow]) -> PositionRow | None:
    """The last position with an in-year figure; None where none has one."""
    return next((row for row in reversed(rows) if sentences.has_figure(row)), None)


def sentence(snapshot: Snapshot) -> str:
    """The latest in-year figure in a sentence, with its variance to plan and its movement, each by
    its name.

    Without one it says so, and gives what there is.
    """
    rows = headline_positions(snapshot)
    if not rows:
        return sentences.NOTHING_LOADED
    row, names_block = rows[-1], has_blocks(snapshot)
    if not sentences.has_figure(row):
        return sentences.missing_sentence(row, last_with_figure(rows), names_block=names_block)
    reading = latest_position(snapshot)[FORECAST]
    label = reading.measure.label if is_plain(snapshot) else ""
    return sentences.position_sentence(
        row, reading.beside, names_block=names_block, plain_label=label
    )


def attention_text(snapshot: Snapshot) -> str:
    """The latest in-year figure with its variance to plan, in one line.

    There must be a position.
    """
    row, reading = headline_positions(snapshot)[-1], latest_position(snapshot)[FORECAST]
    label = reading.measure.label if is_plain(snapshot) else ""
    return sentences.attention_text(
        row, reading.beside, names_block=has_blocks(snapshot), plain_label=label
    )


def variance_line(snapshot: Snapshot) -> str:
    """ "Forecast in-year deficit, 2025/26: £6.6 million above plan."; "" without a variance."""
    variance = latest_position(snapshot).get(VARIANCE)
    if variance is None or variance.value is None:
        return ""
    row, reading = headline_positions(snapshot)[-1], latest_position(snapshot)[FORECAST]
    words = sentences.variance_words(variance.value, row)
    text = f"{reading.measure.label}, {row.financial_year.label}: {words}."
    return f"{text}{sentences.basis_sentence(row)}"
