"""Two windows side by side, as a reader's `?from=&to=&with=` names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ehcp.compared import Compared, compared
from ehcp.headlines import measures_of_returns
from ehcp.measured import (
    end_months,
    frame_of,
    month_number,
    month_numbered,
    month_spans,
    rows_inside,
)
from ehcp.metrics.windows import straddling
from ehcp.snapshot import MONTHS
from ehcp.three_numbers import Windows, latest_windows, moved
from sendprog.pages.exports import csv_bytes
from sendprog.pages.mounted_pages import Download, Query
from sendprog.records.snapshots import Snapshot
from sendprog.values.periods import AcademicYear, FinancialYear, Month, PeriodError, Window
from sendprog.values.wording import upper_first

BEFORE, YEAR_BEFORE = "before", "year"
USUAL = ((YEAR_BEFORE, "The same months a year before"), (BEFORE, "The months just before"))
HOW_TO_WRITE = (
    "a month (2025-08), a calendar year (2025), a financial year (2025/26) "
    "or an academic year (2025/26 academic year)"
)
# Years that are offered as links.
MOST_YEARS = 2


@dataclass(frozen=True)
class Choice:
    """The two windows, what the form shows, and a message for each text that is no period."""

    now: Window
    before: Window
    fields: dict[str, str]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The measures in both windows, and what must be said of the two; `links`: ready-made choices."""

    choice: Choice
    pairs: tuple[Compared, ...]
    notes: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()

    @property
    def head(self) -> list[str]:
        return ["Measure", window_name(self.choice.now), window_name(self.choice.before), "Change"]

    @property
    def rows(self) -> list[list[str]]:
        return [
            [row_name(pair), pair.shown(pair.now), pair.shown_before, pair.change]
            for pair in self.pairs
        ]


def row_name(pair: Compared) -> str:
    """The measure; of a flow whose totals are compared, without "each month"."""
    label = pair.now.measure.label
    if pair.has_totals:
        return label.removesuffix(" each month")
    return f"{label}, at the end" if pair.now.is_stock else label


# What a reader names


def period_named(text: str) -> Window:
    """The months of a month, or of a calendar, financial or academic year. PeriodError otherwise."""
    text = text.strip()
    if re.fullmatch("[0-9]{4}", text):
        year = FinancialYear.parse(f"{text}/{(int(text) + 1) % 100:02}").start
        return Window.of_months(Month(year, 1), Month(year, 12))
    if text.endswith(AcademicYear.SUFFIX):
        return window_of_year(AcademicYear.parse(text))
    if "/" in text:
        return window_of_year(FinancialYear.parse(text))
    month = Month.parse(text)
    return Window.of_months(month, month)


def window_of_year(year: FinancialYear | AcademicYear) -> Window:
    return Window(year.first, year.last, str(year))


def span_named(first: str, last: str) -> Window:
    """From the first day of one period to the last of another; of the one where the other is ""."""
    if not last or not first:
        return period_named(first or last)
    start, end = period_named(first), period_named(last)
    return start if start == end else Window(start.first, end.last)


def window_compared_with(text: str, now: Window) -> Window:
    """The months just before, the same a year before, as many from a month, or a period named."""
    if text == BEFORE:
        return moved(now, -(now.months or 1))
    if text in ("", YEAR_BEFORE):
        return moved(now, -12)
    first, _, last = text.partition(" to ")
    if last or not re.fullmatch("[0-9]{4}-[0-9]{2}", text):
        return span_named(first, last)
    month = Month.parse(text)
    return Window.of_months(month, month.plus((now.months or 1) - 1))


def chosen_windows(snapshot: Snapshot, query: Query) -> Choice | None:
    """The windows that the query names, or else the latest months; None without any to compare."""
    usual = latest_windows(snapshot[MONTHS])
    if usual is None:
        return None
    asked = {name: query.parameters.get(name, "").strip() for name in ("from", "to", "with")}
    problems = []
    now, before = usual.now, usual_comparison(snapshot, usual)
    if before is None and not any(asked.values()):
        return None
    try:
        if asked["from"] or asked["to"]:
            now = span_named(asked["from"], asked["to"])
    except PeriodError:
        problems.append(f"From and to: write {HOW_TO_WRITE}. The latest months are shown.")
    try:
        if before is None or any(asked.values()):
            before = window_compared_with(asked["with"], now)
    except PeriodError:
        problems.append(
            f"Compare with: write {HOW_TO_WRITE}. The same months a year before are shown."
        )
        before = window_compared_with(YEAR_BEFORE, now)
    first, last = end_months(now)
    fields = {"from": first.iso, "to": last.iso, "with": asked["with"] or with_text(now, before)}
    return Choice(now, before, fields, tuple(problems))


