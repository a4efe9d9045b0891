"""The numbers in the paper's texts, bound or typed, with the readings that each matches. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from committee.paper.context import latest_section_texts
from committee.paper.rich_text import text_of
from committee.snapshot.paper import PAPER_SECTIONS
from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigureError,
    known_measures,
    parse_inline_figure,
    resolve_reading,
    sentence_text,
)
from sendprog.pages.inline_figures import headline_modules as rooms
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.units import Unit
from sendprog.values.wording import MONTH_NAMES, rounded
from strands.snapshot import STRANDS

_MONTH = "|".join(MONTH_NAMES)
# The days and weeks of the law: "within 20 weeks", "the 20-week rate". A mean of 20 weeks is a figure.
_STATUTORY = (
    r"(?i:\b(?:within|over|beyond|under|than|after|by|the|statutory)\s"
    r"(?:(?:4|6|12|16|20)\sweeks|15\s(?:(?:working|calendar|school)\s)?days|12\smonths)\b"
    r"|\b(?:4|6|12|16|20)[\s-]week\b)"
)
# Places in an Act, a regulation or a code: "section 42", "regulation 10(4)", "sections 36, 37 and 42".
_PLACE = r"[0-9]+(?:\.[0-9]+)*[A-Z]{0,2}(?:\([0-9a-z]{1,4}\))*"
_PROVISION = r"(?:section|regulation|paragraph|clause|part|article|schedule|chapter)"
_PROVISIONS = (
    rf"\b(?i:{_PROVISION}s|ss|regs|paras)\.?\s{_PLACE}(?:,\s{_PLACE})*,?\s(?:and|or|to)\s{_PLACE}"
    rf"|(?<!['’])\b(?i:{_PROVISION}s?|ss?|regs?|paras?)\.?\s{_PLACE}"
)
# Ages, and school years and stages: "aged 16 to 25", "Year 6", "Key Stage 2".
_AGES = (
    r"\b(?:[Aa]ges?|[Aa]ged|Years?|[Kk]ey\s[Ss]tages?)\s[0-9]{1,2}(?:\s(?:to|and|or)\s[0-9]{1,2})?\b"
    r"(?![,.]?[0-9]|\s?%)"
    r"|\b[0-9]{1,2}\sto\s[0-9]{1,2}[\s-]year"
)
# What is no figure: days, years, spans of years, months by number, and what a score is out of.
_NOT_FIGURES = re.compile(
    rf"{_STATUTORY}|{_PROVISIONS}|{_AGES}"
    rf"|\b[Mm]onth\s[0-9]{{1,2}}\b|\bout\s+of\s+(?:5|10)\b"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\b"
    r"|\b(?:19|20)[0-9]{2}(?:\s?[/-]\s?(?:[0-9]{4}|[0-9]{2}))?\b(?![,.]?[0-9])"
)
# A number that is part of a name, such as "H2O" or "0 to 25 Years", does not match.
_NUMBER = re.compile(
    r"(?<![\w.,/])(?P<pounds>£?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?P<after>\s?%|\s(?:million|billion)\b|[mM]\b)?(?![\w/])"
)
_FACTORS = {"million": 10**6, "m": 10**6, "billion": 10**9}
PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)
CONTEXT = 40
MOST_MATCHES = 4
# A number of more digits is no figure of the records.
MOST_DIGITS = 30


@dataclass(frozen=True)
class TypedNumber:
    """A number that somebody typed.

    `step` is the value of its last digit: 100,000 for "£5.8 million".
    """

    text: str
    value: Decimal
    step: Decimal
    is_pounds: bool
    is_percent: bool

    @property
    def is_figure(self) -> bool:
        """Whether it has few enough digits to be a figure of the records."""
        return self.value.adjusted() <= MOST_DIGITS and self.step.adjusted() >= -MOST_DIGITS

    def is_of_unit(self, unit: Unit) -> bool:
        return self.is_pounds == (unit is Unit.POUNDS) and self.is_percent == (unit in PERCENTAGES)

    def in_steps(self, value: Decimal) -> Decimal:
        """A value without its sign, rounded to this number's step, as a number of steps."""
        return rounded(abs(value) / self.step)

    def matches(self, value: Decimal, unit: Unit) -> bool:
        """Whether the value, rounded to the same step, is this number. The sign is not compared."""
        return (
            self.is_of_unit(unit)
            and self.is_figure
            and self.in_steps(value) == self.in_steps(self.value)
        )


@dataclass(frozen=True)
class NumberInText:
    """A number in a text of the paper, with the section, the words around it, and the readings it
    matches.

    `problem` is why a bound number cannot be read.
    """

    section: str
    context: str
    text: str
    is_bound: bool
    matches: tuple[str, ...]
    problem: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.matches)


