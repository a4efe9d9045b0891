"""Records of a made-up programme: risks and their matrices."""

from collections.abc import Iterator

from django.db import models

from risks.models import (
    MatrixAxis,
    Mitigation,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
    RiskMatrixLevel,
)
from strands.models import (
    Strand,
)
from tests.programmes.maker import Maker

# Axes of matrices: 1 to 5, and the values 1, 2, 3 and 5.
AXES = ((1, 2, 3, 4, 5), (1, 2, 3), (1, 2, 3, 5))


def risks(maker: Maker) -> Iterator[models.Model]:
    """A register of one or two matrices, of risks scored, scored again, with another matrix, or never."""
    scores = {}
    for number in maker.several(1, 2):
        matrix = RiskMatrix(
            pk=number + 1,
            slug="matrix",
            number=number + 1,
            name="Larch matrix",
            is_example=maker.chance(0.2),
            note=maker.text(),
        )
        axis = maker.pick(AXES)
        scores[matrix.pk] = [(one, two) for one in axis for two in axis]
        yield matrix
        yield from parts_of(matrix, axis)
    for number in maker.several(0, 5):
        yield from risk_of(maker, number, scores)


def parts_of(matrix: RiskMatrix, axis: tuple[int, ...]) -> Iterator[models.Model]:
    for which in MatrixAxis:
        for level in axis:
            yield RiskMatrixLevel(matrix=matrix, axis=which, number=level, label=f"Level {level}")
    for likelihood in axis:
        for impact in axis:
            score = likelihood * impact
            band = "High" if score > 9 else "Low"
            yield RiskMatrixCell(matrix=matrix, likelihood=likelihood, impact=impact, score=score, band=band)


def risk_of(maker: Maker, number: int, scores: dict[int, list]) -> Iterator[models.Model]:
    risk = Risk(
        pk=number + 1,
        reference=maker.pick([f"risk-{number}", f"R/{number}"]),
        number=maker.maybe(number),
        title=maker.text(least=2),
        strand=maker.one_of(Strand),
        restricted=maker.chance(0.1),
        closed_on=maker.maybe(maker.day(-100, 100), 0.1),
        source=maker.source(),
    )
    for name in ("description", "owner", "proximity", "note"):
        setattr(risk, name, maker.text(most=4))
    yield risk
    for day in sorted({maker.day(-600, 0) for _ in maker.several(0, 3)}):
        matrix = maker.pick(maker.all_of(RiskMatrix))
        likelihood, impact = maker.pick(scores[matrix.pk])
        is_scored, has_levels = maker.chance(0.85), maker.chance(0.8)
        yield RiskAssessment(
            risk=risk,
            matrix=matrix,
            as_at=day,
            likelihood=likelihood if is_scored and has_levels else None,
            impact=impact if is_scored and has_levels else None,
            score=likelihood * impact if is_scored else None,
            target_score=maker.maybe(likelihood * impact, 0.4),
            reason=maker.text(),
            basis=maker.basis(),
            source=maker.source(),
        )
    for place in maker.several(0, 2):
        yield Mitigation(risk=risk, number=place + 1, text=maker.text(least=1), owner=maker.text())
