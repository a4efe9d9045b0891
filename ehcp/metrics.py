"""Arithmetic of monthly returns (pure).

Frames have one row a month, indexed by "2024-11", and one column a count. A missing count is NaN,
never 0. Nothing is rounded.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

RATE_OF_ALL_COUNTS = ["plans_issued", "plans_issued_within_20_weeks"]
RATE_COUNTS = ["plans_issued", "exceptions", "plans_issued_within_20_weeks_excluding_exceptions"]


def to_frame(
    months: Sequence[str], counts: Sequence[Mapping[str, int | None]], columns: Sequence[str]
) -> "pd.DataFrame":
    """The counts as a frame. Its columns are named even when no month is given."""
    import pandas as pd

    frame = pd.DataFrame([dict(row) for row in counts], index=list(months), columns=list(columns))
    return frame.astype("Float64")


def within(returns: "pd.DataFrame", first: str, last: str) -> "pd.DataFrame":
    """The months from `first` to `last`, both included."""
    return returns[(returns.index >= first) & (returns.index <= last)]


def monthly_mean(returns: "pd.DataFrame", count: str, months: int | None = None) -> float | None:
    """The mean of a count over the months that have it; None when no month has.

    `months`: how many the rows cover together, where a row may cover several and each has the
    count.
    """
    known = returns[count].dropna()
    return float(known.sum() / (months or len(known))) if len(known) else None


def months_without(returns: "pd.DataFrame", counts: Sequence[str]) -> list[str]:
    """The months that lack any of the counts; a rate leaves them out, and its caller names them."""
    lacking = returns[list(counts)].isna().any(axis=1)
    return [str(month) for month in returns.index[lacking]]


def twenty_week_rate(returns: "pd.DataFrame") -> float | None:
    """Per cent (0 to 100) of plans issued within 20 weeks over all the months given, exceptions
    left out.

    Pooled: numerators and denominators are summed first. A month that lacks any of the three counts
    is left out of both (`months_without` names it). None when no plan was due.

    Source: SEND Regulations 2014, reg. 13(2); SEN2.
    """
    return twenty_week_rate_of_counts(summed(returns, RATE_COUNTS))


def twenty_week_rate_of_counts(counts: Mapping[str, float | None]) -> float | None:
    """The same of the three counts of one month, or of their sums; None also when one is missing."""
    issued, exceptions, within_weeks = (counts[name] for name in RATE_COUNTS)
    if issued is None or exceptions is None or within_weeks is None:
        return None
    return per_cent(within_weeks, issued - exceptions)


def twenty_week_rate_of_all(returns: "pd.DataFrame") -> float | None:
    """Per cent (0 to 100) of all plans issued within 20 weeks over all the months given, pooled.

    A month that lacks either count is left out of both. None when no plan was issued.
    """
    return twenty_week_rate_of_all_counts(summed(returns, RATE_OF_ALL_COUNTS))


def twenty_week_rate_of_all_counts(counts: Mapping[str, float | None]) -> float | None:
    """The same of the two counts of one month, or of their sums; None also when one is missing."""
    issued, within_weeks = (counts[name] for name in RATE_OF_ALL_COUNTS)
    if issued is None or within_weeks is None:
        return None
    return per_cent(within_weeks, issued)


def summed(returns: "pd.DataFrame", counts: Sequence[str]) -> dict[str, float]:
    """The sum of each count over the months that have them all."""
    whole = returns.dropna(subset=list(counts))
    return {name: float(whole[name].sum()) for name in counts}


def per_cent(part: float, whole: float) -> float | None:
    """100 times the part over the whole; None when the whole is 0."""
    return 100 * part / whole if whole else None
