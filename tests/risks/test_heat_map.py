"""The heat map places each risk that it can, once, in the cell of its score, and names the others."""

import csv
import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from risks.heat_map import (
    MOST_LINKS,
    HeatMap,
    band_shades,
    heat_map,
    heat_maps,
    not_placed,
    risk_keys,
    scores_by_band,
)
from risks.row_types import CellRow, MatrixRow, RiskRow
from risks.snapshot import MATRICES, RISKS
from risks.views import risks_csv, risks_page
from sendprog.pages.mounted_pages import Query
from sendprog.pages.pre_election import PRE_ELECTION, PreElectionRow
from sendprog.values.basis import Basis
from tests.crawling import parsed, words
from tests.two_snapshots import AFTER, assessment_row, risk_row, snapshot_of


def matrix_row(height: int = 5, width: int = 5, **fields: object) -> MatrixRow:
    """Likelihood times impact, all labelled; low to 4, medium to 9, high to 15, very high above."""
    cells = [
        CellRow(likelihood, impact, likelihood * impact, band_of_score(likelihood * impact))
        for likelihood in range(1, height + 1)
        for impact in range(1, width + 1)
    ]
    defaults = {
        "slug": "corporate",
        "name": "Matrix",
        "number": 1,
        "is_example": False,
        "note": "",
        "likelihoods": tuple(f"Likelihood {chr(64 + n)}" for n in range(1, height + 1)),
        "impacts": tuple(f"Impact {chr(64 + n)}" for n in range(1, width + 1)),
        "cells": tuple(cells),
        "likelihood_numbers": tuple(range(1, height + 1)),
        "impact_numbers": tuple(range(1, width + 1)),
    }
    return MatrixRow(**defaults | fields)


def band_of_score(score: int) -> str:
    bands = {4: "Low", 9: "Medium", 15: "High"}
    return next((band for most, band in bands.items() if score <= most), "Very high")


def placed_risk(slug: str, likelihood: int, impact: int, **fields: object) -> RiskRow:
    """Scored with the first version of the matrix."""
    defaults = {
        "likelihood": likelihood,
        "impact": impact,
        "matrix": "Matrix, version 1",
        "matrix_slug": "corporate",
        "as_at": AFTER,
    }
    assessment = assessment_row(likelihood * impact, **defaults | fields)
    return risk_row(assessment, reference=slug, title=f"Risk {slug}", number=None)


def slugs_by_cell(drawn: HeatMap) -> dict[tuple[int, int], list[str]]:
    return {cell.row.levels: [placed.risk.slug for placed in cell.risks] for cell in drawn.cells}


# The rule


levels = st.none() | st.integers(1, 7)


@given(
    st.lists(st.tuples(levels, levels, st.sampled_from([0, 0, 1]), st.booleans()), max_size=12),
    st.integers(1, 7),
    st.integers(1, 7),
)
def test_each_risk_is_placed_once_or_named(made, likelihoods, impacts):
    """Of any matrix: a risk with a cell of its score is in that cell alone, any other among those named."""
    matrix = matrix_row(likelihoods, impacts)
    risks = []
    for number, (likelihood, impact, more, is_other) in enumerate(made):
        score = None if likelihood == impact == 7 else (likelihood or 1) * (impact or 1) + more
        name = "Matrix, version 2" if is_other else "Matrix, version 1"
        row = assessment_row(
            score, likelihood=likelihood, impact=impact, matrix=name, matrix_slug="corporate"
        )
        risks.append(risk_row(row, reference=f"r{number}", number=number))
    (drawn,) = heat_maps(risks, [matrix])
    named = [risk.slug for group in not_placed(risks, [matrix]).values() for risk in group]
    shown = [placed.risk.slug for placed in drawn.risks]
    assert sorted(named + shown) == sorted(risk.slug for risk in risks)
    for cell in drawn.cells:
        for placed in cell.risks:
            current = placed.risk.current
            assert (current.likelihood, current.impact, current.score) == (
                cell.row.likelihood,
                cell.row.impact,
                cell.row.score,
            )
    assert sum(len(row) for _, row in drawn.rows) == likelihoods * impacts


