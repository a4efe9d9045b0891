"""What moved: against the edition before, or else each risk against its own assessment before."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.movement import Movement, movement_between, movement_sentence, movements
from risks.row_types import RiskRow
from sendprog.values.wording import day
from tests.two_snapshots import assessment_row, risk_row

NO_RISKS: list[RiskRow] = []


def scored(slug: str, *scores: int | None, matrix: str = "Matrix 1") -> RiskRow:
    rows = [assessment_row(score, matrix=matrix) for score in scores]
    return risk_row(*rows, reference=slug)


assessments = st.none() | st.builds(
    lambda score, matrix: assessment_row(score, matrix=matrix),
    st.none() | st.integers(0, 4),
    st.sampled_from(["Matrix, version 1", "Matrix, version 2"]),
)


@given(assessments, assessments)
def test_only_scores_of_one_matrix_move(then, now):
    movement = movement_between(then, now)
    then_score, now_score = (row.score if row else None for row in (then, now))
    assert (movement in (Movement.UNSCORED, Movement.LOST)) is (now_score is None)
    assert (movement in (Movement.UNSCORED, Movement.FIRST)) is (then_score is None)
    if None in (then_score, now_score):
        return
    assert (movement is Movement.OTHER_MATRIX) is (then.matrix != now.matrix)
    if then.matrix == now.matrix:
        assert (movement is Movement.UP) is (now_score > then_score)
        assert (movement is Movement.DOWN) is (now_score < then_score)


lists = st.lists(
    st.tuples(st.sampled_from("abcde"), st.none() | st.integers(0, 3)),
    unique_by=lambda pair: pair[0],
)


@given(lists, lists)
def test_every_risk_of_both_lists_is_counted_once(now, then):
    risks = [scored(slug, score) for slug, score in now]
    earlier = [scored(slug, score) for slug, score in then]
    kinds = Counter(moved.movement for moved in movements(risks, earlier))
    new = {slug for slug, _ in now} - {slug for slug, _ in then}
    assert kinds[Movement.NEW if then else Movement.NOT_COMPARED] == len(new)
    assert sum(kinds.values()) == len(risks)


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (NO_RISKS, None, ""),
        (NO_RISKS, NO_RISKS, ""),
        ([scored("a", None)], None, ""),
        ([scored("a", 8, 12)], None, "When last scored: 1 risk went up."),
        ([scored("a", 8), scored("b", 4)], None, ""),
        (
            [scored("a", 8, 8), scored("b", 4), scored("c", 0)],
            None,
            "When last scored: 1 risk stayed the same and 2 had no score before.",
        ),
        (
            [scored("a", 12), scored("b", 12), scored("c", 0), scored("d", None)],
            [scored("a", 9), scored("b", 12), scored("c", 4), scored("d", 4), scored("e", 4)],
            "Since edition 3: 1 risk went up, 1 came down, 1 stayed the same, "
            "1 had a score before only and 1 left the list.",
        ),
        (
            [scored("a", 12, matrix="Matrix 2"), scored("new", None)],
            [scored("a", 9)],
            "Since edition 3: 1 risk changed to another matrix (not compared) "
            "and 1 joined the list.",
        ),
        (
            [scored("a", 9)],
            NO_RISKS,
            "Not compared: no risk is listed in edition 3.",
        ),
        (
            NO_RISKS,
            [scored("a", 9)],
            "Since edition 3: 1 risk left the list.",
        ),
    ],
)
def test_movement_sentence(now, then, sentence):
    assert movement_sentence(now, then, "edition 3") == sentence


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        ((12,), (9,), "12, up from 9"),
        ((9,), (12,), "9, down from 12"),
        ((0,), (0,), "0, the same"),
        ((12,), (None,), "12, no score before"),
        ((None,), (12,), "Not scored, was 12"),
        ((None,), (), "Not scored"),
    ],
)
def test_movement_of_a_risk_in_words(now, then, words):
    (moved,) = movements([scored("a", *now)], [scored("a", *then)])
    assert moved.in_words == words


def test_its_own_assessment_before_is_named_by_its_day():
    (up, same) = movements([scored("a", 9, 12), scored("b", 9, 9)], None)
    when = day(up.then.as_at)
    assert up.in_words == f"12, up from 9 on {when}"
    assert same.in_words == f"9, the same as on {when}"


def test_other_movements_in_words():
    (new, changed) = movements(
        [scored("new", 9), scored("a", 9, matrix="Matrix 2")], [scored("a", 12)]
    )
    assert new.in_words == "9, new in the list"
    assert changed.in_words == "9, not comparable with 12: scored with another matrix"


def test_first_list_is_not_new():
    """What an edition without risks says nothing of is not said to have joined a list."""
    (moved,) = movements([scored("a", 12)], NO_RISKS)
    assert (moved.in_words, moved.change_in_words) == ("12", "Not compared")


def test_ring_is_the_edition_s_score_not_the_assessment_s():
    """An assessment corrected since is compared as the edition published it."""
    (moved,) = movements([scored("a", 6, 12)], [scored("a", 9)])
    assert (moved.then.score, moved.movement) == (9, Movement.UP)
