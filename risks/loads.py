"""Kinds of file of risks: the register, with scores as at a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from risks.headings import RISKS_HEADINGS, RISKS_LABELS
from risks.models import Response, Risk, RiskAssessment, RiskMatrix, RiskMatrixCell
from risks.row_types import RiskRow
from risks.score_cells import LevelCell, ScoreCell, level_number
from risks.snapshot import RISKS
from sendprog.loads.cell_parsers import CellError, ParsedCell
from sendprog.loads.date_cells import DayCell
from sendprog.loads.kinds import NO_FIELD, Column, ParsedRow, RowRecord, RuleProblem, register_kind
from sendprog.loads.messages import Message
from sendprog.loads.record_kinds import IS_EXEMPT
from sendprog.loads.reference_kinds import ReferenceKind
from sendprog.loads.shared_columns import BASES, SOURCE
from sendprog.loads.text_cells import ChoiceCell, ReferenceCell, TextCell
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, today
from sendprog.values.periods import Month, quoted
from strands.loads.columns import STRAND

AXES = ("likelihood", "impact")
SCORES = ("likelihood", "impact", "score", "inherent_score", "target_score")


def scores_have_a_day(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    """Scores have the day they are as at; likelihood and impact have a score."""
    if any(values.get(name) is not None for name in SCORES) and not values.get("as_at"):
        yield "as_at", "there is a score without its day: give the day it was scored"
    if (
        any(values.get(name) is not None for name in ("likelihood", "impact"))
        and values.get("score") is None
    ):
        yield "score", "likelihood and impact come with their score: give it"


def scored_by_today(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("as_at") and values["as_at"] > today():
        yield "as_at", "this day is still to come: give the day of the scores"


@register_kind
class RisksKind(ReferenceKind):
    """Risks and their assessments. Restricted risks can't be loaded."""

    slug = "risks"
    title = "Risk register"
    one_row = "risk"
    model = Risk
    name_column = "title"
    section = RISKS
    subject = "risk"
    labels = RISKS_LABELS
    usual_headings = RISKS_HEADINGS
    rules = (scores_have_a_day, scored_by_today)
    needed = ("title",)
    notes = (
        "One row a risk. Only the columns that the file holds are changed; "
        "an empty cell clears what was there.",
        "as_at is the day of the scores; without it no score is read. "
        "Scores are those of the council's risk matrix.",
        "Restricted risks are not loaded: edit them on their own pages.",
    )
    example = ({"reference": "a-risks-reference", "title": "", "as_at": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            Column("reference", ReferenceCell(), required=True, never_empty=True),
            Column("title", TextCell(300)),
            Column("description", TextCell(4000, lines=True)),
            STRAND,
            Column("owner", TextCell(120, is_role=True), help="A role, never a person's name"),
            Column("response", ChoiceCell(dict(Response.choices))),
            Column("proximity", TextCell(60)),
            Column("closed_on", DayCell()),
            Column("note", TextCell(200)),
            SOURCE,
            Column("as_at", DayCell(), field=NO_FIELD, help="The day of the scores"),
            *(Column(name, LevelCell(), field=NO_FIELD) for name in AXES),
            *(Column(name, ScoreCell(), field=NO_FIELD) for name in SCORES if name not in AXES),
            Column(
                "figure_basis",
                ChoiceCell(BASES),
                field=NO_FIELD,
                help="What the scores rest on: reported if empty",
            ),
            Column(
                "score_reason",
                TextCell(4000, lines=True),
                field=NO_FIELD,
                help="Why the score changed",
            ),
        )

    def resolve(self, rows: Sequence[ParsedRow]) -> Iterator[Message]:
        """Looks up the matrix with its cells, and the assessments of the rows' days, at once."""
        matrix = (
            RiskMatrix.objects.prefetch_related("cells", "levels")
            .order_by("slug", "-number")
            .first()
        )
        days = {row.value("as_at") for row in rows if row.value("as_at")}
        assessments = {
            (assessment.risk.slug, assessment.as_at): assessment
            for assessment in RiskAssessment.objects.filter(as_at__in=days)
            .select_related("risk", "matrix")
            .prefetch_related("matrix__cells", "matrix__levels")
        }
        for row in rows:
            assessment = assessments.get((self.identity_of(row), row.value("as_at")))
            row.resolved |= {"matrix": matrix, "assessment": assessment}
        yield from super().resolve(rows)

    def resolve_row(self, row: ParsedRow, record: Risk | None) -> Iterator[Message]:
        if record is not None and record.restricted:
            yield self.problem(row, IS_EXEMPT.format("reference"))
        level_problems = list(self.look_up_levels(row))
        yield from level_problems
        if row.value("as_at") and not level_problems:
            yield from self.score_problems(row)

    def look_up_levels(self, row: ParsedRow) -> Iterator[Message]:
        """Put the numbers of the matrix's levels in the place of their words."""
        assessment = row.resolved["assessment"]
        matrix = assessment.matrix if assessment else row.resolved["matrix"]
        levels = list(matrix.levels.all()) if matrix else []
        for axis in AXES:
            level = row.value(axis)
            if level is None:
                continue
            labels = {each.number: each.label for each in levels if each.axis == axis}
            try:
                number = level_number(level, labels, axis)
            except CellError as error:
                yield Message(
                    found=quoted(level.label), row=row.number, column=axis, wrong=f"{error}."
                )
            else:
                row.cells[axis] = ParsedCell(number, understood=level.label and f"{number}")

    def score_problems(self, row: ParsedRow) -> Iterator[Message]:
        """At most one problem: no matrix, a score that the matrix lacks, or a combination that it
        lacks.
        """
        assessment = row.resolved["assessment"]
        matrix = assessment.matrix if assessment else row.resolved["matrix"]
        if matrix is None:
            text = "There is no risk matrix yet: create one first (Records, Risk matrices)."
            yield Message(row=row.number, column="score", wrong=text)
            return
        cells = list(matrix.cells.all())
        scores = sorted({cell.score for cell in cells})
        for name in ("score", "inherent_score", "target_score"):
            score = row.value(name)
            if score is not None and score not in scores:
                text = f"no cell of {matrix} has this score. Its scores are {', '.join(map(str, scores))}."
                yield Message(found=str(score), row=row.number, column=name, wrong=text)
                return
        is_scored = any(row.value(name) is not None for name in ("likelihood", "impact", "score"))
        if is_scored and not any(self.is_in_cell(row, cell) for cell in cells):
            text = f"No cell of {matrix} has this likelihood, impact and score together: check the three."
            yield Message(row=row.number, column="score", wrong=text)

    @staticmethod
    def is_in_cell(row: ParsedRow, cell: RiskMatrixCell) -> bool:
        """Whether the row's likelihood, impact and score, as far as given, are the cell's."""
        return all(
            row.value(name) in (None, getattr(cell, name))
            for name in ("likelihood", "impact", "score")
        )

    def records_of_row(self, row: ParsedRow, record: Risk | None) -> list[RowRecord]:
        (risk,) = super().records_of_row(row, record)
        values = {name: row.value(name) for name in SCORES if name in row.cells}
        if not row.value("as_at") or all(value is None for value in values.values()):
            return [risk]
        assessment = row.resolved["assessment"] or RiskAssessment(
            risk=risk.record,
            as_at=row.value("as_at"),
            matrix=row.resolved["matrix"],
            source=row.value("source") or "",
        )
        if row.value("figure_basis"):
            values["basis"] = row.value("figure_basis")
        if "score_reason" in row.cells:
            values["reason"] = row.value("score_reason")
        return [risk, RowRecord(assessment, values)]

    def stored_rows(self) -> Iterator[Mapping[str, Any]]:
        risks = visible_to(Risk.objects.for_audience(Audience.MEMBER), Audience.MEMBER)
        for risk in self.with_linked(risks).prefetch_related("assessments"):
            latest = max(
                risk.assessments.all(), key=lambda assessment: assessment.as_at, default=None
            )
            yield self.export_row(risk) | assessment_cells(latest)

    def published_rows(self, rows: Iterable[RiskRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            if not row.is_restricted:
                yield self.export_row(row) | assessment_cells(row.current)


def assessment_cells(assessment: Any) -> dict[str, Any]:
    """The cells of a stored or published assessment; empty for None."""
    if assessment is None:
        return {}
    cells = {name: getattr(assessment, name) for name in SCORES}
    return cells | {
        "as_at": assessment.as_at.isoformat(),
        "score_reason": assessment.reason,
        "figure_basis": BASES[assessment.basis],
    }
