"""Means and shares over returns (pure).

Frames have one row a return, indexed by its last month, and one column a count. A missing count is
NaN, never 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Share:
    """A rate by the names of its counts: the part, per cent of the whole less what is left out."""

    part: str
    whole: str
    left_out: str = ""

    @property
    def counts(self) -> list[str]:
        """The counts that it needs."""
        return [name for name in (self.whole, self.left_out, self.part) if name]

    def numbers(self, counts: Mapping[str, float | None]) -> tuple[float, float] | None:
        """The part and the whole of these counts; None where one of them is missing."""
        part, whole = counts[self.part], counts[self.whole]
        left_out = counts[self.left_out] if self.left_out else 0
        if part is None or whole is None or left_out is None:
            return None
        return part, whole - left_out

    def of_counts(self, counts: Mapping[str, float | None]) -> float | None:
        """The rate of one return's counts, or of their sums; None without a count or a whole."""
        numbers = self.numbers(counts)
        return per_cent(*numbers) if numbers else None

    def pooled(self, returns: "pd.DataFrame") -> float | None:
        """The rate over all these returns: parts and wholes are summed first.

        A return that lacks a count is left out of both (`months_without` names it). None where the
        whole is 0. Source: SEND Regulations 2014, reg. 13(2); SEN2.
        """
        return self.of_counts(summed(returns, self.counts))


TWENTY_WEEKS_OF_ALL = Share("plans_issued_within_20_weeks", "plans_issued")
TWENTY_WEEKS = Share(
    "plans_issued_within_20_weeks_excluding_exceptions", "plans_issued", "exceptions"
)


def to_frame(
    months: Sequence[object],
    counts: Sequence[Mapping[str, int | None]],
    columns: Sequence[str],
) -> "pd.DataFrame":
    """The counts as a frame. Its columns are named even when no month is given."""
    import pandas as pd

    values = {name: [row.get(name) for row in counts] for name in columns}
    return pd.DataFrame(values, index=list(months), columns=list(columns), dtype="float64")


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


def summed(returns: "pd.DataFrame", counts: Sequence[str]) -> dict[str, float]:
    """The sum of each count over the months that have them all."""
    whole = returns.dropna(subset=list(counts))
    return {name: float(whole[name].sum()) for name in counts}


def per_cent(part: float, whole: float) -> float | None:
    """100 times the part over the whole; None when the whole is 0."""
    return 100 * part / whole if whole else None