def find_typed_numbers(text: str) -> Iterator[tuple[TypedNumber, str]]:
    """The typed numbers of plain text, each with the words around it.

    Dates and years are left out.
    """
    figures = _NOT_FIGURES.sub(lambda match: "\u00a0" * len(match[0]), text)
    for match in _NUMBER.finditer(figures):
        after = (match["after"] or "").strip().lower()
        factor = Decimal(_FACTORS.get(after, 1))
        decimals = match["part"] or ""
        value = Decimal(f"{match['digits'].replace(',', '')}.{decimals or '0'}") * factor
        step = factor.scaleb(-len(decimals))
        number = TypedNumber(match[0].strip(), value, step, bool(match["pounds"]), after == "%")
        yield number, around(text, match.start(), match.end())


def around(text: str, start: int, end: int) -> str:
    """The whole words around a place in a text, with "…" where the text goes on.

    A very long word is cut.
    """
    near, far = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    earliest, latest = max(0, near - CONTEXT), min(len(text), far + CONTEXT)
    first = text.rfind(" ", earliest, near) + 1 or earliest
    last = text.find(" ", far, latest)
    if last < 0:
        last = latest
    before = "… " if first else ""
    after = " …" if last < len(text) else ""
    return f"{before}{text[first:last].strip()}{after}"


def known_readings(snapshot: Snapshot) -> "ReadingIndex":
    """Every reading of every measure."""
    readings: dict[Reading, None] = {}
    for address in known_measures(snapshot):
        for room in rooms():
            readings.update(dict.fromkeys(room.series(snapshot, address)))
    return ReadingIndex(readings)


def reading_title(reading: Reading, when: str = "") -> str:
    """The measure with the reading's window, or with `when`."""
    when = when or reading.when
    return f"{reading.measure.label}, {when}" if when else reading.measure.label


class ReadingIndex:
    """Finds the readings that a typed number matches with one look-up, however many readings there
    are.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = tuple(readings)
        self._titles: dict[tuple[bool, bool, Decimal], dict[Decimal, dict[str, None]]] = {}

    def titles(self, number: TypedNumber) -> tuple[str, ...]:
        """Titles of the first readings whose value, end of a range or comparison the number is."""
        if not number.is_figure:
            return ()
        key = number.is_pounds, number.is_percent, number.step
        if key not in self._titles:
            self._titles[key] = self._titles_by_value(number)
        return tuple(self._titles[key].get(number.in_steps(number.value), ()))[:MOST_MATCHES]

    def _titles_by_value(self, number: TypedNumber) -> dict[Decimal, dict[str, None]]:
        """The titles of the readings of a number's unit, by their values in the number's steps."""
        titles: dict[Decimal, dict[str, None]] = {}
        for reading in self._readings:
            if not number.is_of_unit(reading.measure.unit):
                continue
            values = [
                value for value in (reading.value, reading.low, reading.high) if value is not None
            ]
            own = {number.in_steps(value) for value in values}
            for value in own:
                titles.setdefault(value, {})[reading_title(reading)] = None
            comparison = reading.comparison
            if comparison and number.in_steps(comparison.value) not in own:
                when = f"compared with {comparison.when}" if comparison.when else "comparison"
                title = reading_title(reading, when)
                titles.setdefault(number.in_steps(comparison.value), {})[title] = None
        return titles


def numbers_in_text(
    section: str, html: str, snapshot: Snapshot, readings: ReadingIndex
) -> Iterator[NumberInText]:
    """The numbers of one text: the bound ones, then the typed ones."""
    for inside in INLINE_FIGURE.findall(html):
        written = unescape(inside).strip()
        try:
            reading = resolve_reading(snapshot, parse_inline_figure(inside))
        except InlineFigureError as error:
            yield NumberInText(section, written, "", True, (), str(error))
        else:
            yield NumberInText(
                section, written, sentence_text(reading), True, (reading_title(reading),)
            )
    for number, context in find_typed_numbers(text_of(INLINE_FIGURE.sub(" … ", html))):
        yield NumberInText(section, context, number.text, False, readings.titles(number))


def paper_texts(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Every text of the paper as (title of its section or strand, HTML)."""
    texts = latest_section_texts(snapshot)
    for row in snapshot[PAPER_SECTIONS]:
        for name in row.texts:
            if name in texts:
                yield row.title, texts[name].html
        yield row.title, row.html
    for strand in snapshot[STRANDS]:
        if strand.update:
            for html in strand.update.html.values():
                yield strand.name, html


def numbers_in_paper(snapshot: Snapshot) -> list[NumberInText]:
    """Every number in the texts of the paper, in order."""
    readings = known_readings(snapshot)
    numbers = []
    for section, html in paper_texts(snapshot):
        if html:
            numbers.extend(numbers_in_text(section, html, snapshot, readings))
    return numbers
