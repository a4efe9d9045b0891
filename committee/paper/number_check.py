"""Each number in the paper's texts, bound or typed, and which readings it matches. Pure: texts and readings in, lines out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from committee.paper.context import latest_texts
from committee.paper.rich_text import text_of
from committee.snapshot.paper import PAPER_SECTIONS
from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigureError,
    all_measures,
    parse_inline_figure,
    resolve_reading,
    sentence_text,
)
from sendprog.pages.inline_figures import headline_modules as rooms
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading, Unit
from sendprog.values.wording import MONTH_NAMES, rounded
from strands.snapshot import STRANDS

_MONTH = "|".join(MONTH_NAMES)
# Days, years, spans of years and months by number are not figures, nor is what a score is out of; nor is a number that is
# part of a name ("H2O", "0 to 25 Years").
_A_DATE = re.compile(
    rf"\b[Mm]onth\s[0-9]{{1,2}}\b|\bout\s+of\s+(?:5|10)\b|\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\b|\b(?:19|20)[0-9]{{2}}(?:\s?[/-]\s?(?:[0-9]{{4}}|[0-9]{{2}}))?\b(?![,.]?[0-9])"
)
_NUMBER = re.compile(
    r"(?<![\w.,/])(?P<pounds>£?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
    r"(?P<after>\s?%|\s(?:million|billion)\b|[mM]\b)?(?![\w/])"
)
_TIMES = {"million": 10**6, "m": 10**6, "billion": 10**9}
PERCENTAGES = (Unit.PERCENT, Unit.PERCENT_CHANGE, Unit.PERCENT_A_YEAR)
CONTEXT = 40
MOST_MATCHES = 4


@dataclass(frozen=True)
class Typed:
    """A number somebody typed: its value, how finely it is written, and whether it is money or a percentage."""

    shown: str
    value: Decimal
    step: Decimal
    is_pounds: bool
    is_percent: bool

    def matches(self, value: Decimal, unit: Unit) -> bool:
        """Whether a value, written as finely as this one, is this one; the sentence says which way it went."""
        if self.is_pounds != (unit is Unit.POUNDS) or self.is_percent != (unit in PERCENTAGES):
            return False
        return rounded(abs(value) / self.step) == rounded(self.value / self.step)


@dataclass(frozen=True)
class Line:
    """One number of one text: where it stands, in what words, whether it is bound, and what it matches."""

    section: str
    context: str
    shown: str
    is_bound: bool
    matches: tuple[str, ...]
    problem: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.matches)


def typed_numbers(text: str) -> Iterator[tuple[Typed, str]]:
    """The typed numbers of plain text, each with the words around it; dates and years are not numbers."""
    blank = _A_DATE.sub(lambda found: "\u00a0" * len(found[0]), text)
    for found in _NUMBER.finditer(blank):
        after = (found["after"] or "").strip().lower()
        times = Decimal(_TIMES.get(after, 1))
        places = len(found["part"] or "")
        value = Decimal(f"{found['digits'].replace(',', '')}.{found['part'] or '0'}") * times
        typed = Typed(found[0].strip(), value, times.scaleb(-places), bool(found["pounds"]), after == "%")
        yield typed, around(text, found.start(), found.end())


def around(text: str, start: int, end: int) -> str:
    """The words about a place in a text, whole, with dots where the text goes on."""
    first = text.rfind(" ", 0, max(0, start - CONTEXT)) + 1
    last = text.find(" ", min(len(text), end + CONTEXT))
    last = len(text) if last < 0 else last
    return f"{'… ' if first else ''}{text[first:last].strip()}{' …' if last < len(text) else ''}"


def known_readings(snapshot: Snapshot) -> list[Reading]:
    """Every reading of every measure, once."""
    found = [
        one
        for address in all_measures(snapshot)
        for door in rooms()
        for one in door.series(snapshot, address)
    ]
    return list(dict.fromkeys(found))


def named(reading: Reading, words: str = "") -> str:
    when = words or reading.when
    return f"{reading.measure.label}, {when}" if when else reading.measure.label


def matching(typed: Typed, readings: Iterable[Reading]) -> list[str]:
    """The readings whose value, end of a range, or comparison the number is, in words."""
    found = []
    for one in readings:
        unit = one.measure.unit
        values = [value for value in (one.value, one.low, one.high) if value is not None]
        if any(typed.matches(value, unit) for value in values):
            found.append(named(one))
        elif one.comparison and typed.matches(one.comparison.value, unit):
            found.append(
                named(one, f"compared with {one.comparison.when}" if one.comparison.when else "comparison")
            )
    return list(dict.fromkeys(found))[:MOST_MATCHES]


def lines_of(section: str, html: str, snapshot: Snapshot, readings: Sequence[Reading]) -> Iterator[Line]:
    """The numbers of one text: the bound ones, then the typed ones."""
    for inside in INLINE_FIGURE.findall(html):
        written = unescape(inside).strip()
        try:
            reading = resolve_reading(snapshot, parse_inline_figure(inside))
        except InlineFigureError as error:
            yield Line(section, written, "", True, (), str(error))
        else:
            yield Line(section, written, sentence_text(reading), True, (named(reading),))
    for typed, context in typed_numbers(text_of(INLINE_FIGURE.sub(" … ", html))):
        yield Line(section, context, typed.shown, False, tuple(matching(typed, readings)))


def texts_of(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Every text that the paper tells, by the title of where it stands."""
    texts = latest_texts(snapshot)
    for row in snapshot[PAPER_SECTIONS]:
        for html in [*(texts[name].html for name in row.texts if name in texts), row.html]:
            yield row.title, html
    for strand in snapshot[STRANDS]:
        for html in strand.update.html.values() if strand.update else ():
            yield strand.name, html


def reconciled(snapshot: Snapshot) -> list[Line]:
    """Every number in the texts of the paper, in its order."""
    readings = known_readings(snapshot)
    return [
        line
        for section, html in texts_of(snapshot)
        if html
        for line in lines_of(section, html, snapshot, readings)
    ]
