"""A council's own text inside our sentences, however it ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendprog.values.free_text import (
    in_the_middle,
    quoted_if_sentence,
    sentences,
    with_stop,
    without_stop,
)

ENDINGS = (".", "!", "?", ";", ",", ":", "...", "…", ".”", ")", ".)", "’", " ", ". ", " ;", "")
TEXTS = st.builds(
    "{}{}".format,
    st.text(st.sampled_from("ab c"), min_size=1).map(lambda text: f"A{text}z"),
    st.sampled_from(ENDINGS),
)
TWICE = re.compile(r"[.;:,][.;:,]|[!?]\.| [.;:,]")


def without_ellipses(text: str) -> str:
    return text.replace("...", "…")


@given(TEXTS)
def test_a_text_is_ended_once(text):
    ended = with_stop(text)
    assert ended.rstrip("”)’").endswith((".", "!", "?", "…"))
    assert not TWICE.search(without_ellipses(ended))
    assert with_stop(ended) == ended


@given(TEXTS, TEXTS)
def test_texts_stand_inside_our_sentences(first, second):
    told = f"{without_stop(first)}, asked of {without_stop(second)}; {sentences([first, second])}"
    assert not TWICE.search(without_ellipses(told))


@given(TEXTS)
def test_a_text_with_an_end_of_its_own_is_quoted(text):
    quoted = quoted_if_sentence(text)
    assert quoted in (text.strip(), f"“{text.strip()}”")
    if quoted == text.strip():
        assert not TWICE.search(f"{without_ellipses(quoted)}; not given")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("At 31 March 2026, reported late", "at 31 March 2026, reported late"),
        ("September 2025", "September 2025"),
        ("2024/25, as at Month 6", "2024/25, as at Month 6"),
        ("Autumn term 2025", "Autumn term 2025"),
        ("", ""),
    ],
)
def test_a_window_stands_in_the_middle_of_a_sentence(text, inside):
    assert in_the_middle(text) == inside


@pytest.mark.parametrize(
    ("text", "sentence", "inside"),
    [
        ("Director of Education", "Director of Education.", "Director of Education"),
        ("It was noted.", "It was noted.", "It was noted"),
        ("Was it noted?", "Was it noted?", "Was it noted?"),
        ("the board;", "the board.", "the board"),
        ("“It was noted.”", "“It was noted.”", "“It was noted.”"),
        ("(see the minutes.)", "(see the minutes.)", "(see the minutes.)"),
        ("and so on...", "and so on...", "and so on..."),
        ("", "", ""),
    ],
)
def test_as_it_reads(text, sentence, inside):
    assert (with_stop(text), without_stop(text)) == (sentence, inside)
