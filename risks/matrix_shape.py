"""A risk matrix in a few lines of text: its levels, and its bands by range of scores (pure)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Levels = dict[int, str]
# Score and band by likelihood and impact.
Cells = dict[tuple[int, int], tuple[int, str]]

MOST_LEVELS = 10
_NUMBERED = re.compile(r"([0-9]{1,2}) +([^ ].*)")
_BAND = re.compile(r"(.+?):? ([0-9]{1,3})(?: ?(?:to|-|–) ?([0-9]{1,3}))?")
_CELL = re.compile(r"([0-9]{1,2}) by ([0-9]{1,2}): ([0-9]{1,3})(?: (.+))?")


class ShapeError(ValueError):
    """The text is no level, band or cell; the message says what to write instead."""


def matrix_name(name: str, number: int) -> str:
    """As assessments name a version of a matrix: "Corporate matrix, version 2"."""
    return f"{name}, version {number}"


@dataclass(frozen=True)
class Band:
    """The scores from the first to the last have this name."""

    name: str
    first: int
    last: int

    def __str__(self) -> str:
        scores = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        return f"{self.name} {scores}"


def parse_levels(text: str) -> Levels:
    """The levels of the lines, lowest first: numbered from 1, unless each line has its number."""
    lines = lines_with_text(text)
    if len(lines) > MOST_LEVELS:
        raise ShapeError(f"there are {len(lines)} levels: at most {MOST_LEVELS} are possible")
    matches = [_NUMBERED.fullmatch(line) for line in lines]
    if lines and all(matches):
        return {int(match[1]): match[2] for match in matches if match}
    return dict(enumerate(lines, 1))


def parse_bands(text: str) -> list[Band]:
    """The bands of the lines: "Low 1 to 4"."""
    bands = []
    for line in lines_with_text(text):
        match = _BAND.fullmatch(" ".join(line.split()))
        if match is None:
            raise ShapeError(f"“{line[:60]}” is no band: write it as Low 1 to 4")
        first = int(match[2])
        bands.append(Band(match[1], first, int(match[3] or first)))
    return bands


def parse_cells(text: str) -> Cells:
    """The cells of the lines: "2 by 3: 6 Medium" is likelihood 2 and impact 3."""
    cells = {}
    for line in lines_with_text(text):
        match = _CELL.fullmatch(line)
        if match is None:
            raise ShapeError(f"“{line[:60]}” is no cell: write it as 2 by 3: 6 Medium")
        cells[int(match[1]), int(match[2])] = int(match[3]), match[4] or ""
    return cells


def lines_with_text(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def product_cells(
    likelihood: Mapping[int, str], impact: Mapping[int, str], bands: list[Band]
) -> Cells:
    """Every cell of a matrix whose score is likelihood times impact, in the band of its score.

    Raises ShapeError for a score in no band, or in two; without bands none has one.
    """
    return {
        (row, column): (row * column, band_with(row * column, bands))
        for row in likelihood
        for column in impact
    }


def band_with(score: int, bands: list[Band]) -> str:
    names = [band.name for band in bands if band.first <= score <= band.last]
    if bands and len(names) != 1:
        problem = "two bands have" if names else "no band has"
        raise ShapeError(f"{problem} the score {score}: give each score one band")
    return names[0] if names else ""


def lines_of_levels(levels: Mapping[int, str]) -> str:
    """As parse_levels() reads them."""
    labels = list(levels.values())
    in_order = list(levels) == list(range(1, len(levels) + 1))
    if in_order and not all(map(_NUMBERED.fullmatch, labels)):
        return "\n".join(labels)
    return "\n".join(f"{number} {label}" for number, label in levels.items())


def bands_of_cells(cells: Cells) -> list[Band]:
    """The bands by range of scores, lowest first; what they generate may differ from the cells."""
    names = dict(cells.values())
    bands: list[Band] = []
    for score in sorted(names):
        if bands and bands[-1].name == names[score]:
            bands[-1] = Band(names[score], bands[-1].first, score)
        else:
            bands.append(Band(names[score], score, score))
    return [band for band in bands if band.name]


def texts_of(likelihood: Levels, impact: Levels, cells: Cells) -> dict[str, str]:
    """The cells of the sheet for a stored matrix: its bands, or each cell where those don't do."""
    bands = bands_of_cells(cells)
    texts = {"likelihood": lines_of_levels(likelihood), "impact": lines_of_levels(impact)}
    try:
        is_regular = product_cells(likelihood, impact, bands) == cells
    except ShapeError:
        is_regular = False
    if is_regular:
        return texts | {"bands": "\n".join(map(str, bands)), "cells": ""}
    return texts | {"bands": "", "cells": "\n".join(lines_of_cells(cells))}


def lines_of_cells(cells: Cells) -> Iterator[str]:
    for (row, column), (score, band) in sorted(cells.items()):
        yield f"{row} by {column}: {score} {band}".strip()