def with_text(now: Window, before: Window) -> str:
    """How the form names the second window."""
    return YEAR_BEFORE if before == moved(now, -12) else BEFORE


def usual_comparison(snapshot: Snapshot, usual: Windows) -> Window | None:
    """The same months a year before, or those just before; None where neither has a return."""
    windows = [window for window in (usual.year_before, usual.before) if window]
    return next((each for each in windows if rows_inside(snapshot[MONTHS], each)), None)


# What is shown


def comparison_of(snapshot: Snapshot, query: Query) -> Comparison | None:
    """The measures in the two windows that the query names; None without a return."""
    choice = chosen_windows(snapshot, query)
    if choice is None:
        return None
    pairs = tuple(
        compared(snapshot, measure, choice.now, choice.before)
        for measure in measures_of_returns(snapshot)
    )
    given = [pair for pair in pairs if not (pair.now.value is None and pair.before.value is None)]
    notes = tuple(notes_on(snapshot, choice))
    return Comparison(choice, tuple(given), notes, tuple(year_links(snapshot)))


def notes_on(snapshot: Snapshot, choice: Choice) -> Iterator[str]:
    """That the windows differ in length, and which months of each have no return or only a part."""
    now, before = choice.now, choice.before
    if not now.same_length(before):
        yield (
            f"{upper_first(now.length_in_words)} against {before.length_in_words}: "
            "counts are given as a mean a month."
        )
    for window in dict.fromkeys((now, before)):
        yield from notes_on_window(snapshot, window)


def notes_on_window(snapshot: Snapshot, window: Window) -> Iterator[str]:
    rows = rows_inside(snapshot[MONTHS], window)
    covered = {
        number
        for row in rows
        for number in range(month_number(row.first_month), month_number(row.month) + 1)
    }
    first, last = (month_number(month) for month in end_months(window))
    absent = [month_numbered(n) for n in range(first, last + 1) if n not in covered]
    name = window_name(window)
    if absent and rows:
        yield f"{name} is partial: there is no whole return for {month_spans(absent)}."
    elif absent:
        yield f"{name} has no return."
    for number in straddling(frame_of(snapshot), first, last):
        row = next(row for row in snapshot[MONTHS] if month_number(row.month) == number)
        yield f"The return of {row.label} is only partly in {name}, so it is left out."


def window_name(window: Window) -> str:
    """ "2025/26 (April 2025 to March 2026)", "August 2025 to January 2026"."""
    plain = Window(window.first, window.last).label
    return window.label if window.label == plain else f"{window.label} ({plain})"


def year_links(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """The latest twelve months and the latest years of each kind: (label, query)."""
    last = snapshot[MONTHS][-1].month
    start = last.plus(-11)
    yield f"Twelve months to {last}", f"?from={start.iso}&to={last.iso}&with=year"
    for place in range(MOST_YEARS):
        day = last.plus(-12 * place).first
        years = (FinancialYear.containing(day), AcademicYear.containing(day))
        for year in years:
            yield upper_first(str(year)), f"?from={str(year).replace(' ', '+')}&with=year"
        yield str(day.year), f"?from={day.year}&with=year"


def comparison_csv(snapshot: Snapshot, query: Query) -> Download:
    """The same measures as a file, with the months that each lacks."""
    comparison = comparison_of(snapshot, query)
    rows: list[list[str]] = []
    if comparison:
        head = [*comparison.head, "Left out of the first", "Left out of the second"]
        rows = [
            head,
            *(
                file_row(pair, row)
                for pair, row in zip(comparison.pairs, comparison.rows, strict=True)
            ),
        ]
    content = csv_bytes(rows or [["Measure", "Now", "Before", "Change"]])
    return Download("ehcp-compare.csv", "text/csv; charset=utf-8", content)


def file_row(pair: Compared, row: list[str]) -> list[str]:
    return [*row, *(month_spans(value.lacking) for value in (pair.now, pair.before))]
