"""The sheet of risk matrices: a row a matrix, with its levels and bands; its cells are generated."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from risks.matrix_shape import (
    Cells,
    Levels,
    ShapeError,
    parse_bands,
    parse_cells,
    parse_levels,
    product_cells,
    texts_of,
)
from risks.models import MatrixAxis, RiskMatrix, RiskMatrixCell, RiskMatrixLevel
from sendprog.loads.kinds import NO_FIELD, Column, ParsedRow, RowRecord
from sendprog.loads.messages import Message
from sendprog.loads.text_cells import TextCell
from sendprog.setting_up.record_sheets import RecordSheet
from sendprog.setting_up.sheets import sheet

LINES = TextCell(10_000, lines=True)
SHAPE = {
    "likelihood": "The levels of likelihood, one a line, the lowest first",
    "impact": "The levels of impact, one a line, the lowest first",
    "bands": "The bands with their scores, one a line: Low 1 to 4",
    "cells": "Only where a score is not likelihood times impact. One a line: 2 by 3: 6 Medium",
}
FEWER = "The stored matrix has more levels or cells: give this one the next version."


@sheet(80)
class MatricesSheet(RecordSheet):
    slug, title, one_row = "matrices", "Risk matrices", "matrix"
    model, key, name_column = RiskMatrix, ("slug", "number"), "name"
    notes = (
        "The matrix that risks are scored with. number is its version.",
        "Every cell is likelihood times impact, in the band of its score; cells is for others.",
    )
    example: Any = (
        {
            "slug": "corporate",
            "number": 1,
            "name": "Corporate matrix",
            "likelihood": "Rare\nUnlikely\nPossible",
            "impact": "Minor\nModerate\nMajor",
            "bands": "Low 1 to 2\nMedium 3 to 4\nHigh 6 to 9",
        },
    )

    @cached_property
    def sheet_columns(self) -> tuple[Column, ...]:
        columns = (Column(name, LINES, field=NO_FIELD, help=text) for name, text in SHAPE.items())
        return (*RecordSheet.sheet_columns.func(self), *columns)

    def resolve_row(self, row: ParsedRow, record: RiskMatrix | None) -> Iterator[Message]:
        row.resolved["shape"] = {}, {}, {}
        try:
            row.resolved["shape"] = shape_of_row(row)
        except ShapeError as error:
            yield Message(f"{str(error)[:1].upper()}{str(error)[1:]}.", row=row.number)
        if record is not None and is_smaller(row.resolved["shape"], shape_of_record(record)):
            yield Message(FEWER, row=row.number, column="number")

    def records_of_row(self, row: ParsedRow, record: Any) -> list[RowRecord]:
        (matrix,) = super().records_of_row(row, record)
        likelihood, impact, cells = row.resolved["shape"]
        levels = {
            (axis.value, number): label
            for axis, numbers in zip(MatrixAxis, (likelihood, impact), strict=True)
            for number, label in numbers.items()
        }
        return [
            matrix,
            *level_records(matrix.record, levels),
            *cell_records(matrix.record, cells),
        ]

    def export_row(self, record: RiskMatrix) -> dict[str, Any]:
        return super().export_row(record) | texts_of(*shape_of_record(record))


def shape_of_row(row: ParsedRow) -> tuple[Levels, Levels, Cells]:
    """Raises ShapeError."""
    texts = {name: row.value(name) or "" for name in SHAPE}
    likelihood, impact = parse_levels(texts["likelihood"]), parse_levels(texts["impact"])
    cells = parse_cells(texts["cells"])
    bands = parse_bands(texts["bands"])
    return likelihood, impact, cells or product_cells(likelihood, impact, bands)


def shape_of_record(matrix: RiskMatrix) -> tuple[Levels, Levels, Cells]:
    levels = list(matrix.levels.all())
    cells = {(cell.likelihood, cell.impact): (cell.score, cell.band) for cell in matrix.cells.all()}
    by_axis = (
        {each.number: each.label for each in levels if each.axis == axis} for axis in MatrixAxis
    )
    likelihood, impact = by_axis
    return likelihood, impact, cells


def is_smaller(shape: tuple[Any, ...], stored: tuple[Any, ...]) -> bool:
    """Whether a level or cell that is stored is missing."""
    return any(set(old).difference(new) for new, old in zip(shape, stored, strict=True))


def level_records(matrix: RiskMatrix, levels: dict[tuple[str, int], str]) -> Iterator[RowRecord]:
    stored = {}
    if matrix.pk:
        stored = {(level.axis, level.number): level for level in matrix.levels.all()}
    for (axis, number), label in levels.items():
        level = stored.get((axis, number)) or RiskMatrixLevel(
            matrix=matrix, axis=axis, number=number
        )
        yield RowRecord(level, {"label": label})


def cell_records(matrix: RiskMatrix, cells: Cells) -> Iterator[RowRecord]:
    stored = {}
    if matrix.pk:
        stored = {(cell.likelihood, cell.impact): cell for cell in matrix.cells.all()}
    for (likelihood, impact), (score, band) in cells.items():
        cell = stored.get((likelihood, impact)) or RiskMatrixCell(
            matrix=matrix, likelihood=likelihood, impact=impact
        )
        yield RowRecord(cell, {"score": score, "band": band})
