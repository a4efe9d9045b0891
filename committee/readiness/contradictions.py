"""Sentences that contradict the numbers bound in them. Pure.

A contradiction is a warning, so a few plain patterns are enough: "rose from 100 to 160", "fell to
160", "rose by 16%", "160 in October" and "160 (150)", each compared with the readings. A sentence
that denies, hopes for or compares something else, or goes both up and down, is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from committee.paper.number_check import PERCENTAGES, TypedNumber, find_typed_numbers
from committee.paper.rich_text import blocks_of
from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigureError,
    parse_inline_figure,
    resolve_reading,
    sentence_text,
)
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from sendprog.values.units import Unit
from sendprog.values.wording import MONTH_NAMES


def vocabulary(words: str) -> frozenset[str]:
    return frozenset(words.split())


UP = vocabulary(
    "rose risen rises rising increased increases increasing increase grew grown grows growing climbed up"
)
DOWN = vocabulary(
    "fell fallen falls falling decreased decreases decreasing decrease dropped declined reduced down"
)
# The least and the most that the new value may be as a multiple of the old: wide, to allow for
# rounding.
TIMES = {
    "doubled": (Decimal("1.5"), Decimal("2.6")),
    "trebled": (Decimal("2.5"), Decimal("3.6")),
    "tripled": (Decimal("2.5"), Decimal("3.6")),
    "quadrupled": (Decimal("3.4"), Decimal("4.7")),
    "halved": (Decimal("0.35"), Decimal("0.67")),
}
# Words of what is not, or not yet, so.
HEDGES = vocabulary(
    "not never no nor neither without rather instead if unless whether would could should may might must will"
    " expected forecast planned target aim aims hope hopes before"
)
# Words of a comparison with something else than the reading's own.
OTHER_COMPARISONS = vocabulary("since compared than from against within over by")
# Words between a preposition and its number.
ROUGHLY = vocabulary(
    "over around about nearly almost just at least some approximately an average a total of"
)
CLOSE = Decimal("0.1")

_BOUND = re.compile("\u27e6([0-9]+)\u27e7")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z\u27e6(])")
_IN_MONTH = re.compile(
    r"\u27e6([0-9]+)\u27e7((?: [A-Za-z'\u2019-]+){0,4}) (?:in|for|during|at the end of) "
    rf"({'|'.join(MONTH_NAMES)})\b"
    r"(?: (20[0-9]{2})\b)?(?! (?:to|and|or|-|\u2013)|[,\u2013-])"
)
_TYPED = (
    r"(?P<roughly>over |around |about |nearly |almost |some |at least |approximately )?"
    r"(?P<typed>\u00a3?[0-9][0-9,.]{0,20} ?(?:%|per cent|million|billion|m\b)?)"
    r"(?: ?(?:a month|per month|out of 5|(?:work )?days?|weeks?|sessions?|plans|a year))?"
)
_TYPED_BESIDE = (
    re.compile(rf"\u27e6(?P<bound>[0-9]+)\u27e7 ?\( ?{_TYPED} ?\)", re.IGNORECASE),
    re.compile(rf"(?<![0-9,.]){_TYPED} ?\( ?\u27e6(?P<bound>[0-9]+)\u27e7 ?\)", re.IGNORECASE),
)


@dataclass(frozen=True)
class Sentence:
    """A sentence in which "⟦2⟧" stands for the third of the readings."""

    text: str
    readings: Sequence[Reading]

    def reading(self, index: str) -> Reading:
        return self.readings[int(index)]

    @property
    def rendered(self) -> str:
        """The sentence with its numbers, without its full stop."""
        text = _BOUND.sub(lambda match: sentence_text(self.reading(match[1])), self.text)
        return text.strip().rstrip(".;")

    @property
    def words(self) -> list[str]:
        """The words in lower case without punctuation."""
        words = (word.strip(".,;:!?()\u201c\u201d\"'").lower() for word in self.text.split())
        return [word for word in words if word]


def contradictions(html: str, snapshot: Snapshot) -> Iterator[str]:
    """Yield each sentence that contradicts its numbers, with what the records say."""
    for sentence in sentences_with_numbers(html, snapshot):
        for check in (against_direction, against_month, against_typed):
            for problem in check(sentence):
                yield f"\u201c{sentence.rendered}\u201d: {problem}"


def sentences_with_numbers(html: str, snapshot: Snapshot) -> Iterator[Sentence]:
    """The sentences of a text that bind numbers. Numbers that can't be read are left out."""
    readings: list[Reading] = []

    def marked(match: re.Match[str]) -> str:
        try:
            readings.append(resolve_reading(snapshot, parse_inline_figure(match[1])))
        except InlineFigureError:
            return " \u2026 "
        return f"\u27e6{len(readings) - 1}\u27e7"

    text = INLINE_FIGURE.sub(marked, html.replace("\u27e6", "[").replace("\u27e7", "]"))
    for block in blocks_of(text) if readings else ():
        for sentence in _SENTENCE_END.split("".join(piece.text for piece in block.pieces)):
            if "\u27e6" in sentence:
                yield Sentence(" ".join(sentence.split()), readings)


