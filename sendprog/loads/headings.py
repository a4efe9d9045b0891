"""Matches the headings of a table with a kind's columns: exactly, by the field's words, or not at all.

Nothing here reads a cell. A heading that may mean two columns, or another measure, matches none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from sendprog.loads.heading_words import (
    LONGEST_HEADING,
    heading_key,
    in_usual_words,
    is_misspelt,
    may_be_misspelt,
    plain_words,
)
from sendprog.loads.kinds import ANY_MONTH, NO_FIELD, Column, FileKind
from sendprog.values.periods import quoted

# Amounts in another unit than pounds: "(£m)", "£000", "in millions".
_SCALED = re.compile(
    r"£ ?(?:m|mn|k|bn|000s?|'000s?)\b|\((?:£|gbp)? ?(?:m|mn|mil|k|bn|'?000s?)\)"
    r"|\b(?:millions?|thousands?|billions?|000s)\b",
    re.IGNORECASE,
)
# What people in every service call these columns.
SHARED_WORDS: Mapping[str, tuple[str, ...]] = {
    "month": (
        "period",
        "reporting month",
        "report month",
        "reporting period",
        "month ending",
        "month of report",
        "return month",
    ),
    "reference": ("ref", "id", "reference number", "ref number", "unique reference"),
    "note": ("comment", "notes", "remark", "commentary"),
    "source": ("data source", "source of data", "source of figures"),
}


class How(StrEnum):
    """How a heading was matched with a column."""

    EXACT = "exact"
    # Settled at an earlier upload: read under the column, or left out.
    KEPT = "kept"
    LEFT_OUT = "left out"
    # Proposed, to be settled by a person.
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class HeadingMatch:
    """A heading of the table, its position among the texts, and the column; "" for none.

    why: what keeps it from a column, as a sentence; "" where nothing needs to be said. is_repeat:
    whether the table has its column under an earlier heading, which no choice can settle.
    """

    position: int
    heading: str
    column: str
    how: How
    why: str = ""
    is_repeat: bool = False

    @property
    def key(self) -> str:
        """The heading as a choice about it is stored: "ehcna_requests"."""
        return heading_key(self.heading)

    @property
    def is_settled(self) -> bool:
        return self.how not in (How.LIKELY, How.UNKNOWN)


@dataclass(frozen=True)
class Matches:
    """What match_headings() found, in the order of the texts; blank texts are left out."""

    headings: tuple[HeadingMatch, ...] = ()

    @property
    def columns(self) -> dict[int, str]:
        """The column to read at each position: exact or settled before, never merely likely."""
        return {
            match.position: match.column
            for match in self.headings
            if match.how in (How.EXACT, How.KEPT)
        }

    @property
    def known(self) -> int:
        """How many headings are exact, settled or likely: what tells a header from other rows."""
        return sum(match.how is not How.UNKNOWN for match in self.headings)

    @property
    def to_settle(self) -> tuple[HeadingMatch, ...]:
        """The headings of a header that a person has to settle; none of a row that is no header."""
        texts = [match.heading for match in self.headings]
        if not self.known and (len(texts) < 2 or not all(map(_has_letters, texts))):
            return ()
        return tuple(
            match for match in self.headings if not match.is_settled and not match.is_repeat
        )

    @property
    def chosen(self) -> tuple[HeadingMatch, ...]:
        """The headings that are read, or left out, as somebody chose."""
        return (*self.of(How.KEPT), *self.of(How.LEFT_OUT))

    def of(self, how: How) -> tuple[HeadingMatch, ...]:
        return tuple(match for match in self.headings if match.how is how)


@dataclass(frozen=True)
class Vocabulary:
    """The headings of a kind: to a column exactly, by squeezed text, and likely, by usual words."""

    exact: Mapping[str, str]
    likely: Mapping[str, str]

    @cached_property
    def likely_by_length(self) -> Mapping[int, list[tuple[list[str], str]]]:
        """The usual words of the columns, by how many they are."""
        known: dict[int, list[tuple[list[str], str]]] = {}
        for text, column in self.likely.items():
            words = text.split()
            known.setdefault(len(words), []).append((words, column))
        return known

    def knows(self, text: str) -> bool:
        """Whether a text may be a heading of one of the columns, or of several."""
        return squeezed(text) in self.exact or bool(likely_columns(self, text))


def match_headings(
    kind: FileKind, texts: Sequence[str], choices: Mapping[str, str] | None = None
) -> Matches:
    """Match the texts of a row with the kind's columns.

    `choices`: what was settled before, by heading_key(): a column, or "" to leave the heading out. An
    exact match goes before any choice. No column is given to two headings: where two ask for one,
    exactly or likely, the first exact one has it, and of others none.
    """
    vocabulary = vocabulary_of(kind)
    headings = {number: text.strip() for number, text in enumerate(texts) if heading_key(text)}
    matches: dict[int, HeadingMatch] = {}
    taken: dict[str, int] = {}
    for number, text in headings.items():
        column = vocabulary.exact.get(squeezed(text), "")
        if column in taken:
            why = twice(text, headings[taken[column]], column)
            matches[number] = HeadingMatch(number, text, "", How.UNKNOWN, why, is_repeat=True)
        elif column:
            taken[column] = number
            matches[number] = HeadingMatch(number, text, column, How.EXACT)
    rest = {number: text for number, text in headings.items() if number not in matches}
    matches |= match_choices(vocabulary, rest, taken, choices or {})
    rest = {number: text for number, text in headings.items() if number not in matches}
    matches |= match_likely(vocabulary, rest, taken)
    return Matches(tuple(matches[number] for number in sorted(matches)))


def match_choices(
    vocabulary: Vocabulary,
    headings: Mapping[int, str],
    taken: dict[str, int],
    choices: Mapping[str, str],
) -> dict[int, HeadingMatch]:
    """The headings that were settled before. A choice of a column that is taken has to be settled anew."""
    columns = set(vocabulary.exact.values())
    matches = {}
    for number, text in headings.items():
        column = choices.get(heading_key(text))
        if column is None or (column and (column not in columns or is_scaled(text))):
            continue
        if not column:
            matches[number] = HeadingMatch(number, text, "", How.LEFT_OUT)
        elif column in taken:
            first = headings.get(taken[column], "")
            is_same = heading_key(first) == heading_key(text)
            why = f"It was read as {column} before, and this file has that column under another heading."
            why = twice(text, first, column) if is_same else why
            matches[number] = HeadingMatch(number, text, "", How.UNKNOWN, why, is_repeat=is_same)
        else:
            taken[column] = number
            matches[number] = HeadingMatch(number, text, column, How.KEPT)
    return matches


def match_likely(
    vocabulary: Vocabulary, headings: Mapping[int, str], taken: Mapping[str, int]
) -> dict[int, HeadingMatch]:
    """The headings that are likely a column, if it is not taken and no other asks for it, and the rest."""
    likely = {number: likely_column(vocabulary, text) for number, text in headings.items()}
    times = Counter(column for column in likely.values() if column)
    matches = {}
    for number, text in headings.items():
        column, why = likely[number], ""
        if column and is_scaled(text):
            why = (
                "The heading gives the amounts in thousands or millions: write whole pounds, or 51.6m, "
                "under a heading without it."
            )
        elif column in taken:
            why = f"This may be {column}, which the file has under another heading."
        elif times[column] > 1:
            why = f"Another heading may be {column} too: say which one."
        how = How.LIKELY if column and not why else How.UNKNOWN
        matches[number] = HeadingMatch(number, text, "" if why else column, how, why)
    return matches


def likely_column(vocabulary: Vocabulary, text: str) -> str:
    """The column that the field usually gives this heading to; "" for none, or for two."""
    columns = likely_columns(vocabulary, text)
    return columns.pop() if len(columns) == 1 else ""


def likely_columns(vocabulary: Vocabulary, text: str) -> set[str]:
    words = in_usual_words(_SCALED.sub(" ", unicodedata.normalize("NFKC", text)))
    if words in vocabulary.likely:
        return {vocabulary.likely[words]}
    found = words.split()
    if not any(map(may_be_misspelt, found)):
        return set()
    as_long = vocabulary.likely_by_length.get(len(found), ())
    return {column for known, column in as_long if is_misspelt(found, known)}


def twice(text: str, other: str, column: str) -> str:
    """Why a second heading of a column is not read."""
    if squeezed(text) == squeezed(other):
        return "This heading is there twice: keep one of the two columns."
    return f"This is {column}, as “{quoted(other)}” is: keep one of the two columns."


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def squeezed(text: str) -> str:
    """The letters and digits of a heading, to compare it with a name or label: "plansissued"."""
    if len(text) > LONGEST_HEADING or is_scaled(text):
        return ""
    return "".join(plain_words(text))


def is_scaled(text: str) -> bool:
    """Whether a heading says that its amounts are in thousands or millions."""
    return bool(_SCALED.search(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=64)
def vocabulary_of(kind: FileKind) -> Vocabulary:
    """The headings that name the kind's columns. A text that names two of them names none."""
    columns = kind.columns(ANY_MONTH)
    names = {squeezed(column.name): column.name for column in columns}
    labels = _unambiguous(
        ((label, column.name) for column in columns for label in _labels(kind, column)), squeezed
    )
    likely = _unambiguous(
        ((text, column.name) for column in columns for text in _usual_texts(kind, column)),
        in_usual_words,
    )
    likely |= {in_usual_words(column.name): column.name for column in columns}
    return Vocabulary(labels | names, likely)


