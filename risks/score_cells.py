"""Likelihoods, impacts and scores in cells: "4", "4 - Likely", "12 (Amber)", or the matrix's own
word.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sendprog.loads.cell_parsers import CellError, ParsedCell
from sendprog.loads.grid import Cell
from sendprog.loads.number_cells import CountCell, number_text

_WITH_LABEL = re.compile(
    r"([0-9]{1,3}) ?(?:[-–:=] ?([A-Za-z][\w /-]{0,59})|\(([A-Za-z][\w /-]{0,59})\))"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z /-]{2,59}")


@dataclass(frozen=True)
class Level:
    """A level as a file names it: its number, its label, or both."""

    number: int | None
    label: str = ""

    def __str__(self) -> str:
        return self.label if self.number is None else str(self.number)


@dataclass(frozen=True)
class ScoreCell:
    """A score; a colour or word after it is left aside."""

    expects: str = "A score such as 12 or 12 (Amber)"

    def parse(self, cell: Cell) -> ParsedCell:
        text = number_text(cell)
        if match := _WITH_LABEL.fullmatch(text):
            return ParsedCell(int(match[1]), understood=match[1])
        return CountCell().parse(cell)

    def export(self, value: int | None, marker: str) -> Any:
        return value


@dataclass(frozen=True)
class LevelCell:
    """A level of likelihood or impact as a Level, to be looked up in the matrix."""

    expects: str = "A level such as 4, 4 - Likely, or the matrix's own word"

    def parse(self, cell: Cell) -> ParsedCell:
        text = number_text(cell)
        if match := _WITH_LABEL.fullmatch(text):
            return ParsedCell(Level(int(match[1]), match[2] or match[3]))
        if _WORD.fullmatch(text) and text.lower() not in ("tbc", "none", "nil", "n/a"):
            return ParsedCell(Level(None, text))
        parsed = CountCell().parse(cell)
        return parsed if parsed.value is None else ParsedCell(Level(parsed.value), parsed.marker)

    def export(self, value: int | None, marker: str) -> Any:
        return value


def level_number(level: Level, labels: dict[int, str], axis: str) -> int:
    """The number of a level; CellError where the matrix has no such label, or another number for
    it.
    """
    numbers = numbers_labelled(level.label, labels)
    if level.number is not None and (not numbers or level.number in numbers):
        return level.number
    if level.number is not None:
        raise CellError(f"in the matrix “{level.label}” is {axis} {numbers[0]}: which is meant?")
    if len(numbers) == 1:
        return numbers[0]
    raise CellError(f"the matrix has no such {axis}: write one of {listed_levels(labels.items())}")


def numbers_labelled(text: str, labels: dict[int, str]) -> list[int]:
    """The numbers of the levels with this label, else of those that have it after a colon."""
    wanted = plain_label(text)
    plain = {number: plain_label(label) for number, label in labels.items()}
    whole = [number for number, label in plain.items() if label == wanted]
    after_colon = [
        number for number, label in plain.items() if label.rpartition(":")[2].strip() == wanted
    ]
    return whole or after_colon


def plain_label(label: str) -> str:
    return " ".join(label.lower().split())


def listed_levels(levels: Collection[tuple[int, str]]) -> str:
    """ "1 (Rare), 2 (Unlikely)"."""
    return ", ".join(f"{number} ({label})" for number, label in levels) or "its numbers"
