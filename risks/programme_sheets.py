"""The sheets of a programme's workbook for the records of this app."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model

import risks.matrix_sheet  # noqa: F401 - registers the sheet of matrices
from risks.loads import scored_by_today
from risks.models import Mitigation, Risk, RiskAssessment, RiskMatrix
from risks.score_cells import LevelCell, ScoreCell, level_number
from sendprog.loads.cell_parsers import CellError
from sendprog.loads.kinds import NO_FIELD, Column, ParsedRow
from sendprog.loads.messages import Message
from sendprog.loads.text_cells import TextCell
from sendprog.setting_up.named_links import NamedLink
from sendprog.setting_up.record_sheets import RecordSheet
from sendprog.setting_up.sheets import sheet
from sendprog.values.periods import quoted

AXES = ("likelihood", "impact")
NO_MATRIX = (
    "There is no risk matrix yet: fill in the sheet matrices, or switch on a ready-made one."
)


class UnrestrictedSheet(RecordSheet):
    """Without restricted risks, and what belongs to them."""

    def hidden_keys(self, model: type[Model]) -> set[int]:
        hidden = super().hidden_keys(model)
        if model is Risk:
            hidden |= set(Risk.objects.filter(restricted=True).values_list("pk", flat=True))
        return hidden


@sheet(82)
class RisksSheet(UnrestrictedSheet):
    slug, title, one_row = "risks", "Risks", "risk"
    model, key, name_column = Risk, ("reference",), "title"
    left_out = ("restricted",)
    notes = (
        "Scores stand on the sheet risk-scores. Restricted risks are entered on their own pages.",
    )
    example = ({"reference": "R1", "title": "Too few places", "owner": "Head of Places"},)


@sheet(84)
class RiskScoresSheet(UnrestrictedSheet):
    slug, title, one_row = "risk-scores", "Scores of risks", "score"
    model, key = RiskAssessment, ("risk", "as_at")
    rules = (scored_by_today,)
    consequences: Any = {NO_MATRIX: RiskMatrix}
    notes = (
        "One row for each risk and day on which it was scored. Without a matrix it is the latest.",
        "Where likelihood and impact are given, the score may be left empty: it is the matrix's.",
    )
    example: Any = ({"risk": "R1", "as_at": "2026-05-31", "likelihood": "Possible", "impact": 3},)
    instead = {
        "matrix": Column(
            "matrix",
            TextCell(80),
            link=NamedLink(
                RiskMatrix,
                "matrix.slug",
                name_of=lambda matrix: f"{matrix.slug} {matrix.number}",
            ),
            help="The matrix and its version, such as corporate 1",
        ),
        **{axis: Column(axis, LevelCell(), field=NO_FIELD) for axis in AXES},
        "score": Column("score", ScoreCell(), help="Of the matrix, if empty"),
    }
    # A row without a matrix is of the latest.
    needed = ()

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        matrices = RiskMatrix.objects.prefetch_related("cells", "levels")
        by_key = {matrix.pk: matrix for matrix in matrices.order_by("-slug", "number")}
        for row in rows:
            row.resolved["matrices"] = by_key
        yield from super().resolve(rows)

    def resolve_row(self, row: ParsedRow, record: RiskAssessment | None) -> Iterator[Message]:
        """Look up the matrix, its levels and, where it is left out, the score."""
        values, by_key = row.resolved["values"], row.resolved["matrices"]
        named = values.get("matrix") or (record.matrix if record else None)
        matrix = by_key[named.pk] if named else next(reversed(by_key.values()), None)
        if matrix is None:
            yield Message(NO_MATRIX, row=row.number, column="matrix")
            return
        values["matrix"] = matrix
        for axis in AXES:
            yield from self.look_up_level(row, matrix, axis)
        both = tuple(values.get(axis) for axis in AXES)
        cells = {(cell.likelihood, cell.impact): cell.score for cell in matrix.cells.all()}
        if row.value("score") is None and both in cells:
            values["score"] = cells[both]

    @staticmethod
    def look_up_level(row: ParsedRow, matrix: RiskMatrix, axis: str) -> Iterator[Message]:
        level = row.value(axis)
        if axis in row.cells and level is None:
            row.resolved["values"][axis] = None
        if level is None:
            return
        labels = {each.number: each.label for each in matrix.levels.all() if each.axis == axis}
        try:
            row.resolved["values"][axis] = level_number(level, labels, axis)
        except CellError as error:
            yield Message(f"{error}.", found=quoted(str(level)), row=row.number, column=axis)

    def export_row(self, record: RiskAssessment) -> dict[str, Any]:
        return super().export_row(record) | {axis: getattr(record, axis) for axis in AXES}


@sheet(86)
class MitigationsSheet(UnrestrictedSheet):
    slug, title, one_row = "mitigations", "Mitigations", "mitigation"
    model, key = Mitigation, ("risk", "number")
    example = ({"risk": "R1", "number": 1, "text": "Open two bases", "owner": "Head of Places"},)
