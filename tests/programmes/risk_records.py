"""Records of a made-up programme: risks and their matrices."""

from collections.abc import Iterator
from datetime import date

from django.db import models

from risks.models import (
    MatrixAxis,
    Mitigation,
    Response,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
    RiskMatrixLevel,
    Scoring,
)
from strands.models import Strand
from tests.programmes.maker import Maker

# Axes of matrices: 1 to 5, and the values 1, 2, 3 and 5.
AXES = ((1, 2, 3, 4, 5), (1, 2, 3), (1, 2, 3, 5))


def risks(maker: Maker) -> Iterator[models.Model]:
    """A register of one or two matrices, of risks scored, scored again, with another matrix, or never."""
    scores = {}
    for number in maker.several(1, 2):
        tree = maker.pick(["larch", "elder"])
        matrix = RiskMatrix(
            pk=number + 1,
            slug=f"{tree}-matrix",
            number=number + 1,
            name=f"{tree.capitalize()} matrix",
            scoring=maker.pick(Scoring),
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
            band = "High" if score > 9 else "Low" if score > 2 else ""
            yield RiskMatrixCell(
                matrix=matrix, likelihood=likelihood, impact=impact, score=score, band=band
            )


def risk_of(maker: Maker, number: int, scores: dict[int, list]) -> Iterator[models.Model]:
    is_restricted = maker.chance(0.1)
    maker = maker.hidden(is_restricted)
    risk = Risk(
        pk=number + 1,
        reference=maker.pick([f"risk-{number}", f"R/{number}"]),
        number=maker.maybe(number),
        title=maker.text(least=2),
        strand=maker.one_of(Strand),
        restricted=is_restricted,
        closed_on=maker.maybe(maker.day(-100, 100), 0.1),
        response=maker.pick(["", *Response]),
        source=maker.source(),
    )
    for name in ("description", "owner", "proximity", "note"):
        setattr(risk, name, maker.text(most=4))
    yield risk
    for day in sorted({maker.day(-600, 0) for _ in maker.several(0, 3)}):
        yield assessment_of(maker, risk, day, scores)
    for place in maker.several(0, 2):
        yield Mitigation(
            risk=risk,
            number=place + 1,
            text=maker.text(least=1),
            owner=maker.text(),
            source=maker.source(),
        )


def assessment_of(maker: Maker, risk: Risk, day: date, scores: dict[int, list]) -> RiskAssessment:
    """Scored, with its levels, one of them or none, or not scored; with any of the matrices."""
    matrix = maker.pick(maker.all_of(RiskMatrix))
    likelihood, impact = maker.pick(scores[matrix.pk])
    is_scored = maker.chance(0.85)
    others = [one * two for one, two in scores[matrix.pk]]
    return RiskAssessment(
        risk=risk,
        matrix=matrix,
        as_at=day,
        likelihood=maker.maybe(likelihood, 0.8) if is_scored else None,
        impact=maker.maybe(impact, 0.8) if is_scored else None,
        score=likelihood * impact if is_scored else None,
        inherent_score=maker.maybe(maker.pick(others), 0.3),
        target_score=maker.maybe(maker.pick(others), 0.4),
        reason=maker.text(),
        basis=maker.basis(),
        source=maker.source(),
    )
