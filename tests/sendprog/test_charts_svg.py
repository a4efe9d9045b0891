"""The SVG says what the Figure says: points, ticks and labels are read back out of it and compared."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendprog.charts.bar import bar_chart
from sendprog.charts.figures import Series
from sendprog.charts.line import Reference, line_chart
from sendprog.charts.svg import UnsupportedTrace, to_svg
from sendprog.charts.theme import (
    ChartText,
    format_number,
    spread,
    text_width,
    thinned,
    waterfall_spans,
    y_axis,
)
from sendprog.charts.waterfall import Step, waterfall_chart

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
HOSTILE = [
    "<script>alert(1)</script>",
    "\"' onload='x",
    "a\x00b\x1bc",
    "\u202eevil\u2066",
    "]]>&amp;<br>",
    "\ud800",
    "",
]
PX = 0.051

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
gappy = st.lists(st.none() | numbers, min_size=1, max_size=24)


def parsed(figure, ident="chart", label="A chart"):
    return ET.fromstring(to_svg(figure, ident=ident, label=label))


def series_group(root, place=0):
    return [group for group in root.iter(f"{SVG}g") if "data-series" in group.attrib][place]


def scale(figure, axis):
    """From px back to a value, by the figure's own range and margins."""
    margin, layout = figure.layout.margin, figure.layout
    low, high = layout[axis].range
    start, end = (
        (margin.l, layout.width - margin.r)
        if axis == "xaxis"
        else (layout.height - margin.b, margin.t)
    )
    return lambda px: low + (px - start) * (high - low) / (end - start), abs(
        (high - low) / (end - start)
    )


def line_points(group):
    """Px of every point: those on lines, and those of markers."""
    found = set()
    for path in group.iter(f"{SVG}path"):
        ends = re.findall(r"([ML])(-?[\d.]+),(-?[\d.]+)", path.get("d"))
        found |= {(float(x), float(y)) for _, x, y in ends}
    return found | {
        (float(dot.get("cx")), float(dot.get("cy"))) for dot in group.iter(f"{SVG}circle")
    }


def texts(root):
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def bars(group):
    names = ("x", "y", "width", "height")
    return [tuple(float(rect.get(name)) for name in names) for rect in group.iter(f"{SVG}rect")]


def months(count):
    return [f"{MONTHS[index % 12]} {2023 + index // 12}" for index in range(count)]


def waterfall():
    names = ["Plan", "Backlog", "Savings", "Forecast"]
    steps = [
        Step(names[0], 30, "absolute"),
        Step(names[1], 6),
        Step(names[2], -41),
        Step(names[3], None, "total"),
    ]
    return waterfall_chart(steps)


EXAMPLES = {
    "line": lambda name="A": line_chart([Series(name, [1, None, 3])], x_labels=["a", "b", name]),
    "bar": lambda name="A": bar_chart(
        [Series(name, [1, 2]), Series("B", [3, -4])], x_labels=["a", name]
    ),
    "stacked": lambda name="A": bar_chart(
        [Series(name, [1]), Series("B", [3])], x_labels=[name], stacked=True
    ),
    "waterfall": lambda name="A": waterfall_chart([Step("a", 3, "absolute"), Step(name, -5)]),
    "reference": lambda name="A": line_chart(
        [Series("B", [1, 2])], x_labels=["a", "b"], y_title=name, references=[Reference(name, 2)]
    ),
}


@settings(deadline=None, max_examples=60)
@given(gappy)
def test_line_points_are_the_figures_values(values):
    figure = line_chart([Series("A", values)], x_labels=months(len(values)))
    (to_x, x_px), (to_y, y_px) = scale(figure, "xaxis"), scale(figure, "yaxis")
    drawn = {round(to_x(x)): to_y(y) for x, y in line_points(series_group(parsed(figure)))}
    known = {index: value for index, value in enumerate(values) if value is not None}
    assert drawn.keys() == known.keys()
    assert all(abs(drawn[index] - value) <= y_px * PX + 1e-9 for index, value in known.items())
    assert all(
        abs(to_x(x) - round(to_x(x))) <= x_px * PX + 1e-9
        for x, _ in line_points(series_group(parsed(figure)))
    )


