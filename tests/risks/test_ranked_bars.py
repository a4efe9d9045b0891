"""The scores as bars: in order, to one scale, with where they were and their targets."""

import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from risks.heat_map import risk_keys
from risks.movement import movements
from risks.ranked_bars import MOST_BARS, RankedBars, ranked_bars
from risks.row_types import RiskRow
from risks.snapshot import MATRICES, RISKS
from risks.views import risks_page
from sendprog.pages.mounted_pages import Query
from sendprog.pages.pre_election import PRE_ELECTION, PreElectionRow
from sendprog.values.basis import Basis
from tests.crawling import parsed, words
from tests.risks.test_heat_map import matrix_row
from tests.two_snapshots import AFTER, BEFORE, assessment_row, risk_row, snapshot_of

FIRST, SECOND = "Matrix, version 1", "Matrix, version 2"


def scored(slug: str, score: int | None, target: int | None = None, **fields: object) -> RiskRow:
    row = assessment_row(score, **{"target_score": target, "matrix": FIRST} | fields)
    return risk_row(row, reference=slug, title=f"Risk {slug}", number=None)


def pictures(now: list[RiskRow], then: list[RiskRow] | None = None) -> list[RankedBars]:
    return ranked_bars(movements(now, then), [matrix_row()], risk_keys(now))


def per_cent(position: str) -> float:
    return float(position.removesuffix("%"))


scores = st.none() | st.integers(0, 40)
registers = st.lists(
    st.builds(
        lambda slug, score, target, matrix: scored(slug, score, target, matrix=matrix),
        st.sampled_from("abcdefgh"),
        scores,
        scores,
        st.sampled_from([FIRST, SECOND]),
    ),
    unique_by=lambda risk: risk.slug,
)


@given(registers, st.none() | registers)
def test_bars_are_in_order_and_to_one_scale(now, then):
    drawn = pictures(now, then)
    bars = [bar for picture in drawn for bar in picture.bars]
    assert sorted(bar.risk.slug for bar in bars) == sorted(r.slug for r in now if r.is_scored)
    for picture in drawn:
        assert {bar.risk.current.matrix for bar in picture.bars} == {picture.matrix}
        top = int(picture.ticks[-1].text)
        values = [bar.risk.current.score for bar in picture.bars]
        assert values == sorted(values, reverse=True)
        for bar in picture.bars:
            current, before = bar.risk.current, bar.moved.then
            assert per_cent(bar.now) == pytest.approx(100 * current.score / top, abs=0.01)
            assert bool(bar.target) is (current.target_score is not None)
            assert per_cent(bar.now) <= 100
            if bar.then:
                assert before.matrix == picture.matrix
                assert bar.is_up is (per_cent(bar.then) < per_cent(bar.now))
                assert per_cent(bar.then) == pytest.approx(100 * before.score / top, abs=0.01)


@pytest.mark.parametrize(
    ("now", "then", "message"),
    [
        ([("a", 9)], [("a", 9)], "The score of 1 risk"),
        ([("a", 9), ("b", 4)], [], "Scores of 2 risks"),
        ([("a", 9), ("b", 4)], [("a", 4), ("b", 4)], "1 risk went up"),
        ([("a", 9), ("b", 4)], [("a", 4), ("b", 9)], "1 risk went up and 1 came down"),
        ([("a", 9, 4)], None, "The one target is not reached"),
        ([("a", 9, 4), ("b", 4, 2)], None, "Neither target is reached"),
        ([("a", 9, 4), ("b", 4, 2), ("c", 4, 0)], None, "None of 3 targets is reached"),
        ([("a", 9, 4), ("b", 4, 4), ("c", 4)], None, "1 of 2 targets is reached"),
        ([("a", 0, 4), ("b", 4, 4)], None, "Both targets are reached"),
        ([("a", 0, 4)], None, "The one target is reached"),
    ],
)
def test_message(now, then, message):
    earlier = None if then is None else [scored(*fields) for fields in then]
    (picture,) = pictures([scored(*fields) for fields in now], earlier)
    assert picture.message() == message
    assert picture.message(is_plain=True).startswith(("Scores of", "The score of"))


