"""The sections of risks. Only the restricted audience gets restricted risks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery

from risks.models import MatrixAxis, Risk, RiskAssessment, RiskMatrix, RiskMatrixCell
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis
from sendprog.values.references import own_reference, slug_of


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
    def slug(self) -> str:
        """Its reference in addresses."""
        return slug_of(self.reference)

    @property
    def own_reference(self) -> str:
        """The council's own reference; "" if it was only made for the address."""
        return own_reference(self.reference)

    @property
    def current(self) -> AssessmentRow | None:
        """The latest assessment; None is "Not scored"."""
        return self.assessments[-1] if self.assessments else None

    @property
    def movement(self) -> str:
        """How the score changed since the assessment before: "Up from 12"."""
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

    @property
    def basis(self) -> Basis | None:
        """The basis of the latest assessment; None where there is none."""
        return self.current.basis if self.current else None


@dataclass(frozen=True)
class CellRow:
    likelihood: int
    impact: int
    score: int
    band: str


@dataclass(frozen=True)
class MatrixRow:
    """A matrix: the labels of its likelihoods and impacts, lowest first, and its cells."""

    slug: str
    name: str
    number: int
    is_example: bool
    note: str
    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    cells: tuple[CellRow, ...]


# The band of an assessment's cell; none where its likelihood or impact is unknown.
BAND = RiskMatrixCell.objects.filter(
    matrix=OuterRef("matrix"), likelihood=OuterRef("likelihood"), impact=OuterRef("impact")
).values("band")[:1]


def band_of(assessment: RiskAssessment) -> str:
    """The band of the assessment's cell, or "": an example matrix gives no band."""
    return "" if assessment.matrix.is_example else assessment.cell_band or ""


def assessment_row(assessment: RiskAssessment) -> AssessmentRow:
    return AssessmentRow(
        as_at=assessment.as_at,
        likelihood=assessment.likelihood,
        impact=assessment.impact,
        score=assessment.score,
        inherent_score=assessment.inherent_score,
        target_score=assessment.target_score,
        band=band_of(assessment),
        matrix=str(assessment.matrix),
        reason=assessment.reason,
        basis=Basis(assessment.basis),
        source=assessment.source,
    )


def read_risk_rows(*, on: date, viewer: Audience) -> Iterator[RiskRow]:
    assessments = RiskAssessment.objects.select_related("matrix").annotate(cell_band=Subquery(BAND))
    register = visible_to(Risk.objects.open(on).for_audience(viewer), viewer).select_related("strand")
    for risk in register.prefetch_related(Prefetch("assessments", queryset=assessments), "mitigations"):
        yield risk_row(risk)


def risk_row(risk: Risk) -> RiskRow:
    """The row of a risk whose assessments were read with their `cell_band`."""
    return RiskRow(
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
        assessments=tuple(assessment_row(assessment) for assessment in risk.assessments.all()),
        mitigations=tuple(
            MitigationRow(mitigation.number, mitigation.text, mitigation.owner)
            for mitigation in risk.mitigations.all()
        ),
    )


def level_labels(matrix: RiskMatrix, axis: MatrixAxis) -> tuple[str, ...]:
    return tuple(level.label for level in matrix.levels.all() if level.axis == axis)


def read_matrix_rows(*, on: date, viewer: Audience) -> Iterator[MatrixRow]:
    for matrix in RiskMatrix.objects.prefetch_related("levels", "cells"):
        yield MatrixRow(
            slug=matrix.slug,
            name=matrix.name,
            number=matrix.number,
            is_example=matrix.is_example,
            note=matrix.note,
            likelihoods=level_labels(matrix, MatrixAxis.LIKELIHOOD),
            impacts=level_labels(matrix, MatrixAxis.IMPACT),
            cells=tuple(
                CellRow(cell.likelihood, cell.impact, cell.score, cell.band) for cell in matrix.cells.all()
            ),
        )


RISKS = Section(
    "risks.risks",
    RiskRow,
    read_risk_rows,
    key=("slug",),
    label="Risks",
    nouns=("risk", "risks"),
    title=lambda row: row.title,
    page="risk",
    page_values=lambda row: {"slug": row.slug},
    edit=EditLink("Edit the risk", url_name="risk_edit", by="slug"),
    model="risks.risk",
    lookup="slug",
)
MATRICES = Section(
    "risks.matrices",
    MatrixRow,
    read_matrix_rows,
    key=("slug", "number"),
    label="Risk matrices",
    title=lambda row: row.name,
    edit=EditLink("Open the matrix", model="risks.riskmatrix", by="slug"),
)
SECTIONS = (RISKS, MATRICES)