references = st.sampled_from(["A", "B", "A2", "R 9", "made-up", "c", "d", "Far too long"])


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 3), references), unique_by=lambda pair: pair[1])
)
def test_each_risk_has_a_key_of_its_own(made):
    """Whatever numbers repeat, and although a reference may be a letter."""
    risks = [risk_row(reference=reference, number=number) for number, reference in made]
    keys = risk_keys(risks)
    assert len(set(keys.values())) == len(risks)
    for number in {0, 1, 2, 3}.intersection(number for number, _ in made):
        first = next(risk for risk in risks if risk.number == number)
        assert keys[first.slug] == str(number)


def test_key_is_the_number_or_a_short_reference():
    risks = [
        risk_row(reference="R12", number=None),
        risk_row(reference="SR 3", number=3),
        risk_row(reference="Corporate 4", number=None),
        risk_row(reference="made-for-the-address", number=3),
    ]
    assert list(risk_keys(risks).values()) == ["R12", "3", "A", "B"]


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from("ABCDEFGHI")), max_size=20))
def test_bands_darken_with_their_scores(made):
    cells = [CellRow(1, place + 1, score, band) for place, (score, band) in enumerate(made)]
    shades = band_shades(matrix_row(cells=tuple(cells)))
    lowest = [scores[0] for scores in scores_by_band(matrix_row(cells=tuple(cells))).values()]
    assert lowest == sorted(lowest)
    assert list(shades.values()) == sorted(shades.values())
    if 1 < len(shades) <= 7:
        assert len(set(shades.values())) == len(shades)
        assert {min(shades.values()), max(shades.values())} == {1, 7}


@pytest.mark.parametrize(
    ("scores", "keys"),
    [
        ({"Low": [1, 2, 3, 4], "High": [5, 6, 8]}, [("High", "5 to 8"), ("Low", "1 to 4")]),
        ({"Low": [1, 2, 5], "High": [4, 6, 9]}, [("High", "4, 6 and 9"), ("Low", "1, 2 and 5")]),
        ({"Low": [1, 5], "High": [5]}, [("High", "5"), ("Low", "1 and 5")]),
    ],
    ids=["apart", "among_each_other", "one_score_in_two_bands"],
)
def test_scores_of_a_band_in_words(scores, keys):
    pairs = [(score, band) for band, of_band in scores.items() for score in of_band]
    cells = tuple(CellRow(1, place, *pair) for place, pair in enumerate(pairs))
    bands = heat_map(matrix_row(cells=cells)).bands
    assert [(band.label, band.scores) for band in bands] == keys


def test_label_stands_at_its_own_level():
    """A matrix that labels only some levels, or counts them 1, 2, 3 and 5."""
    cells = tuple(CellRow(likelihood, 1, likelihood, "") for likelihood in (1, 2, 3, 5))
    matrix = matrix_row(
        cells=cells, likelihoods=("Some", "Most"), likelihood_numbers=(2, 5), impact_numbers=()
    )
    drawn = heat_map(matrix)
    assert [(level.number, level.label) for level, _ in drawn.rows] == [
        (5, "Most"),
        (3, ""),
        (2, "Some"),
        (1, ""),
    ]
    assert drawn.likelihoods_in_words == "1 to 5 (Most)"


def test_numbers_of_levels_stored_without_them():
    stored = MATRICES.upgrade(
        b'[{"slug": "m", "name": "M", "number": 1, "is_example": false, "note": "", "scoring": "",'
        b' "likelihoods": ["Rare", "Often"], "impacts": ["Small"], "cells": ['
        b'{"likelihood": 1, "impact": 2, "score": 2, "band": ""},'
        b'{"likelihood": 3, "impact": 3, "score": 9, "band": ""}]}]',
        2,
    )
    (matrix,) = MATRICES.decode(stored)
    assert matrix.likelihood_labels == {1: "Rare", 3: "Often"}
    assert matrix.impact_labels == {}


