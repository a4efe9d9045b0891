"""A door of risks: the register and its matrices as rows. Restricted risks reach only those they are for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery

from risks.models import Axis, Risk, RiskAssessment, RiskMatrix, RiskMatrixCell
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis


@dataclass(frozen=True)
class AssessmentRow:
    """Scores on a day; likelihood and impact are None where only the score was published."""

    as_at: date
    likelihood: int | None
    impact: int | None
    score: int | None
    inherent_score: int | None
    target_score: int | None
    band: str
    matrix: str
    reason: str
    basis: Basis
    source: str


@dataclass(frozen=True)
class MitigationRow:
    number: int
    text: str
    owner: str


@dataclass(frozen=True)
class RiskRow:
    reference: str
    number: int | None
    title: str
    description: str
    strand: str
    owner: str
    response: str
    proximity: str
    is_restricted: bool
    note: str
    source: str
    assessments: tuple[AssessmentRow, ...]
    mitigations: tuple[MitigationRow, ...]

    @property
    def current(self) -> AssessmentRow | None:
        """The latest assessment; None is "Not scored"."""
        return self.assessments[-1] if self.assessments else None

    @property
    def basis(self) -> Basis | None:
        """The basis of the latest assessment; None where there is none."""
        return self.current.basis if self.current else None

    @property
    def movement(self) -> str:
        """Where the score went since the assessment before, in words; a first score is not "new" or "up"."""
        if self.current is None or self.current.score is None:
            return "Not scored"
        if self.before is None or self.before.score is None:
            return "No earlier score"
        change = self.current.score - self.before.score
        return f"{'Up' if change > 0 else 'Down'} from {self.before.score}" if change else "Unchanged"

    @property
    def before(self) -> AssessmentRow | None:
        """The assessment before the latest."""
        return self.assessments[-2] if len(self.assessments) > 1 else None


@dataclass(frozen=True)
class CellRow:
    likelihood: int
    impact: int
    score: int
    band: str


@dataclass(frozen=True)
class MatrixRow:
    """A matrix as a table: likelihoods are rows, impacts columns."""

    slug: str
    name: str
    number: int
    is_example: bool
    note: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    cells: tuple[CellRow, ...]


# The band of an assessment's own cell; a likelihood or impact that is not known has none.
BAND = RiskMatrixCell.objects.filter(
    matrix=OuterRef("matrix"), likelihood=OuterRef("likelihood"), impact=OuterRef("impact")
).values("band")[:1]


def band_of(assessment: object) -> str:
    """The band of the matrix's cell; none from an example matrix, and none without a known likelihood and impact."""
    return "" if assessment.matrix.is_example else assessment.cell_band or ""


def assessment_rows(risk: Risk) -> Iterator[AssessmentRow]:
    for one in risk.assessments.all():
        yield AssessmentRow(
            one.as_at,
            one.likelihood,
            one.impact,
            one.score,
            one.inherent_score,
            one.target_score,
            band_of(one),
            str(one.matrix),
            one.reason,
            Basis(one.basis),
            one.source,
        )


def risks(*, on: date, viewer: Audience) -> Iterator[RiskRow]:
    scored = RiskAssessment.objects.select_related("matrix").annotate(cell_band=Subquery(BAND))
    assessments = Prefetch("assessments", queryset=scored)
    register = visible_to(Risk.objects.open(on).for_audience(viewer), viewer)
    for risk in register.select_related("strand").prefetch_related(assessments, "mitigations"):
        yield RiskRow(
            reference=risk.reference,
            number=risk.number,
            title=risk.title,
            description=risk.description,
            strand=risk.strand.slug if risk.strand else "",
            owner=risk.owner,
            response=risk.get_response_display(),
            proximity=risk.proximity,
            is_restricted=risk.restricted,
            note=risk.note,
            source=risk.source,
            assessments=tuple(assessment_rows(risk)),
            mitigations=tuple(
                MitigationRow(one.number, one.text, one.owner) for one in risk.mitigations.all()
            ),
        )


def labels(matrix: RiskMatrix, axis: Axis) -> tuple[str, ...]:
    return tuple(level.label for level in matrix.levels.all() if level.axis == axis)


def matrices(*, on: date, viewer: Audience) -> Iterator[MatrixRow]:
    for matrix in RiskMatrix.objects.prefetch_related("levels", "cells"):
        yield MatrixRow(
            slug=matrix.slug,
            name=matrix.name,
            number=matrix.number,
            is_example=matrix.is_example,
            note=matrix.note,
            likelihoods=labels(matrix, Axis.LIKELIHOOD),
            impacts=labels(matrix, Axis.IMPACT),
            cells=tuple(
                CellRow(cell.likelihood, cell.impact, cell.score, cell.band) for cell in matrix.cells.all()
            ),
        )


RISKS = Section(
    "risks.risks",
    RiskRow,
    risks,
    key=("reference",),
    label="Risks",
    nouns=("risk", "risks"),
    title=lambda row: row.title,
    page="risk",
    page_values=lambda row: {"reference": row.reference},
    edit=EditLink("Edit the risk", url_name="risk_edit", by="reference"),
    model="risks.risk",
    lookup="reference",
)
MATRICES = Section(
    "risks.matrices",
    MatrixRow,
    matrices,
    key=("slug", "number"),
    label="Risk matrices",
    title=lambda row: row.name,
    edit=EditLink("Open the matrix", model="risks.riskmatrix", by="slug"),
)
SECTIONS = (RISKS, MATRICES)