def against_direction(sentence: Sentence) -> Iterator[str]:
    """ "Rose from 100 to 160", "fell to 160", "rose by 16%"."""
    words = sentence.words
    directions = [word for place, word in enumerate(words) if is_direction(words, place)]
    if len(directions) != 1 or is_hedged(words):
        return
    (direction,) = directions
    numbers = numbers_by_preposition(sentence, words)
    old, new, change = (numbers.get(preposition) for preposition in ("from", "to", "by"))
    if old and new:
        yield from against_both(direction, old, new)
    elif new and len(numbers) == 1 and OTHER_COMPARISONS.isdisjoint(words):
        yield from against_comparison(direction, new)
    elif change:
        yield from against_sign(direction, change)


def is_direction(words: list[str], place: int) -> bool:
    """Whether a word says that a number moved.

    "Up" does only in "went up", "up from" and "up by".
    """
    word = words[place]
    if word in ("up", "down"):
        before, after = words[max(0, place - 1) : place], words[place + 1 : place + 2]
        return before in (["went"], ["gone"]) or after in (["from"], ["by"])
    return word in UP or word in DOWN or word in TIMES


def is_hedged(words: list[str]) -> bool:
    text = f" {' '.join(words)} "
    return (
        not HEDGES.isdisjoint(words)
        or "n't " in text
        or "n\u2019t " in text
        or " plans to " in text
    )


def numbers_by_preposition(sentence: Sentence, words: list[str]) -> dict[str, Reading]:
    """The bound numbers by the word before them, "around" and the like left out."""
    numbers: dict[str, Reading] = {}
    before = ""
    for word in words:
        bound = _BOUND.search(word)
        if bound:
            numbers.setdefault(before, sentence.reading(bound[1]))
        if word not in ROUGHLY:
            before = word
    return numbers


def against_both(direction: str, old: Reading, new: Reading) -> Iterator[str]:
    """The two readings, of one measure, that a number is said to have gone from and to."""
    if old.measure == new.measure and old.value is not None and new.value is not None:
        is_same = sentence_text(old) == sentence_text(new)
        if is_same or not is_right_way(direction, old.value, new.value):
            yield f"it went from {sentence_text(old)} to {sentence_text(new)}"


def is_right_way(direction: str, old: Decimal, new: Decimal) -> bool:
    """Whether going from one value to the other is what the word says."""
    if direction in TIMES:
        least, most = TIMES[direction]
        return old <= 0 or least <= new / old <= most
    return new > old if direction in UP else new < old


def against_comparison(direction: str, reading: Reading) -> Iterator[str]:
    """ "Fell to 158" of a reading that is compared with 80."""
    if reading.value is None or reading.comparison is None:
        return
    if not is_right_way(direction, reading.comparison.value, reading.value):
        yield f"it is {sentence_text(reading)}, {reading.comparison_text}"


def against_sign(direction: str, reading: Reading) -> Iterator[str]:
    """ "Fell by +16%": a change that has a sign of its own."""
    has_sign = reading.measure.unit is Unit.PERCENT_CHANGE or reading.measure.is_difference
    if not reading.value or not has_sign or direction in TIMES:
        return
    if (reading.value > 0) is not (direction in UP):
        yield f"the change is {sentence_text(reading)}"


def against_month(sentence: Sentence) -> Iterator[str]:
    """ "158 plans in October" of November's reading. A reading of several months is not judged."""
    for match in _IN_MONTH.finditer(sentence.text):
        index, between, month, year = match.groups()
        reading = sentence.reading(index)
        day = reading.as_at
        if day is None and reading.window and reading.window.months == 1:
            day = reading.window.first
        if day is None or not OTHER_COMPARISONS.isdisjoint(between.lower().split()):
            continue
        if month != MONTH_NAMES[day.month - 1] or (year and int(year) != day.year):
            yield f"{sentence_text(reading)} is of {day:%B %Y}"


def against_typed(sentence: Sentence) -> Iterator[str]:
    """ "158 (150)": a bound number with the same one typed beside it, one of them in brackets."""
    for pattern in _TYPED_BESIDE:
        for match in pattern.finditer(sentence.text):
            reading = sentence.reading(match["bound"])
            written = match["typed"].strip().rstrip(".,").replace(" per cent", "%")
            typed = next((number for number, _ in find_typed_numbers(written)), None)
            # A bare digit in brackets is a note's number.
            if typed is None or len(written) < 2 or not is_same_unit(typed, reading.measure.unit):
                continue
            if not is_value_of(
                typed, reading, is_rough=bool(match["roughly"] or reading.qualifier)
            ):
                yield f"{written} is typed where the records say {sentence_text(reading)}"


def is_same_unit(typed: TypedNumber, unit: Unit) -> bool:
    return typed.is_pounds == (unit is Unit.POUNDS) and typed.is_percent == (unit in PERCENTAGES)


def is_value_of(typed: TypedNumber, reading: Reading, *, is_rough: bool) -> bool:
    """Whether a typed number is the reading's value or an end of its range.

    Within a tenth if rough.
    """
    values = [value for value in (reading.value, reading.low, reading.high) if value is not None]
    if any(typed.matches(value, reading.measure.unit) for value in values):
        return True
    return is_rough and any(abs(typed.value - abs(value)) <= CLOSE * abs(value) for value in values)
