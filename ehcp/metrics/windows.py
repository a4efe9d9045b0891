"""Counts over windows of months (pure).

A frame has one row a return: its index is the number of its last month, `first` that of the first
month that its flows cover, and each count a column. Months are numbered one after another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ehcp.metrics.rates import Share, to_frame

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Return:
    """The counts of a return, with the numbers of its first and last month."""

    first: int
    last: int
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class Pooled:
    """Sums of counts over the returns that have them all: these by their last month, and the months
    that they cover.
    """

    sums: Mapping[str, float]
    months: frozenset[int]
    returns: tuple[int, ...]


def returns_frame(returns: Sequence[Return], columns: Sequence[str]) -> "pd.DataFrame":
    """The returns as a frame with these counts."""
    counts = [row.counts for row in returns]
    frame = to_frame([row.last for row in returns], counts, columns)
    frame.index = frame.index.astype("int64")
    frame.insert(0, "first", [row.first for row in returns])
    return frame.astype({"first": "int64"}).sort_index()


def inside(returns: "pd.DataFrame", first: int, last: int) -> "pd.DataFrame":
    """The returns whose months are all in the window."""
    return returns[(returns["first"] >= first) & (returns.index <= last)]


def straddling(returns: "pd.DataFrame", first: int, last: int) -> list[int]:
    """The last months of the returns of which only some months are in the window."""
    overlap = returns[(returns["first"] <= last) & (returns.index >= first)]
    whole = inside(returns, first, last)
    return [int(month) for month in overlap.index if month not in whole.index]


def pooled(returns: "pd.DataFrame", counts: Sequence[str], first: int, last: int) -> Pooled:
    """The sums of the counts over the window, of the returns in it that have each of them."""
    rows = returns.loc[first:last, ["first", *counts]]
    rows = rows[rows["first"] >= first].dropna()
    months = {
        month
        for start, end in zip(rows["first"], rows.index, strict=True)
        for month in range(int(start), int(end) + 1)
    }
    sums = {name: float(rows[name].sum()) for name in counts}
    return Pooled(sums, frozenset(months), tuple(map(int, rows.index)))


def at_end(returns: "pd.DataFrame", count: str, month: int) -> float | None:
    """The count of the return that ends with this month; None without one."""
    values = returns.loc[returns.index == month, count].dropna().tolist()
    return float(values[-1]) if values else None


def rolling_rate(returns: "pd.DataFrame", share: Share, months: int) -> dict[int, float | None]:
    """The pooled rate over so many months to each month, from the first with a whole window.

    A month that lacks a count is left out of its windows; returns of several months have none. None
    where the whole is 0.
    """
    single = returns[returns["first"] == returns.index]
    if single.empty:
        return {}
    whole = single.dropna(subset=share.counts).reindex(
        range(int(single.index.min()), int(single.index.max()) + 1)
    )
    sums = whole[share.counts].rolling(months, min_periods=1).sum().iloc[months - 1 :]
    return {
        int(month): share.of_counts(dict(zip(share.counts, row, strict=True)))
        for month, row in zip(sums.index, sums.to_numpy().tolist(), strict=True)
        if row[0] == row[0]
    }