@pytest.mark.parametrize(
    ("slugs", "listed", "message"),
    [
        ([(5, 5), (1, 1)], 2, "1 of 2 risks is in the highest band, Very high"),
        ([(5, 5), (4, 4)], 3, "Both risks on this map are in the highest band, Very high"),
        ([(1, 1)], 1, "The one risk is outside the highest band, Very high"),
        ([(1, 1), (3, 3), (2, 2)], 3, "All 3 risks are outside the highest band, Very high"),
    ],
    ids=["some", "all_of_some", "one_outside", "none"],
)
def test_message(slugs, listed, message):
    risks = [placed_risk(f"r{place}", *levels) for place, levels in enumerate(slugs)]
    (drawn,) = heat_maps(risks, [matrix_row()])
    assert drawn.message(listed) == message
    assert drawn.message(listed, is_plain=True).endswith("by likelihood and impact")


def test_an_example_rates_no_risk():
    """Its bands and shades are left out where a risk is placed."""
    matrix = matrix_row(is_example=True)
    (drawn,) = heat_maps([placed_risk("a", 5, 5)], [matrix])
    assert not drawn.bands and {cell.shade for _, row in drawn.rows for cell in row} == {0}
    assert drawn.message(1) == "1 risk by likelihood and impact"
    assert heat_map(matrix).bands[0].label == "Very high"


# The page


def page_of(risks: list[RiskRow], matrices: list[MatrixRow], **sections: object) -> str:
    rows = {RISKS: risks, MATRICES: matrices}
    if sections.get("is_plain"):
        rows[PRE_ELECTION] = [PreElectionRow(AFTER, AFTER)]
    return risks_page(snapshot_of(AFTER, rows), None, Query("risks/", QueryDict())).main


def test_page_with_a_heat_map():
    """One cell with a risk, one with more than have a link each, and a risk that has no place."""
    many = [placed_risk(f"many-{n}", 3, 4) for n in range(MOST_LINKS + 1)]
    risks = [placed_risk("alone", 5, 5, basis=Basis.ILLUSTRATIVE), *many]
    risks.append(risk_row(assessment_row(20), reference="bare", title="Risk bare", number=7))
    main = parsed(page_of(risks, [matrix_row(), matrix_row(slug="other", name="Other")]))
    (table, _) = main.findall(".//table[@class='heat-map']")
    heads = [words(cell) for cell in table.findall(".//tr/th")]
    assert heads[:2] == ["Impact A 1", "Impact B 2"] and heads[5] == "Likelihood E 5"
    (key,) = table.findall(".//a[@class='risk-key']")
    assert words(key) == "A Risk alone" and key.get("href") == "alone/"
    (link,) = table.findall(".//a[@class='govuk-link heat__many']")
    assert words(link) == "5 risks"
    target = main.find(f".//*[@id='{link.get('href')[1:]}']")
    assert "Risk many-0" in words(target)
    listed = [words(item) for item in main.findall(".//ul[@class='risk-list']/li")]
    assert listed[0] == "A Risk alone 25 Very high Illustrative: a made-up example"
    assert listed[1:] == [f"{key} Risk many-{n} 12 High" for n, key in enumerate("BCDEF")]
    text = words(main)
    assert "1 of 6 risks on this map is in the highest band, Very high" in text
    assert "Not on the map: Risk bare (likelihood and impact not given)." in text
    assert "1 of 6 scores is illustrative." in text
    assert "Very high, 16 to 25" in text and "Low, 1 to 4" in text


