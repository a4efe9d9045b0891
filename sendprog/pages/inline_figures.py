"""Figures in officers' texts: `{{ address window }}` is replaced by the reading when a page is
rendered.

A window is months ("2024-06..2024-11", "2024-11"), a financial year ("2024/25"), a calendar year
("2023") or the month of a report and the year of its figures ("2026-05 for 2025/26"), with their
basis where it gives several ("2026-05 for 2025/26 gross"); without one, the latest reading is used.
Readings come from each app's `headlines` module, by its `measures(snapshot)`,
`series(snapshot, address)` and `read(snapshot, address, window, year, basis)`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from html import escape, unescape
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.periods import FinancialYear, Month, PeriodError, Window, quoted
from sendprog.values.units import UNITS_OF_SENTENCES
from sendprog.values.wording import joined

INLINE_FIGURE = re.compile(r"\{\{([^{}]*)\}\}")
_REFERENCE = re.compile(
    r"(?P<address>[a-z0-9][a-z0-9._-]*)"
    r"(?: +(?P<window>[0-9][0-9./-]*)(?: +for +(?P<year>[0-9]{4}/[0-9]{2})(?: +(?P<basis>[a-z_]+))?)?)?"
)
_WINDOW = re.compile(r"(?P<first>[0-9]{4}(?:-[0-9]{2})?)(?:\.\.(?P<last>[0-9]{4}-[0-9]{2}))?")
_EXAMPLE = "{{ ehcp.plans_issued 2024-06..2024-11 }}"
MOST_SUGGESTIONS = 3


class InlineFigureError(ValueError):
    """The reference is invalid or has no reading; the message says what to write instead."""


@dataclass(frozen=True)
class InlineFigure:
    """A reference in a text: the measure's address and the window; None is the latest."""

    address: str
    window: Window | None = None
    # Which of them, where a month's report has figures of several years.
    year: FinancialYear | None = None
    # Which of these, where it has several of that year.
    basis: str = ""

    @property
    def when(self) -> str:
        """ "May 2026", "May 2026 for 2025/26 gross"; "" for the latest."""
        label = self.window.label if self.window else ""
        year = f"for {self.year}" if self.year else ""
        return " ".join(filter(None, [label, year, self.basis]))


def parse_window(text: str) -> Window:
    """Parse "2024-06..2024-11", "2024-11", "2024/25" or "2023"; InlineFigureError for anything
    else.
    """
    match = _WINDOW.fullmatch(text)
    if "/" not in text and (match is None or (match["last"] and "-" not in match["first"])):
        raise InlineFigureError(
            f"{quoted(text)} is not a window: write 2024-06..2024-11, 2024-11, 2024/25 or 2023"
        )
    try:
        if match is None:
            year = FinancialYear.parse(text)
            return Window(year.first, year.last, year.label)
        first = match["first"]
        if "-" not in first:
            return Window.of_months(Month.parse(f"{first}-01"), Month.parse(f"{first}-12"))
        return Window.of_months(Month.parse(first), Month.parse(match["last"] or first))
    except PeriodError as error:
        raise InlineFigureError(str(error)) from error


def parse_inline_figure(inside: str) -> InlineFigure:
    """Parse the text between the braces; InlineFigureError unless it is an address and maybe a
    window.
    """
    match = _REFERENCE.fullmatch(unescape(inside).strip())
    if match is None:
        raise InlineFigureError(
            f"{quoted(inside.strip()) or 'Nothing'} is not a number's address: write it like {_EXAMPLE}"
        )
    window = parse_window(match["window"]) if match["window"] else None
    year = parse_year(match["year"]) if match["year"] else None
    return InlineFigure(match["address"], window, year, match["basis"] or "")


def parse_year(text: str) -> FinancialYear:
    """Parse "2024/25"; InlineFigureError for anything else."""
    try:
        return FinancialYear.parse(text)
    except PeriodError as error:
        raise InlineFigureError(str(error)) from error


@cache
def headline_modules() -> tuple[ModuleType, ...]:
    """The `headlines` module of each app that has one, by name, since this package can't import the
    apps.
    """
    return tuple(
        import_module(f"{config.name}.headlines")
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, "headlines")
    )


def known_measures(snapshot: Snapshot) -> dict[str, Measure]:
    """The measures of all apps, by address."""
    return {
        measure.address: measure
        for module in headline_modules()
        for measure in module.measures(snapshot)
    }


def resolve_reading(snapshot: Snapshot, figure: InlineFigure) -> Reading:
    """The reading referred to; InlineFigureError, with suggestions, if there is none."""
    for module in headline_modules():
        reading = module.read(snapshot, figure.address, figure.window, figure.year, figure.basis)
        if reading is not None and not reading.missing:
            return reading
    raise InlineFigureError(_why_unresolved(snapshot, figure))


def _why_unresolved(snapshot: Snapshot, figure: InlineFigure) -> str:
    measures = known_measures(snapshot)
    if figure.address not in measures:
        similar = _similar_addresses(figure.address, measures)
        suggestion = f". Similar: {joined(similar)}" if similar else ""
        return f"There is no measure at {quoted(figure.address)}{suggestion}"
    when = f"for {figure.when}" if figure.window else "yet"
    readings = _readings_with_value(snapshot, figure.address)
    how_many = "more than one" if _is_ambiguous(figure, readings) else "no"
    windows = [window_reference(reading, readings) for reading in readings]
    latest = list(dict.fromkeys(filter(None, windows)))[:MOST_SUGGESTIONS]
    suggestion = f". It has one for {joined(latest)}" if latest else ""
    return f"{figure.address} has {how_many} reading {when}{suggestion}"


