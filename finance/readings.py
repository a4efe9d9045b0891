"""The readings of a position: each measure's value with its window, basis and sources. Pure."""

from dataclasses import replace
from decimal import Decimal

from finance import metrics, sentences
from finance.amounts import amount_of, range_text, reading_values
from finance.measures import CUMULATIVE, CUMULATIVE_VARIANCE, FORECAST, MOVEMENT, PLANNED, VARIANCE
from finance.models import FigureKind
from finance.snapshot import PositionFigureRow, PositionRow
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.measures import Measure, Reading, source_text
from sendprog.values.periods import Window
from sendprog.values.wording import day, upper_first

# In pounds: by how much a published variance, which is
# rounded, may differ from forecast less plan.
ROUNDING = Decimal(100_000)
# The measures whose label says that they are not
# final, by the word that an outturn leaves out.
UNCERTAIN = {FORECAST: "Forecast", CUMULATIVE: "Projected"}

# The measure that another figure of a report is of, by its kind.
OTHER_MEASURES = {
    FigureKind.IN_YEAR: FORECAST,
    FigureKind.CUMULATIVE: CUMULATIVE,
    FigureKind.CUMULATIVE_VARIANCE: CUMULATIVE_VARIANCE,
}

PositionReadings = dict[Measure, Reading]


def financial_year_of(row: PositionRow) -> Window:
    """The whole financial year of the position's month: the window of its in-year figures."""
    year = row.financial_year
    return Window(year.first, year.last, f"financial year {year.label}")


def measure_of(measure: Measure, row: PositionRow, *, names_block: bool = False) -> Measure:
    """The measure as the row's figure is called: with its status, and its block where several are
    loaded.
    """
    word = UNCERTAIN.get(measure)
    if word:
        label = sentences.measure_label(measure.label, word, row, names_block=names_block)
    else:
        label = f"{measure.label} ({row.block})" if names_block else measure.label
    return replace(measure, label=label)


def source_of(row: PositionRow, measure: Measure) -> str:
    return source_text(row.source or measure.source, row.loaded)


def position_reading(
    measure: Measure, row: PositionRow, value: Decimal | None, **fields: object
) -> Reading:
    """A figure of one position as a reading, missing when `value` is None; `fields` override the
    defaults.
    """
    basis = row.cumulative_basis if measure is CUMULATIVE else row.in_year_basis
    status = f", {sentences.status_noun(row)}" if row.is_outturn else ""
    defaults = {
        "missing": absent_text(row.basis) if value is None else "",
        "window": financial_year_of(row),
        "window_words": f"{row.financial_year.label}{status}, as at {row.month.financial_label}",
        "as_at": row.month.last,
        "marker": sentences.shown_marker(row),
        "basis": sentences.shown_basis(row),
        "source": source_of(row, measure),
        "record": f"{row.block} position of {row.month.label}{row.year_note}",
        "series": f"{row.block}, {row.financial_year}, {sentences.contributions_text(basis)}",
    }
    given = defaults | fields
    # The report's marker is of its values, such as [r],
    # or says why some are missing, such as [x].
    if row.marker and row.marker.means_no_value is not bool(given["missing"]):
        given["marker"] = None
    return Reading(measure=measure, value=value, **given)


def noted(*notes: str) -> str:
    """The notes that are not empty, as one text with a capital letter."""
    return upper_first("; ".join(note for note in notes if note))


def exact_forecast(row: PositionRow) -> Decimal | None:
    """The in-year figure for a difference; None where it is only "about" or "at least" an amount."""
    return None if row.forecast_qualifier else row.forecast


def exact_plan(row: PositionRow) -> Decimal | None:
    """The planned deficit for a difference; None where it is a range or only "about" an amount."""
    plan = amount_of(row, "planned")
    return plan.value if plan and plan.is_exact else None


