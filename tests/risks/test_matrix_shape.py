"""A risk matrix as lines of text, by hand: its levels, bands by range, and cells of its own."""

import pytest

from risks.matrix_shape import (
    ShapeError,
    parse_bands,
    parse_cells,
    parse_levels,
    product_cells,
    texts_of,
)

TWO = {1: "Low", 2: "High"}
BANDS = "Green 1 to 2\nRed 4"
CELLS = {
    (1, 1): (1, "Green"),
    (1, 2): (2, "Green"),
    (2, 1): (2, "Green"),
    (2, 2): (4, "Red"),
}


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", {}),
        ("Low\nHigh\n", TWO),
        ("0 None\n1 Some", {0: "None", 1: "Some"}),
        ("1 in 10\nOften", {1: "1 in 10", 2: "Often"}),
    ],
)
def test_levels(text, levels):
    assert parse_levels(text) == levels


def test_cells_are_generated_from_bands_by_range():
    assert product_cells(TWO, TWO, parse_bands(BANDS)) == CELLS
    assert product_cells(TWO, TWO, [])[2, 2] == (4, "")


@pytest.mark.parametrize(
    ("bands", "wrong"),
    [
        ("Green 1 to 2", "no band has the score 4"),
        ("Green 1 to 2\nRed 2 to 4", "two bands have the score 2"),
        ("Green", "“Green” is no band"),
    ],
)
def test_bands_that_do_not_fit(bands, wrong):
    with pytest.raises(ShapeError, match=wrong):
        product_cells(TWO, TWO, parse_bands(bands))


@pytest.mark.parametrize(
    "cells",
    [CELLS, CELLS | {(1, 2): (3, "Amber")}, {(1, 1): (5, "")}, {}],
)
def test_a_stored_matrix_is_written_so_that_it_reads_back(cells):
    texts = texts_of(TWO, TWO, cells)
    assert parse_levels(texts["likelihood"]) == TWO
    generated = product_cells(TWO, TWO, parse_bands(texts["bands"])) if texts["bands"] else {}
    assert (parse_cells(texts["cells"]) or generated) == cells


def test_regular_cells_are_not_written_one_by_one():
    assert texts_of(TWO, TWO, CELLS)["cells"] == ""
    assert texts_of(TWO, TWO, CELLS)["bands"] == BANDS
