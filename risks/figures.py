"""The scores that a risk's assessments state, as readings by stable keys."""

from decimal import Decimal

from risks.row_types import RiskRow
from risks.snapshot import RISKS
from sendprog.records.figures import FigureSource, NamedReadings
from sendprog.values.measures import Reading, unpublished_measure
from sendprog.values.units import Unit
from sendprog.values.wording import day


def risk_prefix(reference: str) -> str:
    """Before the day of an assessment and the name of a score."""
    return f"undated|{RISKS.name}|{reference}|"


def score_readings(row: RiskRow) -> NamedReadings:
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
            yield f"{assessment.as_at}|{label}", reading


FIGURES = (FigureSource(RISKS, lambda row: risk_prefix(row.reference), score_readings),)
