"""The DSG deficit and its plan, contributions towards it, and savings with their confidence."""

from finance.models.choices import DeficitBasis, FigureKind, Payer, PlanStanding, PositionStatus
from finance.models.plans import Contribution, Plan, PlanYear, term_label
from finance.models.positions import MonthlyPosition, PositionFigure, year_of_figures
from finance.models.savings import ConfidenceScale, Saving

__all__ = [
    "ConfidenceScale",
    "Contribution",
    "DeficitBasis",
    "FigureKind",
    "MonthlyPosition",
    "Payer",
    "Plan",
    "PlanStanding",
    "PlanYear",
    "PositionFigure",
    "PositionStatus",
    "Saving",
    "term_label",
    "year_of_figures",
]
