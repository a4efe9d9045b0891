"""The strands' ratings by months: every rated month shown once, and what is not rated never green."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.pages.rating_grid import MOST_MONTHS, rating_grid, ratings_sentence
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from sendprog.values.rag import Rag
from strands.rows import MonthRatingRow
from strands.strand_rows import strands_without_ratings
from tests.two_snapshots import strand_row, update_row

RATED = [rag for rag in Rag if rag is not Rag.NOT_RATED]
# Each month a strand's rating, by its number of months since January 2025.
RATINGS = st.dictionaries(st.integers(0, 20), st.sampled_from(RATED))


def rows_of(stated: dict[int, Rag]) -> tuple[MonthRatingRow, ...]:
    first = Month(2025, 1)
    return tuple(
        MonthRatingRow(first.plus(number).first, rag, Basis.REPORTED)
        for number, rag in sorted(stated.items())
    )


@given(st.lists(RATINGS, max_size=4))
def test_every_rated_month_is_shown_once_or_counted_as_earlier(stated):
    strands = [strand_row(f"s{place}", ratings=rows_of(each)) for place, each in enumerate(stated)]
    grid = rating_grid(strands)
    assert len(grid.months) <= MOST_MONTHS
    assert [*grid.months] == sorted(set(grid.months))
    earlier = set()
    for strand, row in zip(strands, grid.rows, strict=True):
        assert tuple(cell.month for cell in row.cells) == grid.months
        for rating in strand.ratings:
            if rating.month in grid.months:
                assert [cell for cell in row.cells if cell.month == rating.month] == [rating]
            else:
                assert rating.month < grid.months[0]
                earlier.add(rating.month)
        known = {rating.month for rating in strand.ratings}
        unrated = [cell.rating for cell in row.cells if cell.month not in known]
        assert set(unrated) <= {Rag.NOT_RATED}
    assert grid.earlier == len(earlier)


def test_rounds_of_quarters_have_a_column_each():
    quarters = rows_of(dict.fromkeys((0, 3, 6, 9), Rag.ON_TRACK))
    grid = rating_grid([strand_row("a", ratings=quarters)])
    assert grid.months == tuple(rating.month for rating in quarters)
    assert not grid.has_unrated


def test_a_rating_of_an_earlier_month_says_so():
    old = update_row(rating=Rag.OFF_TRACK, month=date(2025, 1, 1))
    new = update_row(rating=Rag.ON_TRACK, month=date(2025, 11, 1))
    strands = [
        strand_row("a", update=old, ratings=rows_of({0: Rag.OFF_TRACK})),
        strand_row("b", update=new, ratings=rows_of({10: Rag.ON_TRACK})),
    ]
    assert ratings_sentence(strands).endswith("1 is off track (1 rating of an earlier month).")
    texts = [row.latest_text for row in rating_grid(strands).rows]
    assert texts == ["Latest rating, January 2025: Off track", ""]


def test_strand_that_was_rated_otherwise_says_so():
    now = [strand_row("a", update=update_row(rating=Rag.AT_RISK)), strand_row("b"), strand_row("c")]
    before = [strand_row("a"), strand_row("b")]
    grid = rating_grid(now, before)
    texts = [row.before for row in grid.rows]
    assert texts[1:] == ["", ""]
    assert texts[0] == f"Was {before[0].rating.label.lower()}"
    assert not rating_grid(now).has_before


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        ([], ""),
        ([Rag.AT_RISK], "The one strand is at risk."),
        ([None], "The one strand is not rated."),
        ([None, None], "No strand is rated now."),
        ([Rag.AT_RISK] * 2, "Both strands are at risk."),
        ([Rag.AT_RISK] * 3, "All 3 strands are at risk."),
        ([Rag.AT_RISK, None, None], "Of 3 strands, 1 is at risk and 2 are not rated."),
        (
            [Rag.OFF_TRACK, Rag.ON_TRACK, Rag.ON_TRACK, Rag.COMPLETE],
            "Of 4 strands, 1 is complete, 2 are on track and 1 is off track.",
        ),
    ],
)
def test_sentence_counts_the_ratings(ratings, sentence):
    updates = [update_row(rating=rating) if rating else None for rating in ratings]
    strands = [strand_row(f"s{place}", update=update) for place, update in enumerate(updates)]
    assert ratings_sentence(strands) == sentence


def test_made_up_rating_says_so():
    update = update_row(rating=Rag.ON_TRACK, basis=Basis.ILLUSTRATIVE)
    assert "1 rating illustrative" in ratings_sentence([strand_row("a", update=update)])


def test_edition_of_before_has_the_rating_of_its_latest_update():
    stored = {"month": "2025-01-01", "rating": "at_risk", "basis": "reported", "html": {}}
    rows = strands_without_ratings(
        [{"update": stored}, {"update": stored | {"rating": "not_rated"}}, {"update": None}]
    )
    assert [row["ratings"] for row in rows] == [
        [{"month": "2025-01-01", "rating": "at_risk", "basis": "reported"}],
        [],
        [],
    ]


def test_rating_in_words_names_its_month_and_basis():
    row = MonthRatingRow(date(2024, 11, 1), Rag.AT_RISK, Basis.ILLUSTRATIVE)
    assert row.in_words == "November 2024: At risk (Illustrative: a made-up example)"
