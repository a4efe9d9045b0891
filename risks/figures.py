"""The scores that a risk's assessments state, as readings by stable keys."""

from collections.abc import Iterator
from decimal import Decimal

from risks.snapshot import RISKS, RiskRow
from sendprog.values.measures import Reading, Unit, unpublished_measure
from sendprog.values.wording import day


def risk_figures(row: RiskRow) -> Iterator[tuple[str, Reading]]:
    for assessment in row.assessments:
        scores = {
            "Score": assessment.score,
            "Inherent score": assessment.inherent_score,
            "Target score": assessment.target_score,
        }
        for label, score in scores.items():
            if score is None:
                continue
            reading = Reading(
                measure=unpublished_measure(f"{label}: {row.title}", Unit.COUNT),
                value=Decimal(score),
                window_words=f"as at {day(assessment.as_at)}",
                basis=assessment.basis,
            )
            yield f"undated|{RISKS.name}|{row.reference}|{assessment.as_at}|{label}", reading


FIGURES = {RISKS: risk_figures}