def _readings_with_value(snapshot: Snapshot, address: str) -> list[Reading]:
    """The measure's readings that are not missing, latest first."""
    readings = [
        reading for module in headline_modules() for reading in module.series(snapshot, address)
    ]
    return [reading for reading in reversed(readings) if not reading.missing]


def _is_ambiguous(figure: InlineFigure, readings: Sequence[Reading]) -> bool:
    """Whether several readings were reported at the month, of which the figure names none."""
    if figure.window is None or figure.window.months != 1 or figure.basis:
        return False
    same = [each for each in readings if each.as_at == figure.window.last]
    return sum(figure.year in (None, each.financial_year) for each in same) > 1


def _similar_addresses(address: str, measures: dict[str, Measure]) -> list[str]:
    """Similar addresses or, if there are none, those whose last part is similar."""
    if similar := get_close_matches(address, measures, n=MOST_SUGGESTIONS, cutoff=0.5):
        return similar
    by_last_part = {known.rpartition(".")[2]: known for known in measures}
    last_part = address.rpartition(".")[2]
    matches = get_close_matches(last_part, by_last_part, n=MOST_SUGGESTIONS, cutoff=0.5)
    return [by_last_part[match] for match in matches]


def window_reference(reading: Reading, readings: Sequence[Reading] = ()) -> str:
    """The window to write for this reading: "2024-06..2024-11"; "" if it has no whole months.

    "2026-05 for 2026/27" where the others were reported at that month too, for another year;
    "2026-05 for 2026/27 gross" where they are of that year, on another basis.
    """
    if reading.as_at:
        month, year = Month.containing(reading.as_at).iso, reading.financial_year
        others = [each for each in readings if each.as_at == reading.as_at and each != reading]
        if not others or year is None:
            return month
        is_alone = all(each.financial_year != year for each in others)
        return f"{month} for {year}" if is_alone else f"{month} for {year} {reading.apart}".strip()
    if reading.window is None or reading.window.months is None:
        return ""
    first, last = Month.containing(reading.window.first), Month.containing(reading.window.last)
    return first.iso if first == last else f"{first.iso}..{last.iso}"


def sentence_text(reading: Reading) -> str:
    """The reading for a sentence: "158", "£51.6 million", "over 100", "12 (illustrative)"."""
    text = reading.figure if reading.figure_unit in UNITS_OF_SENTENCES else reading.in_words
    marker = reading.marker.symbol if reading.marker else ""
    if marker and not text.endswith(marker):
        text = f"{text} {marker}"
    return f"{text} (illustrative)" if reading.is_illustrative else text


def inline_figure_problems(text: str, get_snapshot: Callable[[], Snapshot]) -> list[str]:
    """What is wrong with the figures in a text, in order; `get_snapshot` is called only if there
    are any.
    """
    if "{{" not in text and "}}" not in text:
        return []
    problems = []
    rest = INLINE_FIGURE.sub(" ", text)
    if "{{" in rest or "}}" in rest or "{{{" in text or "}}}" in text:
        problems.append(f"Write a number between two braces on each side, like {_EXAMPLE}")
    references = INLINE_FIGURE.findall(text)
    snapshot = get_snapshot() if references else None
    for reference in references:
        try:
            resolve_reading(snapshot, parse_inline_figure(reference))
        except InlineFigureError as error:
            problems.append(f"{error}.")
    return problems


def inline_figures_in(text: str) -> Iterator[InlineFigure]:
    """The valid references in a text."""
    for inside in INLINE_FIGURE.findall(text):
        try:
            yield parse_inline_figure(inside)
        except InlineFigureError:
            continue


def resolve_in_text(text: str, snapshot: Snapshot) -> str:
    """Plain text with its figures resolved; "[no reading: …]" for those that can't be."""

    def replacement(match: re.Match[str]) -> str:
        try:
            return sentence_text(resolve_reading(snapshot, parse_inline_figure(match[1])))
        except InlineFigureError:
            return f"[no reading: {unescape(match[1]).strip()}]"

    return INLINE_FIGURE.sub(replacement, text) if "{{" in text else text


def resolve_in_html(
    html: str, snapshot: Snapshot, on_reading: Callable[[Reading], None] | None = None
) -> str:
    """Sanitised HTML with its figures resolved, each titled with its measure and window.

    `on_reading` is called with each reading. Figures that can't be resolved become "[no reading:
    …]".
    """

    def replacement(match: re.Match[str]) -> str:
        try:
            reading = resolve_reading(snapshot, parse_inline_figure(match[1]))
        except InlineFigureError:
            return f"[no reading: {escape(unescape(match[1]).strip())}]"
        if on_reading:
            on_reading(reading)
        title = (
            f"{reading.measure.label}, {reading.when}" if reading.when else reading.measure.label
        )
        return f'<span title="{escape(title)}">{escape(sentence_text(reading))}</span>'

    return INLINE_FIGURE.sub(replacement, html) if "{{" in html else html
