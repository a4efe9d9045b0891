"""The sections of risks. Only the restricted audience gets restricted risks."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Subquery

from risks.matrix_shape import matrix_name
from risks.models import (
    MatrixAxis,
    Mitigation,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
)
from risks.row_types import AssessmentRow, CellRow, MatrixRow, MitigationRow, RiskRow
from risks.row_upgrades import (
    with_level_numbers,
    with_matrix_slugs,
    with_sources_of_mitigations,
    without_scoring,
)
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.basis import Basis

# The band of an assessment's cell; none where
# its likelihood or impact is unknown.
BAND = RiskMatrixCell.objects.filter(
    matrix=OuterRef("matrix"), likelihood=OuterRef("likelihood"), impact=OuterRef("impact")
).values("band")[:1]


# What an assessment's row copies, and what it takes from the matrix.
ASSESSMENT = (
    "as_at",
    "likelihood",
    "impact",
    "score",
    "inherent_score",
    "target_score",
    "reason",
    "source",
)
MATRIX = ("matrix__name", "matrix__number", "matrix__slug", "matrix__is_example")


def assessments_by_risk() -> dict[int, list[AssessmentRow]]:
    """The assessments of each risk, oldest first, by the risk's key: one query."""
    rows: dict[int, list[AssessmentRow]] = defaultdict(list)
    assessments = RiskAssessment.objects.order_by("risk_id", "as_at")
    with_bands = assessments.annotate(cell_band=Subquery(BAND))
    names = ("risk_id", "basis", "cell_band", *MATRIX, *ASSESSMENT)
    for risk, basis, band, name, number, slug, is_example, *copied in with_bands.values_list(
        *names
    ):
        row = AssessmentRow(
            **dict(zip(ASSESSMENT, copied, strict=True)),
            # An example matrix gives no band.
            band="" if is_example else band or "",
            matrix=matrix_name(name, number),
            basis=Basis(basis),
            matrix_slug=slug,
        )
        rows[risk].append(row)
    return rows


def mitigations_by_risk() -> dict[int, list[MitigationRow]]:
    """The mitigations of each risk in their order, by the risk's key: one query."""
    rows: dict[int, list[MitigationRow]] = defaultdict(list)
    names = ("risk_id", "number", "text", "owner", "source")
    for risk, *values in Mitigation.objects.order_by("risk_id", "number").values_list(*names):
        rows[risk].append(MitigationRow(*values))
    return rows


def read_risk_rows(*, on: date, viewer: Audience) -> Iterator[RiskRow]:
    """Thousands are read with each change of one, so that no instances of their parts are made."""
    assessments, mitigations = assessments_by_risk(), mitigations_by_risk()
    register = visible_to(Risk.objects.open(on).for_audience(viewer), viewer)
    for risk in register.select_related("strand"):
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
            assessments=tuple(assessments.get(risk.pk, ())),
            mitigations=tuple(mitigations.get(risk.pk, ())),
        )


def labels_by_number(matrix: RiskMatrix, axis: MatrixAxis) -> dict[int, str]:
    """The labels of the axis, lowest first."""
    return {level.number: level.label for level in matrix.levels.all() if level.axis == axis}


def read_matrix_rows(*, on: date, viewer: Audience) -> Iterator[MatrixRow]:
    for matrix in RiskMatrix.objects.prefetch_related("levels", "cells"):
        likelihoods = labels_by_number(matrix, MatrixAxis.LIKELIHOOD)
        impacts = labels_by_number(matrix, MatrixAxis.IMPACT)
        yield MatrixRow(
            slug=matrix.slug,
            name=matrix.name,
            number=matrix.number,
            is_example=matrix.is_example,
            note=matrix.note,
            likelihoods=tuple(likelihoods.values()),
            impacts=tuple(impacts.values()),
            cells=tuple(
                CellRow(cell.likelihood, cell.impact, cell.score, cell.band)
                for cell in matrix.cells.all()
            ),
            scoring=matrix.get_scoring_display(),
            likelihood_numbers=tuple(likelihoods),
            impact_numbers=tuple(impacts),
        )


RISKS = Section(
    "risks.risks",
    RiskRow,
    read_risk_rows,
    upgrades=(with_matrix_slugs, with_sources_of_mitigations),
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
    upgrades=(without_scoring, with_level_numbers),
    key=("slug", "number"),
    label="Risk matrices",
    title=lambda row: row.name,
    edit=EditLink("Open the matrix", model="risks.riskmatrix", by="slug"),
)
SECTIONS = (RISKS, MATRICES)