@settings(deadline=None, max_examples=60)
@given(gappy)
def test_line_gaps_start_new_subpaths(values):
    figure = line_chart([Series("A", values)], x_labels=months(len(values)))
    runs = list("".join(" " if value is None else "x" for value in values).split())
    lines = [
        path
        for path in series_group(parsed(figure)).iter(f"{SVG}path")
        if path.get("fill") == "none"
    ]
    assert sum(path.get("d").count("M") for path in lines) == sum(len(run) > 1 for run in runs)
    assert list(figure.data[0].y) == values
    assert figure.data[0].connectgaps is False


def test_line_lone_points_are_markers():
    values = [None, 38.5, None, 45.8, None, 51.6]
    figure = line_chart([Series("Forecast", values)], x_labels=MONTHS[6:12])
    assert len(list(series_group(parsed(figure)).iter(f"{SVG}circle"))) == 3
    figure.data[0].marker.size = 0
    assert len(list(series_group(parsed(figure)).iter(f"{SVG}circle"))) == 3


def test_line_nan_is_a_gap():
    figure = line_chart([Series("A", [1.0, float("nan"), 2.0])], x_labels=["a", "b", "c"])
    assert list(figure.data[0].y) == [1.0, None, 2.0]


def test_line_projection_meets_the_known_part():
    figure = line_chart(
        [Series("A", [1, 2, 3, 4], kinds=["", "", "projected", "projected"])], x_labels=list("abcd")
    )
    assert [list(trace.y) for trace in figure.data] == [[1, 2, None, None], [None, 2, 3, 4]]
    assert [trace.name for trace in figure.data] == ["A", "A (projected)"]


@given(st.lists(gappy, min_size=2, max_size=4), st.booleans())
def test_each_end_label_stands_at_its_own_last_value(lines, has_plan):
    length = max(map(len, lines))
    lines = [[*values, *[None] * (length - len(values))] for values in lines]
    named = dict(zip("ABCD", lines, strict=False))
    figure = line_chart(
        [Series(name, values) for name, values in named.items()],
        x_labels=months(length),
        references=[Reference("Plan", 3)] if has_plan else [],
    )
    ends = {name: at_end(values) for name, values in named.items()}
    ends |= {"Plan": (length - 1, 3)} if has_plan else {}
    assert {note.name: (note.x, note.y) for note in figure.layout.annotations} == ends