def forecast_reading(row: PositionRow, before: PositionRow | None) -> Reading:
    """The in-year deficit. Its variance to plan and its movement must be read beside it."""
    low, high = row.forecast_low, row.forecast_high
    beside = "; ".join(text for text in (variance_text(row), movement_text(row, before)) if text)
    value_range = range_text(low, high)
    note = noted(sentences.contributions_text(row.in_year_basis))
    if row.forecast is not None:
        note, qualifier = noted(note, value_range), row.forecast_qualifier
        return position_reading(
            FORECAST, row, row.forecast, qualifier=qualifier, beside=beside, note=note
        )
    if low is not None and high is not None:
        return position_reading(
            FORECAST, row, None, missing="", low=low, high=high, beside=beside, note=note
        )
    missing = absent_text(row.basis)
    if value_range:
        missing = upper_first(value_range)
    elif row.marker and row.marker.means_no_value:
        missing = upper_first(sentences.missing_word(row))
    return position_reading(FORECAST, row, None, missing=missing, beside=beside, note=note)


def variance_text(row: PositionRow) -> str:
    """ "£20.4 million above plan"; "" where the variance is not known."""
    variance = variance_reading(row).value
    return "" if variance is None else sentences.variance_words(variance, row)


def movement_text(row: PositionRow, before: PositionRow | None) -> str:
    """ "up £5.8 million since Month 6 (September 2024)", or why the two can't be compared.

    "" without two.
    """
    if before is None or exact_forecast(row) is None or exact_forecast(before) is None:
        return ""
    differs = sentences.basis_against(row.in_year_basis, before.in_year_basis)
    if differs:
        return sentences.not_compared(differs, before)
    return sentences.movement_words(row.forecast - before.forecast, row, before)


def planned_reading(row: PositionRow) -> Reading:
    note = noted(sentences.contributions_text(row.in_year_basis))
    plan = amount_of(row, "planned")
    given = reading_values(plan) if plan else {}
    value = given.pop("value", None)
    if given.get("low") is not None:
        given["missing"] = ""
    return position_reading(PLANNED, row, value, note=note, **given)


def variance_reading(row: PositionRow) -> Reading:
    """The reported variance where one was published and fits the forecast and plan, else the
    computed one.

    Where the reported variance differs by more than ROUNDING, the computed one is given and the
    note names the reported one.
    """
    computed = metrics.variance_to_plan(exact_forecast(row), exact_plan(row))
    reported = row.reported_variance
    subject = "outturn" if row.is_outturn else "forecast"
    difference = f"{subject} less plan, {sentences.contributions_text(row.in_year_basis)}"
    note = upper_first(difference)
    if reported is None and is_inexact(row) and row.planned is not None:
        return position_reading(VARIANCE, row, None, missing=not_worked_out(row))
    if reported is None and sentences.has_figure(row) and exact_plan(row) != row.planned:
        return position_reading(VARIANCE, row, None, missing=plan_not_exact(row))
    if reported is None:
        return position_reading(VARIANCE, row, computed, basis=Basis.COMPUTED, note=note)
    if computed is None or reported == computed:
        return position_reading(VARIANCE, row, reported, note=note)
    if abs(reported - computed) > ROUNDING:
        note = f"{note}; {VARIANCE.in_text(reported)} was reported"
        return position_reading(VARIANCE, row, computed, basis=Basis.COMPUTED, note=note)
    note = f"As reported; {difference}, is {VARIANCE.in_text(computed)}"
    return position_reading(VARIANCE, row, reported, note=note)


def is_inexact(row: PositionRow) -> bool:
    """Whether the in-year figure is given, but not as one amount."""
    return sentences.has_figure(row) and exact_forecast(row) is None


def not_worked_out(row: PositionRow) -> str:
    """Why a difference is missing: "Not worked out: the forecast of May 2026 is given as “at
    least”".
    """
    if row.forecast is None:
        return f"Not worked out: {sentences.figure_of(row)} is not given as one amount"
    return f"Not worked out: {sentences.figure_of(row)} is given as “{row.forecast_qualifier}”"


def plan_not_exact(row: PositionRow) -> str:
    """Why a variance is missing: "Not worked out: the plan for 2025/26 is given as “about”"."""
    how = f"given as “{row.planned_qualifier}”" if row.planned_qualifier else "a range"
    return f"Not worked out: the plan for {row.financial_year} is {how}"