def test_the_matrix_sets_the_scale():
    """12 of 25 is not drawn as the highest score there is; a matrix that is not listed gives none."""
    (known,) = pictures([scored("a", 12)])
    (unknown,) = pictures([scored("a", 12, matrix=SECOND)])
    assert (known.ticks[-1].text, known.bars[0].now) == ("25", "48%")
    assert per_cent(unknown.bars[0].now) > 75


def test_a_long_register_has_its_highest_bars():
    (picture,) = pictures([scored(f"r{n}", n % 25) for n in range(MOST_BARS + 5)])
    assert (len(picture.bars), picture.more) == (MOST_BARS, 5)
    assert picture.bars[0].risk.current.score == 24


# The page


def page_of(now: list[RiskRow], then: list[RiskRow] | None = None, *, plain: bool = False) -> str:
    rows = {RISKS: now, MATRICES: [matrix_row()]}
    rows |= {PRE_ELECTION: [PreElectionRow(AFTER, AFTER)]} if plain else {}
    previous = None if then is None else snapshot_of(BEFORE, {RISKS: then})
    return risks_page(snapshot_of(AFTER, rows), previous, Query("risks/", QueryDict())).main


def test_page_of_scores_that_moved():
    now = [
        scored("up", 25, 10),
        scored("down", 12, 12),
        scored("same", 9, basis=Basis.ILLUSTRATIVE),
        scored("other", 8, matrix=SECOND),
        scored("new", 0, 0),
        scored("bare", None),
    ]
    then = [scored("up", 20), scored("down", 16), scored("same", 9), scored("other", 12)]
    then += [scored("bare", 6), scored("gone", 6)]
    main = parsed(page_of(now, then))
    rows = [words(item) for item in main.findall(".//ul[@class='track-rows']/li")]
    assert rows == [
        "A. Risk up 25, up from 20 ; target 10",
        "B. Risk down 12, down from 16 ; target 12",
        "C. Risk same 9, the same Illustrative: a made-up example",
        "E. Risk new 0, new in the list ; target 0",
        "D. Risk other 8, not comparable with 12: scored with another matrix",
    ]
    rings = main.findall(".//circle")
    assert [ring.get("cx") for ring in rings] == ["80%", "64%"]
    text = words(main)
    assert (
        "Since the edition before, as at 26 November 2024: 1 risk went up, 1 came down, 1 stayed the same, "
        "1 changed to another matrix (not compared), 1 had a score before only, 1 joined the list "
        "and 1 left the list."
    ) in text
    assert (
        "Ring: score in the edition before, as at 26 November 2024, with an arrow to the score now."
        in text
    )
    assert "2 of 3 targets are reached" in text
    assert "1 of 4 scores is illustrative." in text
    assert "Not scored, so not drawn: Risk bare." in text


@pytest.mark.parametrize("now", [[], [scored("a", None)], [risk_row()]], ids=["none", "no", "bare"])
def test_page_without_a_score_has_no_bars(now):
    main = page_of(now)
    assert "track" not in main and "Scores, the highest first" not in main
    assert "No scored risk is listed." in main


def test_page_without_an_earlier_edition():
    """Each risk against its own assessment before; nothing of it is said of an edition."""
    rows = [assessment_row(score, matrix=FIRST) for score in (8, None, 12)]
    main = page_of([risk_row(*rows)])
    assert "When last scored: 1 risk went up." in main
    assert "Ring: score at the assessment before" in main
    assert not re.search("edition", main)


def test_many_without_a_score_are_counted():
    main = page_of([scored("a", 9), *(scored(f"bare-{n}", None) for n in range(11))])
    assert "Not scored, so not drawn: 11 risks, named in the register." in main


def test_page_in_a_pre_election_period():
    main = page_of([scored("a", 9, 4)], [scored("a", 4)], plain=True)
    assert "The score of 1 risk" in main and "not reached" not in main
