"""Positions and plans of the deficit in words (pure): status, sign, year, basis and block."""

from collections.abc import Sequence
from decimal import Decimal

from finance.amounts import amount_of, deficit_text, range_text, sign_of, unsigned
from finance.models import DeficitBasis, FigureKind, PositionStatus
from finance.snapshot import PlanRow, PositionFigureRow, PositionRow
from sendprog.values.absent import not_said
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.wording import day, joined, lower_first, qualified, upper_first

# Said once a page that has an amount with this basis.
BASIS_NOT_STATED = (
    "“Basis not stated”: the source does not say whether this is before or after contributions."
)
NOTHING_LOADED = "There is no position of the Dedicated Schools Grant to show."
# The noun of each status, by its label. An
# outturn is never called a forecast.
STATUS_NOUNS = {
    PositionStatus.FORECAST.label: "forecast",
    PositionStatus.PROVISIONAL.label: "provisional outturn",
    PositionStatus.FINAL.label: "final outturn",
    PositionStatus.AUDITED.label: "audited outturn",
}


# Status, basis and block


def status_noun(row: PositionRow) -> str:
    """ "forecast", "final outturn"."""
    return STATUS_NOUNS.get(row.status, "forecast")


def shown_basis(row: PositionRow) -> Basis:
    """What the figures are based on: the basis "forecast", left on an outturn, is read as reported."""
    return Basis.REPORTED if row.is_outturn and row.basis is Basis.FORECAST else row.basis


def contributions_text(basis: DeficitBasis | None) -> str:
    """ "before any contributions", "basis not stated"."""
    return str((basis or DeficitBasis.NOT_STATED).label)


def after_amount(basis: DeficitBasis | None) -> str:
    """The basis as it follows an amount: " before any contributions", ", basis not stated"."""
    text = contributions_text(basis)
    return (
        f", {text}" if (basis or DeficitBasis.NOT_STATED) is DeficitBasis.NOT_STATED else f" {text}"
    )


def not_stated_note(rows: Sequence[PositionRow]) -> str:
    """What "basis not stated" means; "" where every deficit of the rows has a basis."""
    unknown = (None, DeficitBasis.NOT_STATED)
    for row in rows:
        amounts = (row.forecast, row.planned, row.forecast_low, row.forecast_high)
        if row.in_year_basis in unknown and any(amount is not None for amount in amounts):
            return BASIS_NOT_STATED
        if row.cumulative_basis in unknown and row.cumulative is not None:
            return BASIS_NOT_STATED
    return ""


def cumulative_basis_text(row: PositionRow) -> str:
    """The basis of the cumulative figure, with a capital letter; "" without a figure."""
    if row.cumulative is None:
        return ""
    basis = row.cumulative_basis or DeficitBasis.NOT_STATED
    if row.cumulative_basis_is_inferred and basis is not DeficitBasis.NOT_STATED:
        return f"Taken as {basis.label}: {not_said(row.basis)}"
    return str(basis.label).capitalize()


def measure_label(label: str, forecast_word: str, row: PositionRow, *, names_block: bool) -> str:
    """The label of a row's figure: "Forecast in-year deficit", "In-year deficit, final outturn
    (Total)".
    """
    if row.is_outturn:
        name = label.removeprefix(f"{forecast_word} ")
        label = f"{upper_first(name)}, {status_noun(row)}"
    return f"{label} ({row.block})" if names_block else label


def basis_against(first: DeficitBasis | None, second: DeficitBasis | None) -> str:
    """Why two figures can't be compared: "after contributions against before …"; "" if they can."""
    first, second = first or DeficitBasis.NOT_STATED, second or DeficitBasis.NOT_STATED
    return "" if first is second else f"{first.label} against {second.label}"


# Ranges and markers


def given_range(row: PositionRow) -> str:
    """ " (between £22.0 million and £25.0 million)": the range given beside a forecast.

    "" without one.
    """
    text = range_text(row.forecast_low, row.forecast_high)
    return f" ({text})" if text else ""