@pytest.mark.parametrize(
    "risks",
    [
        [],
        [risk_row()],
        [risk_row(assessment_row(None))],
        [risk_row(assessment_row(20)), risk_row(assessment_row(12), reference="b")],
    ],
    ids=["no_risk", "never_assessed", "not_scored", "scores_alone"],
)
def test_page_without_a_risk_to_place(risks):
    """The matrix is shown, without risks."""
    main = page_of(risks, [matrix_row()])
    assert main.count('class="heat-map"') == 1
    assert "risk-list" not in main and "Not on" not in main


def test_page_of_two_versions_of_a_matrix():
    """A map each, with the risks scored with it; a third version, not listed, has none."""
    risks = [
        placed_risk("old", 2, 2),
        placed_risk("new", 3, 3, matrix="Matrix, version 2"),
        placed_risk("gone", 3, 3, matrix="Matrix, version 3"),
    ]
    main = page_of(risks, [matrix_row(), matrix_row(6, 4, number=2)])
    assert main.count('class="heat-map"') == 2
    text = words(parsed(main))
    assert "Latest assessments (22 January 2025), scored with Matrix, version 2" in text
    assert "Not on a map: Risk gone (matrix not listed)." in text


@pytest.mark.parametrize(
    ("matrices", "slug", "why"),
    [
        ([matrix_row(), matrix_row(slug="b")], None, "several matrices have the same name"),
        ([matrix_row(number=2)], "corporate", "matrix not listed"),
        ([matrix_row(2, 2)], "corporate", "no such cell in the matrix now"),
        (
            [matrix_row(cells=(CellRow(3, 3, 10, "High"),))],
            "corporate",
            "the matrix now has another score there",
        ),
    ],
    ids=["ambiguous", "unlisted", "no_cell", "another_score"],
)
def test_page_says_why_a_risk_with_levels_has_no_map(matrices, slug, why):
    main = page_of([placed_risk("a", 3, 3, matrix_slug=slug)], matrices)
    assert f"Not on a map: Risk a ({why})." in words(parsed(main))


def test_many_with_the_highest_score_are_counted():
    risks = [risk_row(assessment_row(20), reference=f"r{n}") for n in range(4)]
    assert "4 scored risks. Highest, at 20: 4 risks." in page_of(risks, [])
    assert "Highest, at 20: Too few staff, Too few staff and Too" in page_of(risks[:3], [])


def test_page_in_a_pre_election_period():
    main = page_of([placed_risk("a", 5, 5)], [matrix_row()], is_plain=True)
    assert "1 risk by likelihood and impact" in main and "in the highest band" not in main


def test_matrix_without_cells():
    main = page_of([], [matrix_row(cells=(), likelihoods=(), impacts=())])
    assert "heat-map" not in main and "Matrix, version 1" in main


def test_file_has_what_the_map_shows():
    rows = {RISKS: [placed_risk("a", 5, 5, band="Very high")], MATRICES: [matrix_row()]}
    file = risks_csv(snapshot_of(AFTER, rows), None, Query("risks/risks.csv", QueryDict()))
    head, line = csv.reader(file.content.decode("utf-8-sig").splitlines())
    columns = dict(zip(head, line, strict=True))
    names = ("Current score", "Likelihood", "Impact", "Band", "Scored with")
    assert [columns[name] for name in names] == ["25", "5", "5", "Very high", "Matrix, version 1"]


def test_matrices_of_one_name_are_told_apart():
    """Two councils' matrices, or one entered twice: the region of each has a name of its own."""
    matrices = [matrix_row(), matrix_row(slug="other"), matrix_row(number=2)]
    page = risks_page(snapshot_of(AFTER, {MATRICES: matrices}), None, Query("risks/", QueryDict()))
    assert re.findall('role="region" aria-label="([^"]*)"', page.main) == [
        "Matrix, version 1 (1 of 2)",
        "Matrix, version 1 (2 of 2)",
        "Matrix, version 2",
    ]
