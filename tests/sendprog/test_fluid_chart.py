"""A chart for any width says what its Figure says: points, ticks and names are read back out of it."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings

from sendprog.charts.bar import bar_chart
from sendprog.charts.figures import Series
from sendprog.charts.fluid_chart import fluid_chart
from sendprog.charts.line import Reference, line_chart
from sendprog.charts.svg import UnsupportedTrace
from tests.sendprog.test_charts_svg import HOSTILE, gappy, months

SVG = "{http://www.w3.org/2000/svg}"
# Per cent of the drawing before the first value and after the last, above the highest and below the lowest.
LEFT, RIGHT, TOP, BOTTOM = 13, 6, 9, 15


def drawn(figure, ident="chart", label="A chart") -> ET.Element:
    """The key and the drawing."""
    return ET.fromstring(f"<div>{fluid_chart(figure, ident=ident, label=label)}</div>")


def texts(root: ET.Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter() if node.tag in ("li", f"{SVG}text")]


def place(node: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(node.get(name).removesuffix("%")) for name in names)


def points(root: ET.Element) -> set[tuple[float, float]]:
    (group,) = [node for node in root.iter(f"{SVG}g") if "data-series" in node.attrib]
    ends = {
        place(line, *names)
        for line in group.iter(f"{SVG}line")
        for names in (("x1", "y1"), ("x2", "y2"))
    }
    return ends | {place(dot, "cx", "cy") for dot in group.iter(f"{SVG}circle")}


@settings(deadline=None, max_examples=60)
@given(gappy)
def test_points_are_the_figures_values(values):
    figure = line_chart([Series("A", values)], x_labels=months(len(values)))
    low, high = figure.layout.yaxis.range
    step = (100 - LEFT - RIGHT) / (len(values) - 1) if len(values) > 1 else 0
    expected = {
        (
            round(LEFT + step * at if step else (100 + LEFT - RIGHT) / 2, 2),
            round(TOP + (100 - TOP - BOTTOM) * (high - value) / (high - low), 2),
        )
        for at, value in enumerate(values)
        if value is not None
    }
    found = points(drawn(figure))
    assert len(found) == len(expected)
    for one, other in zip(sorted(found), sorted(expected), strict=True):
        assert one == pytest.approx(other, abs=0.011)


FOUR = [Series(name, [1, place]) for place, name in enumerate("ABCD")]


def test_lines_differ_in_more_than_colour_and_the_key_has_the_same_pieces():
    root = drawn(line_chart([*FOUR[:3], Series("D", [None, None])], x_labels=["a", "b"]))
    assert texts(root)[:4] == ["A", "B", "C", "D: no figures"]
    looks = [
        [(node.tag.removeprefix(SVG), node.get("stroke-dasharray")) for node in piece.iter()][1:]
        for piece in root.iter("svg")
        if piece.get("class")
    ]
    assert len(looks) == 4 and all(looks.count(look) == 1 for look in looks)


@pytest.mark.parametrize(
    ("lines", "levels", "names"),
    [
        pytest.param(FOUR[:1], [], [], id="the_title_names_it"),
        pytest.param(FOUR[:1], ["Plan 31.2"], [], id="a_level_is_labelled_where_it_is"),
        pytest.param(
            FOUR[:1], ["Plan about 31.2 or more"], ["A", "Plan about 31.2 or more"], id="long_name"
        ),
        pytest.param(FOUR[:2], ["Plan"], ["A", "B"], id="two_lines"),
        pytest.param(
            [Series("A", [1, 2, 3], kinds=["", "", "projected"])], [], [], id="two_kinds_of_one"
        ),
    ],
)
def test_key_names_what_the_title_and_the_drawing_do_not(lines, levels, names):
    figure = line_chart(
        lines,
        x_labels=list("abc")[: len(lines[0].values)],
        references=[Reference(name, 2) for name in levels],
    )
    root = drawn(figure)
    assert [
        text.strip() for text in map("".join, map(ET.Element.itertext, root.iter("li")))
    ] == names
    assert all(name in texts(root) for name in levels)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_names_are_text(name):
    figure = line_chart(
        [Series(name, [1, None, 3]), Series("B", [1, 2, 3])],
        x_labels=["a", "b", name],
        references=[Reference(name, 2)],
    )
    html = fluid_chart(figure, ident="chart", label=name)
    root = ET.fromstring(f"<div>{html}</div>".encode())
    assert not any(
        key.startswith("on") or key == "style" for node in root.iter() for key in node.attrib
    )
    assert not {node.tag.removeprefix(SVG) for node in root.iter()} & {"script", "a", "style"}
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", html)


def test_other_traces_are_refused():
    with pytest.raises(UnsupportedTrace, match="bar"):
        drawn(bar_chart([Series("A", [1])], x_labels=["a"]))