def has_figure(row: PositionRow) -> bool:
    """Whether any in-year figure is given: a value, a range, or one end of a range."""
    return any(value is not None for value in (row.forecast, row.forecast_low, row.forecast_high))


def shown_marker(row: PositionRow) -> Marker | None:
    """The marker of the figures; "forecast", left on an outturn, is none."""
    return None if row.is_outturn and row.marker is Marker.FORECAST else row.marker


def marker_text(row: PositionRow) -> str:
    """The marker as it follows an amount.

    One that says why a figure is missing is of the missing ones.
    """
    marker = shown_marker(row)
    return f" {marker.symbol}" if marker and not marker.means_no_value else ""


# The in-year figure


def in_year_clause(row: PositionRow) -> str:
    """ "the deficit is forecast to grow by £51.6 million in 2024/25 before …".

    The row has a figure.
    """
    year, basis = row.financial_year.label, after_amount(row.in_year_basis)
    if row.forecast is None:
        text = range_text(row.forecast_low, row.forecast_high)
        if text.startswith(("between £", "£")):
            text = f"a deficit {'of ' if text.startswith('£') else ''}{text}"
        return f"the {status_noun(row)} for {year} is {text}{marker_text(row)}{basis}"
    beside = f"{marker_text(row)}{given_range(row)}"
    if row.is_outturn or row.month.first > row.financial_year.last or not sign_of(row.forecast):
        deficit = deficit_text(row.forecast, row.forecast_qualifier)
        return f"the {status_noun(row)} for {year} is {deficit}{beside}{basis}"
    amount = qualified(row.forecast_qualifier, unsigned(row.forecast))
    if sign_of(row.forecast) < 0:
        return f"a surplus of {amount}{beside} is forecast for {year}{basis}"
    if has_surplus(row):
        return f"an in-year deficit of {amount}{beside} is forecast for {year}{basis}"
    return f"the deficit is forecast to grow by {amount}{beside} in {year}{basis}"


def has_surplus(row: PositionRow) -> bool:
    """Whether the year begins or ends with a surplus over all years: no deficit grows then."""
    balances = (row.opening_balance, row.cumulative)
    return any(balance is not None and sign_of(balance) < 0 for balance in balances)


def plain_clause(row: PositionRow, label: str) -> str:
    """The label, year, report and amount, without a verb; for a pre-election period.

    The row has a figure.
    """
    amount = range_text(row.forecast_low, row.forecast_high)
    if row.forecast is not None:
        amount = qualified(row.forecast_qualifier, unsigned(row.forecast))
        if sign_of(row.forecast) < 0:
            amount = deficit_text(row.forecast)
        amount += given_range(row)
    when = f"{row.financial_year.label}, as at {row.month.financial_label}"
    return f"{label}, {when}: {amount}{marker_text(row)}{after_amount(row.in_year_basis)}"


def position_sentence(
    row: PositionRow, beside: str, *, names_block: bool, plain_label: str = ""
) -> str:
    """The in-year figure with its report, year, basis and `beside`.

    Plain where `plain_label` is given.
    """
    if plain_label:
        text = plain_clause(row, plain_label)
    else:
        text = f"as at {row.month.financial_label}, {in_year_clause(row)}"
        text = f"{upper_first(row.block)}: {text}" if names_block else upper_first(text)
    beside = f", {beside}" if beside else ""
    return f"{text}{beside}.{basis_sentence(row)}{other_bases_sentence(row)}"


def basis_sentence(row: PositionRow) -> str:
    """ " Illustrative: …."; "" for a reported figure, and for a forecast, whose clause says so."""
    basis = shown_basis(row)
    return "" if basis.is_reported or basis is Basis.FORECAST else f" {basis.label}."


def attention_text(
    row: PositionRow, beside: str, *, names_block: bool, plain_label: str = ""
) -> str:
    """The in-year figure and what is to be read beside it, in one line."""
    text = f"variance in {row.financial_year.label}"
    if has_figure(row):
        text = in_year_clause(row)
    if plain_label:
        text = plain_label
        if has_figure(row):
            text = plain_clause(row, plain_label)
    elif names_block:
        text = f"{row.block}: {text}"
    return f"{upper_first(text)}: {beside}" if beside else upper_first(text)