def joint_vocabulary(kinds: Iterable[FileKind]) -> Vocabulary:
    """The headings of several kinds together: enough to tell whether a text is a heading of any."""
    exact: dict[str, str] = {}
    likely: dict[str, str] = {}
    for vocabulary in map(vocabulary_of, kinds):
        exact |= vocabulary.exact
        likely |= vocabulary.likely
    return Vocabulary(exact, likely)


def _labels(kind: FileKind, column: Column) -> Iterable[str]:
    """What forms and pages call a column."""
    yield from kind.labels.get(column.name, ())
    if column.stored_in != NO_FIELD:
        yield str(kind.model._meta.get_field(column.stored_in).verbose_name)


def _usual_texts(kind: FileKind, column: Column) -> Iterable[str]:
    yield from _labels(kind, column)
    yield from SHARED_WORDS.get(column.name, ())
    yield from kind.usual_headings.get(column.name, ())
    if column.name == kind.name_column:
        yield "name"


def _unambiguous(pairs: Iterable[tuple[str, str]], form: Callable[[str], str]) -> dict[str, str]:
    """Each text's form with its column, without those that two columns have."""
    columns: dict[str, set[str]] = {}
    for text, column in pairs:
        columns.setdefault(form(text), set()).add(column)
    return {key: names.pop() for key, names in columns.items() if key and len(names) == 1}
