"""What a text says against the number that it binds. Pure.

A contradiction stops publication, so only what can be held against a reading is judged: a number that can't be read, a
direction ("rose from … to …", "fell to …", "rose by …") against the readings themselves, a month named right after a number
of another month, and a typed number in brackets beside the bound one. What is denied, hoped for or compared with something
else is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from committee.paper.number_check import PERCENTAGES, Typed, typed_numbers
from committee.paper.rich_text import blocks_of
from sendprog.pages.inline_figures import (
    INLINE_FIGURE,
    InlineFigureError,
    parse_inline_figure,
    resolve_reading,
    sentence_text,
)
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading, Unit
from sendprog.values.wording import MONTH_NAMES

UP = "rose|risen|rises|rising|increased|increases|increasing|increase|grew|grown|grows|growing|climbed|went up|gone up|up"
DOWN = "fell|fallen|falls|falling|decreased|decreases|decreasing|decrease|dropped|declined|reduced|went down|gone down|down"
# What now must be of before, at least and at most: wide, so that nobody's rounding is a contradiction.
TIMES = {
    "doubled": (Decimal("1.5"), Decimal("2.6")),
    "trebled": (Decimal("2.5"), Decimal("3.6")),
    "tripled": (Decimal("2.5"), Decimal("3.6")),
    "quadrupled": (Decimal("3.4"), Decimal("4.7")),
    "halved": (Decimal("0.35"), Decimal("0.67")),
}
_WAY = rf"\b(?P<way>{UP}|{DOWN}|{'|'.join(TIMES)})\b"
_SOME = r"(?:(?:over|around|about|nearly|almost|just|at least|some|approximately|an average of|a total of)\s+){0,2}"
_FROM_TO = re.compile(
    rf"{_WAY}(?P<between>[^\u27e6\u27e7;:]{{0,50}}?)\bfrom\s+{_SOME}\u27e6(?P<old>[0-9]+)\u27e7"
    rf"(?P<middle>[^\u27e6\u27e7;:]{{0,60}}?)\bto\s+{_SOME}\u27e6(?P<new>[0-9]+)\u27e7",
    re.IGNORECASE,
)
_TO = re.compile(
    rf"{_WAY}(?P<between>[^\u27e6\u27e7;:,]{{0,30}}?)\bto\s+{_SOME}\u27e6(?P<new>[0-9]+)\u27e7(?P<after>.{{0,60}})",
    re.IGNORECASE,
)
_BY = re.compile(
    rf"{_WAY}(?P<between>[^\u27e6\u27e7;:,]{{0,30}}?)\bby\s+{_SOME}\u27e6(?P<new>[0-9]+)\u27e7", re.IGNORECASE
)
_TYPED = rf"(?P<some>{_SOME})(?P<typed>£?[0-9][0-9,.]*\s?(?:%|per cent|million|billion|m\b)?)"
_UNIT = r"(?:\s+(?:a month|per month|out of 5|work days|plans|a year))?"
_BESIDE = re.compile(
    rf"\u27e6(?P<bound>[0-9]+)\u27e7\s?\(\s?{_TYPED}{_UNIT}\s?\)|{_TYPED.replace('some>', 'about>').replace('typed>', 'before>')}"
    rf"{_UNIT}\s?\(\s?\u27e6(?P<inside>[0-9]+)\u27e7\s?\)",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(
    r"\u27e6(?P<new>[0-9]+)\u27e7(?P<between>(?:\s+[A-Za-z'\u2019-]+){0,4}?)\s+(?:in|for|during|at the end of)\s+"
    rf"(?P<month>{'|'.join(MONTH_NAMES)})(?:\s+(?P<year>20[0-9]{{2}}))?\b(?!\s*(?:to|and|or|-|\u2013|,))"
)
# Said of what is not, or not yet.
_NOT_SO = re.compile(
    r"\b(?:not|never|no|nor|neither|without|rather than|instead of|if|unless|whether|would|could|should|may|might|must|will"
    r"|expected|forecast|planned|plans? to|target|aims?|hopes?|before)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_OTHER_COMPARISON = re.compile(
    r"\b(?:since|compared|than|from|against|over the|in the|within|by)\b|[0-9]", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z\u27e6(])")
BEFORE = 60
CLOSE = Decimal("0.1")


@dataclass(frozen=True)
class Sentence:
    """A sentence whose bound numbers are tokens, and their readings in order."""

    text: str
    readings: tuple[Reading, ...]

    @property
    def said(self) -> str:
        """With its numbers told, its last stop left out."""
        told = re.sub(
            r"\u27e6([0-9]+)\u27e7", lambda found: sentence_text(self.readings[int(found[1])]), self.text
        )
        return told.strip().rstrip(".;")


def contradictions(html: str, snapshot: Snapshot) -> Iterator[str]:
    """What is wrong with the numbers bound in a text, each in words."""
    readings: list[Reading] = []
    problems: list[str] = []

    def token(found: re.Match[str]) -> str:
        try:
            readings.append(resolve_reading(snapshot, parse_inline_figure(found[1])))
        except InlineFigureError as error:
            problems.append(f"\u201c{unescape(found[1]).strip()}\u201d can't be read any more. {error}")
            return " \u2026 "
        return f"\u27e6{len(readings) - 1}\u27e7"

    marked = INLINE_FIGURE.sub(token, html.replace("\u27e6", "[").replace("\u27e7", "]"))
    yield from problems
    for block in blocks_of(marked) if readings else ():
        whole = "".join(piece.text for piece in block.pieces)
        for text in _SENTENCE_END.split(whole):
            if "\u27e6" in text:
                yield from judged(Sentence(text, tuple(readings)))


def judged(sentence: Sentence) -> Iterator[str]:
    """What one sentence says against its numbers."""
    told = []
    for found in _FROM_TO.finditer(sentence.text):
        old, new = (sentence.readings[int(found[name])] for name in ("old", "new"))
        if (
            is_meant(sentence.text, found)
            and old.measure == new.measure
            and old.value is not None
            and new.value is not None
        ):
            told.append(found.span())
            if not agrees(
                found["way"], old.value, new.value, is_same=sentence_text(old) == sentence_text(new)
            ):
                yield f"\u201c{sentence.said}\u201d: it went from {sentence_text(old)} to {sentence_text(new)}"
    for found in _TO.finditer(sentence.text):
        inside = any(first <= found.start() < last for first, last in told)
        if (
            not inside
            and is_meant(sentence.text, found)
            and not _OTHER_COMPARISON.search(found["between"] + found["after"])
        ):
            yield from against_comparison(sentence, found)
    for found in _BY.finditer(sentence.text):
        if is_meant(sentence.text, found):
            yield from against_sign(sentence, found)
    for found in _OF_MONTH.finditer(sentence.text):
        if not _OTHER_COMPARISON.search(found["between"]):
            yield from against_month(sentence, found)
    for found in _BESIDE.finditer(sentence.text):
        yield from against_typed(sentence, found)


def is_meant(text: str, found: re.Match[str]) -> bool:
    """Whether the direction is stated as a fact: not denied, hoped for, or of something else; "up to" is no direction."""
    before = text[max(0, found.start() - BEFORE) : found.start()]
    clause = re.split(r"[,;:\u2013]\s|\bbut\b|\band\b", before)[-1]
    between = found["between"]
    is_bare = found["way"].lower() in ("up", "down") and bool(between.strip()) | (found.re is _TO)
    other_way = re.search(rf"\b(?:{UP}|{DOWN})\b", between, re.IGNORECASE)
    return not (_NOT_SO.search(clause + between) or is_bare or other_way)


def agrees(way: str, old: Decimal, new: Decimal, *, is_same: bool = False) -> bool:
    """Whether going from one value to the other is what the word says."""
    way = way.lower()
    if way in TIMES:
        least, most = TIMES[way]
        return old <= 0 or least <= new / old <= most
    return not is_same and (new > old) is (way in UP.split("|")) and new != old


def against_comparison(sentence: Sentence, found: re.Match[str]) -> Iterator[str]:
    """ "Fell to 158" of a reading that stands against 80."""
    reading = sentence.readings[int(found["new"])]
    if reading.value is None or reading.comparison is None:
        return
    if not agrees(found["way"], reading.comparison.value, reading.value):
        yield f"\u201c{sentence.said}\u201d: it is {sentence_text(reading)}, {reading.comparison_text}"


def against_sign(sentence: Sentence, found: re.Match[str]) -> Iterator[str]:
    """ "Fell by +16%": a change that has a sign of its own."""
    reading = sentence.readings[int(found["new"])]
    has_sign = reading.measure.unit is Unit.PERCENT_CHANGE or reading.measure.is_difference
    way = found["way"].lower()
    if reading.value is None or not has_sign or way in TIMES:
        return
    if (reading.value < 0) is (way in UP.split("|")) and reading.value:
        yield f"\u201c{sentence.said}\u201d: the change is {sentence_text(reading)}"


def against_month(sentence: Sentence, found: re.Match[str]) -> Iterator[str]:
    """ "158 plans in October" of November's reading; one of several months is not judged."""
    reading = sentence.readings[int(found["new"])]
    is_one = reading.window is not None and reading.window.months == 1
    when = reading.as_at or (reading.window.first if reading.window and is_one else None)
    if when is None:
        return
    if found["month"] != MONTH_NAMES[when.month - 1] or (found["year"] and int(found["year"]) != when.year):
        yield f"\u201c{sentence.said}\u201d: {sentence_text(reading)} is of {when:%B %Y}"


def against_typed(sentence: Sentence, found: re.Match[str]) -> Iterator[str]:
    """ "158 (150)": the bound number and the same one typed, in brackets beside it."""
    reading = sentence.readings[int(found["bound"] or found["inside"])]
    written = (found["typed"] or found["before"]).strip().rstrip(".,").replace(" per cent", "%")
    typed = next((one for one, _ in typed_numbers(written)), None)
    values = [one for one in (reading.value, reading.low, reading.high) if one is not None]
    # A bare digit in brackets is a note's number.
    if typed is None or len(written) < 2 or not is_same_unit(typed, reading.measure.unit):
        return
    is_rough = bool((found["some"] or found["about"] or "").strip() or reading.qualifier)
    if any(typed.matches(one, reading.measure.unit) or (is_rough and is_close(typed, one)) for one in values):
        return
    yield f"\u201c{sentence.said}\u201d: {written} is typed where the records say {sentence_text(reading)}"


def is_same_unit(typed: Typed, unit: Unit) -> bool:
    return typed.is_pounds == (unit is Unit.POUNDS) and typed.is_percent == (unit in PERCENTAGES)


def is_close(typed: Typed, value: Decimal) -> bool:
    return abs(typed.value - abs(value)) <= CLOSE * abs(value)