# Other figures of the same report


def other_figure_label(row: PositionRow, figure: PositionFigureRow) -> str:
    """ "Forecast in-year deficit for 2025/26", "Cumulative deficit at 31 December 2024"."""
    name, word = figure.kind.label, "Forecast" if figure.kind is FigureKind.IN_YEAR else "Projected"
    if is_still_to_come(row, figure):
        name = f"{word} {lower_first(name)}"
    return (
        f"{name} {'for' if figure.kind is FigureKind.IN_YEAR else 'at'} {other_figure_when(figure)}"
    )


def other_figure_when(figure: PositionFigureRow) -> str:
    """ "2025/26" for an in-year figure, "31 December 2024" for a balance."""
    if figure.kind is FigureKind.IN_YEAR:
        return figure.financial_year.label
    return day(figure.as_at or figure.financial_year.last)


def other_figure_window(row: PositionRow, figure: PositionFigureRow) -> str:
    """ "2025/26, as at Month 8 (November 2024)", "At 31 December 2024, reported at Month 9 (…)"."""
    when, month = other_figure_when(figure), row.month.financial_label
    if figure.kind is FigureKind.IN_YEAR:
        return f"{when}, as at {month}"
    return f"At {when}, reported at {month}"


def is_still_to_come(row: PositionRow, figure: PositionFigureRow) -> bool:
    """Whether the year or day of a figure had not ended at the report's month."""
    if row.is_outturn and figure.as_at is None and figure.financial_year <= row.financial_year:
        return False
    return (figure.as_at or figure.financial_year.last) > row.month.last


def other_bases_sentence(row: PositionRow) -> str:
    """ " The same report gives £31.2 million for 2024/25 after contributions.".

    "" without such a figure.
    """
    texts = []
    for figure in row.others:
        if figure.kind is FigureKind.IN_YEAR and figure.financial_year == row.financial_year:
            basis = after_amount(figure.contributions)
            texts.append(f"{figure.amount_text} for {figure.financial_year.label}{basis}")
    return f" The same report gives {joined(texts)}." if texts else ""


# A missing figure


def missing_word(row: PositionRow) -> str:
    """ "not available", or what the marker says instead of the figure: "suppressed"."""
    return row.marker.label if row.marker and row.marker.means_no_value else "not available"


def figure_of(row: PositionRow) -> str:
    """ "the forecast of May 2026", "the outturn of May 2026 for 2025/26"."""
    return f"the {'outturn' if row.is_outturn else 'forecast'} of {row.month.label}{row.year_note}"


def missing_sentence(row: PositionRow, earlier: PositionRow | None, *, names_block: bool) -> str:
    """That the row has no in-year figure, with the last one before it, or the row's other figures."""
    text = f"{figure_of(row)} is {missing_word(row)}"
    text = f"{upper_first(row.block)}: {text}" if names_block else upper_first(text)
    others = [earlier_text(row, earlier)] if earlier else other_figures(row)
    return f"{'; '.join([text, *others])}.{basis_sentence(earlier or row)}"


def earlier_text(row: PositionRow, earlier: PositionRow) -> str:
    """ "November's was £51.6 million for 2024/25 before any contributions"; `earlier` has a figure."""
    month = earlier.month.name if row.month.year == earlier.month.year else earlier.month.label
    amount = range_text(earlier.forecast_low, earlier.forecast_high)
    if earlier.forecast is not None:
        amount = deficit_text(earlier.forecast, earlier.forecast_qualifier)
        if not earlier.is_outturn and not row.is_outturn and sign_of(earlier.forecast) > 0:
            amount = qualified(earlier.forecast_qualifier, unsigned(earlier.forecast))
    whose = (
        f"{month}'s"
        if not earlier.is_outturn
        else f"the {status_noun(earlier)} of {earlier.month.label}"
    )
    if row.is_outturn and not earlier.is_outturn:
        whose = f"{month}'s forecast"
    year, basis = earlier.financial_year.label, after_amount(earlier.in_year_basis)
    return f"{whose} was {amount}{marker_text(earlier)} for {year}{basis}"