def movement_reading(row: PositionRow, before: PositionRow | None) -> Reading:
    """The forecast less the one before it; missing, with the reason, unless both are on one basis.

    `before` is the row's last one of its block and year with a forecast. The source names both
    reports'.
    """
    moved = metrics.movement_since(exact_forecast(row), exact_forecast(before)) if before else None
    if before is None or moved is None:
        reason = "No figure to compare with the last report's"
        if before is None:
            reason = f"No earlier figure of {row.financial_year.label} to compare with"
        elif sentences.has_figure(row):
            reason = not_worked_out(row if is_inexact(row) else before)
        return position_reading(MOVEMENT, row, None, missing=reason)
    differs = sentences.basis_against(row.in_year_basis, before.in_year_basis)
    if differs:
        return position_reading(MOVEMENT, row, None, missing=f"Not comparable: {differs}")
    window = f"{before.month.financial_label} to {row.month.financial_label}"
    subject = "outturn less the last figure" if row.is_outturn else "forecast less the last one"
    source = source_text(*sorted({source_of(row, MOVEMENT), source_of(before, MOVEMENT)}))
    return position_reading(
        MOVEMENT,
        row,
        moved,
        basis=Basis.COMPUTED,
        window_words=window,
        note=f"This {subject}, {sentences.contributions_text(row.in_year_basis)}",
        source=source,
    )


def cumulative_reading(row: PositionRow) -> Reading:
    """The cumulative deficit at the end of the financial year."""
    status = f", {sentences.status_noun(row)}" if row.is_outturn else ""
    when = f"At {day(row.financial_year.last)}{status}, reported at {row.month.financial_label}"
    note = noted(sentences.cumulative_basis_text(row))
    return position_reading(
        CUMULATIVE,
        row,
        row.cumulative,
        qualifier=row.cumulative_qualifier,
        window_words=when,
        note=note,
    )


def other_reading(
    row: PositionRow, figure: PositionFigureRow, *, names_block: bool = False
) -> Reading:
    """Another figure of the position's report as a reading, of the measure of its kind."""
    last_day = figure.as_at or figure.financial_year.last
    first_day = figure.financial_year.first if figure.kind is FigureKind.IN_YEAR else last_day
    basis = sentences.contributions_text(figure.contributions)
    label = sentences.other_figure_label(row, figure)
    if names_block:
        label = f"{label} ({row.block})"
    measure = replace(OTHER_MEASURES[figure.kind], label=label)
    given = {"low": figure.low, "high": figure.high}
    return position_reading(
        measure,
        row,
        figure.value,
        missing="",
        window=Window(first_day, last_day),
        window_words=sentences.other_figure_window(row, figure),
        qualifier=figure.qualifier,
        note=noted(basis),
        source=source_text(figure.source or row.source or measure.source, row.loaded),
        series=f"{row.block}, {basis}, {measure.label}",
        apart=str(figure.contributions.value),
        **given,
    )


def readings_of_position(
    row: PositionRow, before: PositionRow | None, *, names_block: bool = False
) -> PositionReadings:
    """Every measure's reading of a position; `before` is the position to compare with, or None."""
    readings = {
        FORECAST: forecast_reading(row, before),
        PLANNED: planned_reading(row),
        VARIANCE: variance_reading(row),
        MOVEMENT: movement_reading(row, before),
        CUMULATIVE: cumulative_reading(row),
    }
    return {
        measure: replace(reading, measure=measure_of(measure, row, names_block=names_block))
        for measure, reading in readings.items()
    }


def readings_by_position(
    rows: list[PositionRow], *, names_block: bool = False
) -> list[PositionReadings]:
    """The readings of each row, sorted by block and month, beside the last figure of its block and
    year.
    """
    readings = []
    before = None
    for row in rows:
        if before and (before.block, before.financial_year) != (row.block, row.financial_year):
            before = None
        readings.append(readings_of_position(row, before, names_block=names_block))
        if sentences.has_figure(row):
            before = row
    return readings
