"""The strands' stated ratings by months (pure), and how many strands have each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sendprog.values.basis import Basis
from sendprog.values.rag import Rag
from sendprog.values.wording import joined, lower_first, plural
from strands.rows import MonthRatingRow, StrandRow

MOST_MONTHS = 6
# The order of the sentence.
SENTENCE_ORDER = (Rag.COMPLETE, Rag.ON_TRACK, Rag.AT_RISK, Rag.OFF_TRACK, Rag.NOT_RATED)


@dataclass(frozen=True)
class RatingRow:
    """A strand with its rating in each month of the grid; `before`: at the last meeting, if other."""

    strand: StrandRow
    cells: tuple[MonthRatingRow, ...]
    before: str = ""

    @property
    def latest_text(self) -> str:
        """The strand's latest rating where it has none in the last month shown; else ""."""
        update = self.strand.update
        if not update or not is_rated(self.strand) or not self.cells:
            return ""
        if update.month >= self.cells[-1].month:
            return ""
        row = MonthRatingRow(update.month, self.strand.rating, self.strand.basis)
        return f"Latest rating, {row.in_words}"


@dataclass(frozen=True)
class RatingGrid:
    """The months, oldest first, and a row for each strand; `earlier`: rated months left out."""

    months: tuple[date, ...]
    rows: tuple[RatingRow, ...]
    earlier: int = 0

    @property
    def has_before(self) -> bool:
        return any(row.before for row in self.rows)

    @property
    def has_unrated(self) -> bool:
        return any(cell.rating is Rag.NOT_RATED for row in self.rows for cell in row.cells)

    @property
    def earlier_text(self) -> str:
        """How many earlier months with a rating are not shown; "" for none."""
        return f"{plural(self.earlier, 'earlier month')} not shown" if self.earlier else ""


def shown_months(ratings: Sequence[MonthRatingRow]) -> list[date]:
    """The latest six months that a strand was rated in, oldest first: rounds may be quarters."""
    return sorted({rating.month for rating in ratings})[-MOST_MONTHS:]


def rating_grid(
    strands: Sequence[StrandRow], previous: Sequence[StrandRow] | None = None
) -> RatingGrid:
    """The grid of the latest months; a month without a stated rating is Not rated.

    `previous`: the strands at the last meeting, None without one.
    """
    ratings = [rating for strand in strands for rating in strand.ratings]
    months = shown_months(ratings)
    before = {strand.slug: strand for strand in previous or ()}
    rows = [
        RatingRow(strand, cells_of(strand, months), before_text(strand, before.get(strand.slug)))
        for strand in strands
    ]
    earlier = {rating.month for rating in ratings} - set(months)
    return RatingGrid(tuple(months), tuple(rows), len(earlier))


def cells_of(strand: StrandRow, months: Sequence[date]) -> tuple[MonthRatingRow, ...]:
    by_month = {rating.month: rating for rating in strand.ratings}
    return tuple(
        by_month.get(month, MonthRatingRow(month, Rag.NOT_RATED, Basis.REPORTED))
        for month in months
    )


def before_text(strand: StrandRow, before: StrandRow | None) -> str:
    """ "Was off track (illustrative)": the earlier rating; "" where it is the same or not known."""
    if before is None or before.rating is strand.rating:
        return ""
    is_made_up = before.basis is Basis.ILLUSTRATIVE and is_rated(before)
    return f"Was {lower_first(before.rating.label)}{' (illustrative)' if is_made_up else ''}"


def ratings_sentence(strands: Sequence[StrandRow]) -> str:
    """ "Of 7 strands, 3 are on track, 2 are at risk and 2 are off track."; "" without a strand."""
    counts = Counter(strand.rating for strand in strands)
    if not strands:
        return ""
    made_up = sum(strand.basis is Basis.ILLUSTRATIVE for strand in strands if is_rated(strand))
    older = earlier_ratings(strands)
    notes = [f"{plural(made_up, 'rating')} illustrative"] if made_up else []
    notes += [f"{plural(older, 'rating')} of an earlier month"] if older else []
    note = f" ({joined(notes)})" if notes else ""
    if len(strands) == 1:
        return f"The one strand is {lower_first(strands[0].rating.label)}{note}."
    parts = [
        f"{counts[rag]} {'is' if counts[rag] == 1 else 'are'} {lower_first(rag.label)}"
        for rag in SENTENCE_ORDER
        if counts[rag]
    ]
    if not any(map(is_rated, strands)):
        return "No strand is rated now."
    if len(parts) == 1:
        every = "Both" if len(strands) == 2 else f"All {len(strands)}"
        return f"{every} strands are {lower_first(strands[0].rating.label)}{note}."
    return f"Of {len(strands)} strands, {joined(parts)}{note}."


def earlier_ratings(strands: Sequence[StrandRow]) -> int:
    """How many of the strands' ratings are of a month before the latest rated one."""
    months = [strand.update.month for strand in strands if is_rated(strand) and strand.update]
    return sum(month < max(months) for month in months)


def is_rated(strand: StrandRow) -> bool:
    return strand.rating is not Rag.NOT_RATED
