"""Reads an opened file for a kind: in our own shape, or in the layout that is recognised."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from sendprog.loads.checking import CheckResult, check_grid
from sendprog.loads.file_reader import OpenedFile
from sendprog.loads.grid import Grid
from sendprog.loads.heading_words import heading_key
from sendprog.loads.headings import Vocabulary, is_scaled, joint_vocabulary, match_headings
from sendprog.loads.kinds import ANY_MONTH, KINDS, FileKind, FileWarning
from sendprog.loads.layouts.layout import Layout, NotReadable
from sendprog.loads.layouts.recogniser import recognise
from sendprog.loads.layouts.words import FindColumns, KindWords
from sendprog.loads.messages import Message, Unreadable
from sendprog.loads.number_cells import NUMBER_CELLS
from sendprog.loads.time_limit import require_time
from sendprog.values.periods import Month, quoted

# The code of the warning that says how a sheet is read.
READING = "reading"
SCALED = (
    "This text beside the table gives amounts in thousands or millions: write whole pounds, "
    "and take the text out."
)


def check_opened(
    kind: FileKind, opened: OpenedFile, *, until: Month, choices: Mapping[str, str]
) -> CheckResult:
    """Check a file's table; of another layout than ours, the reading is a warning to be ticked."""
    grid, layout = read_opened(kind, opened, choices)
    result = check_grid(kind, grid, until=until, choices=choices)
    if layout is None:
        return result
    scaled = [Message(SCALED, column=quoted(text)) for text in layout.set_aside if is_scaled(text)]
    found = (*scaled, *layout.problems, *map(layout.located, result.problems))
    # A cell of the sheet may stand in several rows of the table: its fault is told once.
    problems = tuple(dict.fromkeys(found))
    reading = FileWarning(READING, Message(layout.sentence))
    warnings = (reading, *result.warnings)
    return replace(
        result,
        rows=() if problems else result.rows,
        problems=problems,
        warnings=() if problems else warnings,
        to_settle=tuple(map(layout.located, result.to_settle)),
        layout=layout,
    )


def read_opened(
    kind: FileKind, opened: OpenedFile, choices: Mapping[str, str]
) -> tuple[Grid, Layout | None]:
    """The table of a file, and its layout where that is not our own; raises Unreadable."""
    grids = opened.grids()
    try:
        layout = recognise(grids, words_of(kind, choices))
    except NotReadable as error:
        raise Unreadable(*error.problems) from error
    return (layout.grid, layout) if layout else (opened.table(), None)


def words_of(kind: FileKind, choices: Mapping[str, str]) -> KindWords:
    """What the recogniser knows of a kind and of the others."""
    others = tuple(words_of_another(other) for other in KINDS.values() if other is not kind)
    return single_words(kind, choices, others)


@lru_cache(maxsize=64)
def words_of_another(kind: FileKind) -> KindWords:
    """What is known of a kind that is not the file's own: nothing that was settled before."""
    return single_words(kind, {})


def single_words(
    kind: FileKind, choices: Mapping[str, str], others: tuple[KindWords, ...] = ()
) -> KindWords:
    columns = kind.columns(ANY_MONTH)
    return KindWords(
        title=kind.title,
        columns_of=columns_finder(kind, choices),
        key=tuple(kind.key),
        numbers=frozenset(
            column.name for column in columns if isinstance(column.parser, NUMBER_CELLS)
        ),
        summed=frozenset(column.name for column in columns if column.total),
        others=others,
        may_be_heading=lambda text: is_heading_of_any(text) or heading_key(text) in choices,
    )


@lru_cache(maxsize=8192)
def is_heading_of_any(text: str) -> bool:
    """Whether a text may be a heading of some kind of file."""
    return vocabulary_of_all().knows(text)


@lru_cache(maxsize=1)
def vocabulary_of_all() -> Vocabulary:
    return joint_vocabulary(KINDS.values())


def columns_finder(kind: FileKind, choices: Mapping[str, str]) -> FindColumns:
    """A function that finds the kind's columns among texts."""

    @lru_cache(maxsize=1024)
    def find(texts: tuple[str, ...]) -> Mapping[int, str]:
        require_time()
        matches = match_headings(kind, texts, choices)
        return {match.position: match.column for match in matches.headings if match.column}

    return lambda texts: find(tuple(texts))
