"""The models of monthly returns, and of official statistics with their comparators."""

from ehcp.models.official import ComparatorList, Sen2Release, Sen2Statistic
from ehcp.models.returns import (
    MONTHS_COVERED,
    PARTS,
    ContactReturn,
    CoveredPeriod,
    MonthlyReturn,
)

__all__ = [
    "MONTHS_COVERED",
    "PARTS",
    "ComparatorList",
    "ContactReturn",
    "CoveredPeriod",
    "MonthlyReturn",
    "Sen2Release",
    "Sen2Statistic",
]
