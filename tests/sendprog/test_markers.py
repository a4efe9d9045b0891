"""Markers and bases: their words, and missing, suppressed and zero kept apart."""

import pytest

from sendprog.values.basis import Basis
from sendprog.values.markers import Marker, fits_value, parse_marker


@pytest.mark.parametrize(
    ("code", "symbol", "words", "means_no_value"),
    [
        ("b", "[b]", "break in series", False),
        ("c", "[c]", "suppressed", True),
        ("e", "[e]", "estimated", False),
        ("f", "[f]", "forecast", False),
        ("low", "[low]", "low", True),
        ("p", "[p]", "provisional", False),
        ("r", "[r]", "revised", False),
        ("u", "[u]", "low reliability", False),
        ("x", "[x]", "not available", True),
        ("z", "[z]", "not applicable", True),
    ],
)
def test_marker(code, symbol, words, means_no_value):
    marker = Marker(code)
    assert (marker.symbol, marker.label, marker.means_no_value) == (symbol, words, means_no_value)
    assert parse_marker(symbol) is marker


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        pytest.param("c", Marker.SUPPRESSED, id="bare"),
        pytest.param(" [C] ", Marker.SUPPRESSED, id="spaced_and_upper_case"),
        pytest.param("LOW", Marker.LOW, id="a_word"),
        pytest.param("", None, id="empty"),
        pytest.param("  ", None, id="blank"),
        pytest.param(None, None, id="none"),
    ],
)
def test_parse_marker(text, marker):
    assert parse_marker(text) is marker


@pytest.mark.parametrize("text", ["0", "q", "[c", "c]", "[[c]]", "[]", "cc", "not available"])
def test_parse_marker_refuses(text):
    with pytest.raises(ValueError, match="unknown marker"):
        parse_marker(text)


@pytest.mark.parametrize(
    ("value", "marker", "stands"),
    [
        pytest.param(0, None, True, id="zero"),
        pytest.param(None, Marker.NOT_AVAILABLE, True, id="missing"),
        pytest.param(None, Marker.SUPPRESSED, True, id="suppressed"),
        pytest.param(5, Marker.PROVISIONAL, True, id="a_figure_with_a_note"),
        pytest.param(None, None, False, id="missing_without_a_reason"),
        pytest.param(None, Marker.PROVISIONAL, False, id="missing_with_a_note_only"),
        pytest.param(0, Marker.SUPPRESSED, False, id="suppressed_zero_would_tell"),
    ],
)
def test_agrees(value, marker, stands):
    assert fits_value(value, marker) is stands


def test_illustrative_says_so():
    assert Basis.ILLUSTRATIVE.label == "Illustrative: a made-up example"


def test_basis_lists_its_values():
    assert [str(basis) for basis in Basis] == [
        "reported",
        "published",
        "computed",
        "forecast",
        "estimate",
        "illustrative",
    ]
    assert all(basis.label for basis in Basis)