def other_figures(row: PositionRow) -> list[str]:
    """What a row without an in-year figure gives: its plan and its cumulative deficit."""
    texts = []
    year = row.financial_year
    if row.planned is not None:
        basis = after_amount(row.in_year_basis)
        texts.append(f"the plan for {year.label} is {deficit_phrase(row)}{basis}")
    if row.cumulative is not None:
        verb = "is" if row.is_outturn else "is projected to be"
        at = f"at 31 March {year.last.year}"
        deficit = deficit_text(row.cumulative, row.cumulative_qualifier)
        texts.append(
            f"the cumulative position {at} {verb} {deficit}{after_amount(row.cumulative_basis)}"
        )
    if row.reported_variance is not None:
        texts.append(f"the reported variance is {variance_words(row.reported_variance, row)}")
    return texts


def deficit_phrase(row: PositionRow) -> str:
    """The plan: "a deficit of about £2.0 million", "a deficit of between £1.0 million and …"."""
    plan = amount_of(row, "planned")
    if plan is None:
        raise ValueError("The row has no plan.")
    if plan.to is None:
        return deficit_text(plan.value, plan.qualifier)
    text = range_text(plan.value, plan.to)
    return f"a deficit of {text}" if text.startswith(("between £", "£")) else text


# Differences


def variance_words(variance: Decimal, row: PositionRow) -> str:
    """ "£20.4 million above plan", "a surplus £1.0 million smaller than planned", "as planned"."""
    if not sign_of(variance):
        return "as planned"
    amount, is_more = unsigned(variance), variance > 0
    signs = {sign_of(value) for value in (row.forecast, row.planned) if value is not None}
    if -1 not in signs:
        return f"{amount} {'above' if is_more else 'below'} plan"
    if signs == {-1} and row.planned is not None:
        return f"a surplus {amount} {'smaller' if is_more else 'larger'} than planned"
    return f"{amount} {'worse' if is_more else 'better'} than plan"


def not_compared(differs: str, before: PositionRow) -> str:
    """That a figure is on another basis than the last report's: `differs` as `basis_against`
    returns it.
    """
    return f"not compared with {before.month.financial_label}: {differs}"


def movement_words(moved: Decimal, row: PositionRow, before: PositionRow) -> str:
    """ "up £5.8 million since Month 6 (September 2024)"; both rows have a figure."""
    if row.forecast is None or before.forecast is None:
        raise ValueError("A movement needs both forecasts.")
    when = before.month.financial_label
    if not sign_of(moved):
        return f"unchanged since {when}"
    signs = [sign_of(before.forecast), sign_of(row.forecast)]
    if min(signs) >= 0:
        return f"{'up' if moved > 0 else 'down'} {unsigned(moved)} since {when}"
    if max(signs) <= 0:
        return f"the surplus {'down' if moved > 0 else 'up'} {unsigned(moved)} since {when}"
    change = "less favourable" if moved > 0 else "more favourable"
    return f"{deficit_text(before.forecast)} at {when}, {unsigned(moved)} {change} now"


# The chart


def chart_subject(rows: Sequence[PositionRow]) -> str:
    """What a chart of these rows draws: "forecast", "outturn", or "in-year deficit" for both."""
    kinds = {row.is_outturn for row in rows}
    if len(kinds) > 1:
        return "in-year deficit"
    return "outturn" if kinds == {True} else "forecast"


# Plans


def plan_title(plan: PlanRow) -> str:
    """ "Deficit plan 2, submitted, dated July 2025": agreed only where it is."""
    dated = f", dated {plan.agreed}" if plan.agreed else ""
    return f"{plan.name}, {plan.standing.lower()}{dated}"