def at_end(values):
    """The place and value of the last value; without any, the start of the axis."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    return known[-1] if known else (0, 0)


@pytest.mark.parametrize("kinds", [(), ("", "projected")])
def test_line_alone_has_no_label_that_its_title_would_repeat(kinds):
    line = Series("Cumulative deficit, projected or outturn", [1, 2], kinds)
    assert not line_chart([line], x_labels=["a", "b"]).layout.annotations
    plan = line_chart([line], x_labels=["a", "b"], references=[Reference("Plan", 2)])
    assert len(plan.layout.annotations) == 2


def test_line_reference_stands_at_its_value():
    figure = line_chart(
        [Series("A", [10, 60])], x_labels=["a", "b"], references=[Reference("Plan 31.2", 31.2)]
    )
    root = parsed(figure)
    dashed = [path for path in root.findall(f"{SVG}path") if path.get("stroke-dasharray")]
    level = float(re.findall(r",([\d.]+)", dashed[0].get("d"))[0])
    to_y, y_px = scale(figure, "yaxis")
    assert to_y(level) == pytest.approx(31.2, abs=y_px * PX)
    assert "Plan 31.2" in texts(root)


def test_line_series_differ_in_more_than_colour():
    figure = line_chart([Series(name, [1, 2]) for name in "ABCD"], x_labels=["a", "b"])
    assert len({trace.line.dash for trace in figure.data}) == 4
    assert len({trace.marker.symbol for trace in figure.data}) == 4


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_ticks_stand_at_their_values(example):
    figure = example()
    root = parsed(figure)
    for axis, part, place in (("xaxis", "x-ticks", "x"), ("yaxis", "y-ticks", "y")):
        nodes = next(group for group in root.iter(f"{SVG}g") if group.get("data-part") == part)
        to_value, _ = scale(figure, axis)
        shift = 15 * 0.35 if place == "y" else 0
        found = {
            "".join(node.itertext()): to_value(float(node.get(place)) - shift) for node in nodes
        }
        tick = figure.layout[axis]
        assert found == pytest.approx(
            dict(zip(tick.ticktext, tick.tickvals, strict=True)), rel=0.01, abs=0.03
        )


@pytest.mark.parametrize(
    ("values", "unit_format", "ticks"),
    [
        ([262], format_number, [0, 100, 200, 300]),
        ([1070], format_number, [0, 250, 500, 750, 1000, 1250]),
        ([51.6], format_number, [0, 20, 40, 60]),
        ([0.9], format_number, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([-3, 8], format_number, [-5, 0, 5, 10]),
        ([-7], format_number, [-8, -6, -4, -2, 0]),
        ([0], "{:.0f}".format, [0, 1]),
        ([], "{:.0f}".format, [0, 1]),
        ([2], "{:.0f}".format, [0, 1, 2]),
        ([12], "{:.0f}".format, [0, 5, 10, 15]),
    ],
)
def test_y_ticks_are_round_and_honest(values, unit_format, ticks):
    assert y_axis(values, unit_format).ticks == ticks


@given(st.lists(numbers, max_size=8))
def test_y_ticks_cover_values_and_zero(values):
    axis = y_axis(values, format_number)
    assert axis.low <= min([0, *values]) + 1e-9 and axis.high >= max([0, *values]) - 1e-9
    assert 2 <= len(axis.ticks) <= 6
    assert 0 in axis.ticks


@given(st.lists(st.floats(5, 120), min_size=1, max_size=60), st.floats(2, 60))
def test_x_labels_keep_first_and_last_apart(widths, spacing):
    shown = thinned(widths, spacing)
    assert (shown[0], shown[-1]) == (0, len(widths) - 1)
    gaps = [
        (after - before) * spacing - (widths[before] + widths[after]) / 2
        for before, after in pairwise(shown)
    ]
    assert len(gaps) <= 1 or min(gaps) >= 9.99


@given(st.lists(st.tuples(st.floats(0, 210), st.sampled_from([18, 36])), max_size=5))
def test_spread_labels_never_touch(labels):
    labels.sort()
    heights = [height for _, height in labels]
    places = spread([wish for wish, _ in labels], heights, 210)
    tops = [place - height / 2 for place, height in zip(places, heights, strict=True)]
    assert all(
        after - before >= height - 1e-6
        for (before, after), height in zip(pairwise(tops), heights, strict=False)
    )
    assert all(-9.01 <= top <= 219.01 - height for top, height in zip(tops, heights, strict=True))


@settings(deadline=None, max_examples=40)
@given(st.lists(numbers, min_size=4, max_size=4))
def test_line_end_labels_stay_inside(ends):
    names = ["Requests", "WWWWWWWWWWWWWWWWWW", "Plans issued on time", "Social care advice"]
    figure = line_chart(
        [Series(*pair) for pair in zip(names, [[1, end] for end in ends], strict=True)],
        x_labels=["a", "b"],
    )
    root = parsed(figure)
    for node in root.findall(f"{SVG}text"):
        lines = list(node) or [node]
        assert all(0 < float(line.get("y")) < figure.layout.height for line in lines)
        assert all(float(line.get("x")) + text_width(line.text, bold=True) <= 450 for line in lines)


@settings(deadline=None, max_examples=40)
@given(gappy)
def test_bars_stand_on_the_zero_line(values):
    figure = bar_chart([Series("A", values)], x_labels=months(len(values)))
    to_y, y_px = scale(figure, "yaxis")
    known = [value for value in values if value is not None]
    drawn = bars(series_group(parsed(figure)))
    assert len(drawn) == len(known)
    for (_, y, _, height), value in zip(drawn, known, strict=True):
        assert sorted((to_y(y), to_y(y + height))) == pytest.approx(
            sorted((0, value)), abs=y_px * PX * 2 + 1e-9
        )


def test_bars_side_by_side_do_not_overlap():
    figure = bar_chart(
        [Series("A", [1, 2]), Series("B", [3, 4]), Series("C", [5, 6])], x_labels=["a", "b"]
    )
    root = parsed(figure)
    drawn = sorted(bar for place in range(3) for bar in bars(series_group(root, place)))
    assert all(one[0] + one[2] <= other[0] + 0.11 for one, other in pairwise(drawn))


def test_bars_keep_every_name_that_can_be_wrapped():
    series = [Series(name, [1, 2, 3, 4]) for name in ("EHCP", "SEN support")]
    figure = bar_chart(series, x_labels=["Exeter", "North Devon", "South Hams", "Teignbridge"])
    assert [text.replace("<br>", " ") for text in figure.layout.xaxis.ticktext][:3] == [
        "Exeter",
        "North Devon",
        "South Hams",
    ]
    assert len(figure.layout.xaxis.ticktext) == 4


def test_bars_stacked_stand_on_each_other():
    figure = bar_chart(
        [Series("A", [10, -10]), Series("B", [5, -5])], x_labels=["a", "b"], stacked=True
    )
    to_y, _ = scale(figure, "yaxis")
    drawn = [
        (to_y(y + height), to_y(y)) for _, y, _, height in bars(series_group(parsed(figure), 1))
    ]
    assert drawn == [pytest.approx((10, 15), abs=0.05), pytest.approx((-15, -10), abs=0.05)]


@pytest.mark.parametrize(
    ("values", "measures", "spans"),
    [
        (
            [30, 6, -41, None],
            ["absolute", "relative", "relative", "total"],
            [(0, 30), (30, 36), (36, -5), (0, -5)],
        ),
        ([5, None, 2, None], ["relative"] * 3 + ["total"], [(0, 5), None, None, None]),
        (
            [5, None, 7, 1],
            ["relative", "relative", "absolute", "relative"],
            [(0, 5), None, (0, 7), (7, 8)],
        ),
        ([], [], []),
    ],
)
def test_waterfall_running_totals(values, measures, spans):
    assert waterfall_spans(values, measures) == spans


def test_waterfall_draws_its_spans():
    figure = waterfall()
    to_y, y_px = scale(figure, "yaxis")
    drawn = [(to_y(y + height), to_y(y)) for _, y, _, height in bars(series_group(parsed(figure)))]
    for found, span in zip(drawn, [(0, 30), (30, 36), (-5, 36), (-5, 0)], strict=True):
        assert found == pytest.approx(span, abs=y_px * PX * 2)
    assert {"30", "+6", "−41", "−5"} <= set(texts(parsed(figure)))


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_hostile_names_are_text(example, name):
    drawing = to_svg(example(name), ident="chart", label=name)
    root = ET.fromstring(drawing.encode("utf-8"))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg",
        "title",
        "g",
        "path",
        "text",
        "tspan",
        "rect",
        "circle",
    }
    assert not any(key.startswith("on") for node in root.iter() for key in node.attrib)
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", drawing)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_svg_has_no_class_style_or_foreign_id(example):
    one, other = parsed(example(), "one"), parsed(example(), "other")
    ids = [{node.get("id") for node in root.iter() if node.get("id")} for root in (one, other)]
    assert ids[0] and ids[0].isdisjoint(ids[1]) and all(ident.startswith("one") for ident in ids[0])
    assert one.get("aria-labelledby") in ids[0] and one.get("role") == "img"
    assert not any({"class", "style"} & node.attrib.keys() for node in one.iter())


def test_svg_text_is_dark_enough():
    figure = line_chart([Series(name, [1, 2]) for name in "ABCD"], x_labels=["a", "b"])
    fills = {node.get("fill") for node in parsed(figure).iter(f"{SVG}text")} - {None}
    assert fills <= {"#0b0c0c", "#505a5f", "#12436D", "#801650"}


def test_svg_is_small():
    values = [float(index * 37 % 300) for index in range(60)]
    figure = line_chart(
        [Series(name, values[place:] + values[:place]) for place, name in enumerate("ABC")],
        x_labels=months(60),
    )
    assert len(to_svg(figure, ident="chart", label="A chart").encode()) < 5000


def test_point_text_is_drawn():
    figure = line_chart([Series("A", [1, 2])], x_labels=["a", "b"])
    figure.data[0].update(mode="lines+text", text=["", "here"])
    assert "here" in texts(series_group(parsed(figure)))


@pytest.mark.parametrize(
    "trace", [go.Pie(values=[1]), go.Heatmap(z=[[1]]), go.Box(y=[1])], ids=lambda trace: trace.type
)
def test_unsupported_trace_is_named(trace):
    figure = go.Figure(trace, layout=EXAMPLES["line"]().layout)
    with pytest.raises(UnsupportedTrace, match=trace.type):
        to_svg(figure, ident="chart", label="A chart")


def without(part):
    figure = EXAMPLES["line"]()
    figure.layout.yaxis[part] = None
    return figure


@pytest.mark.parametrize("part", ["range", "tickvals", "ticktext"])
def test_figure_without_range_or_ticks_is_refused(part):
    with pytest.raises(ValueError, match=f"yaxis has no {part}: make the figure with"):
        to_svg(without(part), ident="chart", label="A chart")


@pytest.mark.parametrize("ident", ["", "1", "a b", 'a"b'])
def test_ident_must_be_an_id(ident):
    with pytest.raises(ValueError, match="is no id"):
        to_svg(EXAMPLES["line"](), ident=ident, label="A chart")


@pytest.mark.parametrize("chart", [line_chart, bar_chart])
@pytest.mark.parametrize(
    ("series", "message"),
    [
        ([Series("A", [1])] * 5, "at most 4"),
        ([Series("A", [1, 2])], "give None for a gap"),
        ([Series("A", [float("inf")])], "finite"),
    ],
)
def test_chart_refuses(chart, series, message):
    with pytest.raises(ValueError, match=message):
        chart(series, x_labels=["a"])


@pytest.mark.parametrize("value", [None, float("nan")])
def test_waterfall_refuses_an_unknown_change(value):
    with pytest.raises(ValueError, match="has no value"):
        waterfall_chart([Step("a", 1, "absolute"), Step("b", value)])


def test_words_are_the_figures_own():
    figure = line_chart(
        [Series("A", [1])], x_labels=["a"], text=ChartText("Message <b>", "Measure", "Return")
    )
    layout = figure.layout
    assert (layout.title.text, layout.title.subtitle.text, layout.meta["source"]) == (
        "Message <b>",
        "Measure",
        "Return",
    )
    assert "Message" not in to_svg(figure, ident="chart", label="A chart")


# What a reader who explores the chart is told


def test_value_between_two_kinds_is_told_as_what_it_is():
    """The stretch that is projected begins at the last value that is not: that one is not projected."""
    line = Series("Appeals", [3, 4, 5], kinds=["", "", "projected"])
    figure = line_chart([line], x_labels=["a", "b", "c"])
    assert [trace.hovertext for trace in figure.data] == [
        ("Appeals, a: 3", "Appeals, b: 4", ""),
        ("", "Appeals, b: 4", "Appeals (projected), c: 5"),
    ]


def test_descriptions_take_the_place_of_labels_and_gaps_say_nothing():
    line = Series("A & B", [3, None], descriptions=["May to June 2024: 3", ""])
    figure = line_chart([line], x_labels=["Jun 2024", "Jul 2024"])
    assert figure.data[0].hovertext == ("A &amp; B, May to June 2024: 3", "")


@pytest.mark.parametrize("name", EXAMPLES)
def test_figures_are_plain_json_with_a_label_for_each_position(name):
    figure = json.loads(json.dumps(EXAMPLES[name]().to_plotly_json()))
    labels = figure["layout"]["meta"]["labels"]
    assert all(len(labels) > max(trace["x"]) for trace in figure["data"])
    named = {trace.get("legendgroup") for trace in figure["data"]} - {None}
    named |= {shape["name"] for shape in figure["layout"].get("shapes", ()) if "name" in shape}
    assert {note["name"] for note in figure["layout"].get("annotations", ())} <= named
