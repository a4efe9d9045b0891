"""Every chart of every page, read back out of the served page: its Figure, its drawing and its table say the same."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from django.conf import settings

import ehcp.headlines
import finance.headlines
from committee.pages.headline_cards import headline_cards
from committee.pages.measure_chart import measure_chart
from committee.pages.rhythms import usual_step
from committee.snapshot import catalogue
from ehcp.models import MonthlyReturn
from finance.models import MonthlyPosition
from sendprog.charts.chart_with_table import Chart
from sendprog.records.snapshots import live_snapshot
from tests.crawling import (
    Opened,
    by_id,
    main_of,
    measure_addresses,
    page_addresses,
    reader,
    with_class,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_demonstration")]

# Per cent of the drawing that are free before the first value and after the last, above all and below.
LEFT, RIGHT, TOP, BOTTOM = 13, 6, 9, 15
# A drawing keeps hundredths of a per cent.
NEAR = 0.006
Stroke = list[tuple[float, float]]


@pytest.fixture(scope="module")
def opened(published_demonstration) -> Opened:
    return Opened(reader())


@dataclass(frozen=True)
class Served:
    """A chart, and its figure on the page that shows it."""

    address: str
    chart: Chart
    shown: ET.Element

    @property
    def figure(self) -> go.Figure:
        return self.chart.figure

    @property
    def svg(self) -> ET.Element:
        return self.shown.find(".//svg[@role='img']")

    @property
    def labels(self) -> list[str]:
        return [plain_words(text) for text in self.figure.layout.meta["labels"]]

    def x(self, value: float) -> float:
        return scaled(value, (0, len(self.labels) - 1), LEFT, 100 - RIGHT)

    def y(self, value: float) -> float:
        return scaled(value, self.figure.layout.yaxis.range, 100 - BOTTOM, TOP)

    def series(self, place: int) -> ET.Element:
        return [group for group in self.svg.iter("g") if "data-series" in group.attrib][place]

    def part(self, name: str) -> ET.Element:
        (found,) = [element for element in self.svg.iter() if element.get("data-part") == name]
        return found


def scaled(value: float, between: tuple[float, float], start: float, end: float) -> float:
    """Per cent of the drawing where a value stands, by the Figure's own range."""
    low, high = between
    return start + (end - start) * (value - low) / (high - low)


def charts_of_pages() -> dict[str, list[Chart]]:
    """The charts that each page should show, made again from the same snapshot."""
    snapshot, place = live_snapshot(), settings.SENDPROG_COUNCIL
    plans, money = ehcp.headlines.charts(snapshot, place), finance.headlines.charts(snapshot, place)
    shown = {
        "/": [plans["plans_issued"], money["deficit"], plans["overdue"]],
        "/ehcp/": list(plans.values()),
        "/finance/": list(money.values()),
    }
    for address in measure_addresses(snapshot):
        measure = catalogue.measure_at(snapshot, address)
        readings = catalogue.all_readings(snapshot, measure.address)
        chart = measure_chart(readings, place=place, step=usual_step(snapshot, measure.address))
        shown[f"/measures/{address}/"] = [chart] if chart else []
    return shown


@pytest.fixture(scope="module")
def served(opened) -> list[Served]:
    return [
        Served(address, chart, by_id(opened.tree(address), f"chart-{chart.ident}"))
        for address, charts in charts_of_pages().items()
        for chart in charts
    ]


def near(one: float, other: float) -> bool:
    return abs(one - other) <= NEAR


def place_of(element: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.get(name).removesuffix("%")) for name in names)


def strokes_of(group: ET.Element) -> list[Stroke]:
    """The points of each unbroken stroke: its segments meet."""
    strokes: list[Stroke] = []
    for line in group.iter("line"):
        start, end = place_of(line, "x1", "y1"), place_of(line, "x2", "y2")
        if strokes and strokes[-1][-1] == start:
            strokes[-1].append(end)
        else:
            strokes.append([start, end])
    return strokes


def levels_of(one: Served, look: str) -> list[float]:
    """The heights of the level lines of a look."""
    lines = [line for line in one.svg.iter("line") if line.get("class") == look]
    assert all(line.get("y1") == line.get("y2") for line in lines)
    return [place_of(line, "y1")[0] for line in lines]


def markers_of(group: ET.Element) -> list[tuple[float, ...]]:
    return [place_of(dot, "cx", "cy") for dot in group.iter("circle")]


def runs_of(values: list[float | None]) -> list[list[int]]:
    """The places of values that stand side by side, gaps between them."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]


def plain_words(text: str) -> str:
    """A Figure's text as a reader sees it."""
    return " ".join(unescape(re.sub("<br ?/?>", " ", text)).split())


def test_figures_to_explore_are_those_of_the_pictures(opened, served):
    """The data of a page's charts, in their order, are the Figures that their pictures were drawn from."""
    expected: dict[str, list] = {}
    for one in served:
        expected.setdefault(one.address, []).append(json.loads(one.figure.to_json()))
    for address, figures in expected.items():
        charts = re.findall(r'id="chart-.*?</figure>', opened.html(address), re.DOTALL)
        data = re.findall(r'<script type="application/json">(.*?)</script>', "".join(charts))
        assert [json.loads(text) for text in data] == figures, address


# Which charts stand where


def test_charts_of_every_page_are_these(opened, served):
    """Every chart of the site is one that is compared here, and none is missing."""
    expected = {(one.address, f"chart-{one.chart.ident}") for one in served}
    found = {
        (address, one.get("id"))
        for address in page_addresses()
        for one in opened.tree(address).iter("figure")
        if "chart-" in one.get("id")
    }
    # The print view has the pages' own figures, each under its part's name.
    parts = {"overview": "/", "ehcp": "/ehcp/", "finance": "/finance/"}
    printed = {
        (parts[ident.split("-")[1]], f"chart-{ident.split('-chart-')[1]}")
        for where, ident in found
        if where == "/print/"
    }
    assert {one for one in found if one[0] != "/print/"} == expected
    assert printed == {one for one in expected if one[0] in parts.values()}
    assert [
        len([one for one in served if one.address == address])
        for address in ("/", "/ehcp/", "/finance/")
    ] == [3, 2, 1]
    assert len(served) > 10


def test_charts_need_no_script(opened):
    """A page holds its figures as data that never runs; those of the print view are for paper alone."""
    for address in page_addresses():
        main = main_of(opened.html(address))
        explored = re.findall('<figure [^>]*id="(?:chart-|comparators|scores-)', main)
        figures = 0 if address == "/print/" else len(explored)
        assert main.count("<script") == main.count('<script type="application/json">') == figures
        assert "<img" not in main_of(opened.html(address)), address


def test_charts_ids_are_distinct_on_each_page(opened):
    for address in page_addresses():
        idents = [element.get("id") for element in opened.tree(address).iter() if element.get("id")]
        assert len(idents) == len(set(idents)), address


def test_charts_say_what_they_show_to_every_reader(served):
    for one in served:
        title = one.svg.find("title")
        assert one.svg.get("role") == "img", one.address
        assert one.svg.get("aria-labelledby") == title.get("id"), one.address
        assert words(title) == " ".join(f"{one.chart.message}. {one.chart.subtitle}".split()), (
            one.address
        )
        caption = one.shown.find("figcaption")
        assert words(with_class(caption, "message")[0]) == " ".join(one.chart.message.split())
        assert words(with_class(caption, "what")[0]) == " ".join(one.chart.subtitle.split())
        assert settings.SENDPROG_COUNCIL in one.chart.subtitle and re.search(
            r"20\d\d to ", one.chart.subtitle
        ), one.chart.subtitle
        assert words(with_class(one.shown, "source")[0]).startswith("Source: "), one.address


# The drawing and the Figure


def test_lines_pass_through_the_figures_values(served):
    for one in served:
        for place, trace in enumerate(one.figure.data):
            assert trace.type == "scatter"
            values = list(trace.y)
            expected = [
                [(one.x(trace.x[at]), one.y(values[at])) for at in run]
                for run in runs_of(values)
                if len(run) > 1
            ]
            drawn = strokes_of(one.series(place))
            assert len(drawn) == len(expected), one.address
            for stroke, points in zip(drawn, expected, strict=True):
                assert len(stroke) == len(points), one.address
                assert all(
                    near(a, c) and near(b, d) for (a, b), (c, d) in zip(stroke, points, strict=True)
                ), one.address


def test_gaps_stay_gaps(served):
    """No stroke crosses a month without a value, and a value alone between gaps has its marker."""
    gaps = 0
    for one in served:
        for place, trace in enumerate(one.figure.data):
            assert trace.connectgaps is not True
            missing = [one.x(x) for x, value in zip(trace.x, trace.y, strict=True) if value is None]
            gaps += len(missing)
            for stroke in strokes_of(one.series(place)):
                assert not any(
                    a[0] + NEAR < x < b[0] - NEAR for a, b in pairwise(stroke) for x in missing
                ), one.address
            for run in runs_of(list(trace.y)):
                if len(run) == 1:
                    point = (one.x(trace.x[run[0]]), one.y(trace.y[run[0]]))
                    assert any(
                        near(x, point[0]) and near(y, point[1])
                        for x, y in markers_of(one.series(place))
                    ), one.address
    assert gaps >= 5, "the demonstration has months between its reports"


def test_card_joins_what_the_chart_joins(served):
    """July, September and November stand apart on the page, in the measure's chart and in the card."""
    cards = {card.reading.measure.address: card for card in headline_cards(live_snapshot())}
    card = cards["finance.forecast_in_year_deficit"]
    assert card.line_text == "Points: Jul 2024 to Nov 2024"
    (line,) = card.line.figure.data
    assert [len(run) for run in runs_of(list(line.y))] == [1, 1, 1]
    alike = [
        one
        for one in served
        if one.address in ("/finance/", "/measures/finance.forecast_in_year_deficit/")
    ]
    assert len(alike) == 2
    for one in alike:
        assert [len(run) for run in runs_of(list(one.figure.data[0].y))] == [1, 1, 1], one.address


def test_markers_stand_on_values(served):
    for one in served:
        for place, trace in enumerate(one.figure.data):
            drawn = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if y is not None]
            points = [(one.x(x), one.y(y)) for x, y in drawn]
            for x, y in markers_of(one.series(place)):
                assert any(near(x, a) and near(y, b) for a, b in points), one.address


def test_series_are_named_as_in_the_figure(served):
    for one in served:
        drawn = [
            group.get("data-series") for group in one.svg.iter("g") if "data-series" in group.attrib
        ]
        assert drawn == [trace.name for trace in one.figure.data]


def test_ticks_are_the_figures(served):
    """Each tick of the value axis; of the labels below as many as fit, the first and last among them."""
    for one in served:
        up, across = list(one.part("y-ticks")), list(one.part("x-ticks"))
        axis = one.figure.layout.yaxis
        assert [words(text) for text in up] == [plain_words(text) for text in axis.ticktext]
        heights = [place_of(text, "y")[0] for text in up]
        assert all(
            near(y, one.y(value)) for y, value in zip(heights, axis.tickvals, strict=True)
        ), one.address
        places = {words(text): place_of(text, "x")[0] for text in across}
        assert {one.labels[0], one.labels[-1]} <= places.keys() <= set(one.labels), one.address
        assert all(near(x, one.x(one.labels.index(label))) for label, x in places.items())


def test_tick_words_are_their_values(served):
    """ "40" stands at 40, and "Nov 2024" under the point of November."""
    for one in served:
        axis = one.figure.layout.yaxis
        said = [
            float(plain_words(text).replace(",", "").replace("−", "-").strip("£%m"))
            for text in axis.ticktext
        ]
        assert said == pytest.approx(list(axis.tickvals)), one.address
        assert list(axis.tickvals) == sorted(axis.tickvals)
        assert 0 in axis.tickvals, one.address
        assert axis.range[0] <= min(axis.tickvals) and max(axis.tickvals) <= axis.range[1]
        known = [value for trace in one.figure.data for value in trace.y if value is not None]
        assert axis.range[0] <= min(known) and max(known) <= axis.range[1], one.address


def test_grid_lines_stand_at_the_ticks(served):
    for one in served:
        levels = levels_of(one, "fluid__grid")
        expected = [one.y(value) for value in one.figure.layout.yaxis.tickvals]
        assert len(levels) == len(expected)
        assert all(near(a, b) for a, b in zip(levels, expected, strict=True)), one.address


def test_references_stand_at_their_values(served):
    seen = 0
    for one in served:
        for shape in one.figure.layout.shapes:
            assert any(near(y, one.y(shape.y0)) for y in levels_of(one, "fluid__level"))
            seen += 1
    assert seen >= 2, "the plan stands on the overview and on the finance page"


def test_levels_have_their_names(served):
    """In the drawing or in its key."""
    for one in served:
        said = words(one.shown)
        for shape in one.figure.layout.shapes:
            assert plain_words(shape.name) in said, one.address


def test_drawings_stay_inside_their_frame(served):
    for one in served:
        places = [
            float(value.removesuffix("%"))
            for element in one.svg.iter()
            for value in element.attrib.values()
            if value.endswith("%")
        ]
        assert len(places) > 10 and 0 <= min(places) <= max(places) <= 100, one.address


def test_drawings_hold_no_style_or_script(served):
    for one in served:
        for element in one.svg.iter():
            assert element.tag not in {"style", "script", "foreignobject", "image", "use", "a"}
            assert not [
                name for name in element.attrib if name in {"style", "href"} or name[:2] == "on"
            ]


# The table and the Figure


def table_of(one: Served) -> tuple[list[str], list[list[str]]]:
    table = one.shown.find(".//table")
    head = [words(cell) for cell in table.findall("./thead/tr/th")]
    return head, [[words(cell) for cell in row] for row in table.findall("./tbody/tr")]


def number_in(text: str) -> Decimal | None:
    """ "£51.6 million" is 51.6; None for what has no number."""
    found = re.search(r"(−?)£?([\d,]+(?:\.\d+)?)", text)
    if not found:
        return None
    return Decimal(found[2].replace(",", "")) * (-1 if found[1] else 1)


def test_tables_are_the_charts_own_rows(served):
    for one in served:
        head, rows = table_of(one)
        assert head == [" ".join(str(cell).split()) for cell in one.chart.head]
        assert rows == [[" ".join(str(cell).split()) for cell in row] for row in one.chart.rows], (
            one.address
        )


def test_tables_hold_the_values_drawn(served):
    """In the same order: each value drawn has its row, and each row without a number is a gap."""
    for one in served:
        _, rows = table_of(one)
        drawn = [value for value in one.figure.data[0].y if value is not None]
        told = [number for row in rows if (number := number_in(row[1])) is not None]
        assert len(told) == len(drawn), one.address
        places = max((-number.as_tuple().exponent for number in told), default=0)
        assert [float(number) for number in told] == pytest.approx(drawn, abs=0.51 * 10**-places), (
            one.address
        )


def test_ends_of_a_line_have_their_words(served):
    """The last x label names the month of the last row, and the first that of the first."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    for one in served:
        _, rows = table_of(one)
        ticks = [plain_words(text) for text in one.figure.layout.xaxis.ticktext]
        if rows[-1][0].split()[0] in months:
            assert (ticks[0], ticks[-1]) == (rows[0][0], rows[-1][0]), one.address


def test_points_have_names_of_their_own(served):
    """Three reports of one year are three points: not "Mar 2025" three times."""
    alike = {}
    for one in served:
        ticks = [plain_words(text) for text in one.figure.layout.xaxis.ticktext]
        heads = [row[0] for row in table_of(one)[1]]
        if len(set(ticks)) < len(ticks) or len(set(heads)) < len(heads):
            alike[one.address] = (ticks, heads)
    assert alike == {}


# The Figure and the stored records


def values_of(served: list[Served], address: str, ident: str) -> list[float | None]:
    (one,) = [one for one in served if (one.address, one.chart.ident) == (address, ident)]
    return list(one.figure.data[0].y)


@pytest.mark.parametrize("address", ["/", "/ehcp/"])
def test_months_drawn_are_the_months_stored(address, served):
    months = list(MonthlyReturn.objects.order_by("month"))
    assert len(months) == 23
    assert values_of(served, address, "plans-issued") == [month.plans_issued for month in months]
    overdue = [month.annual_reviews_overdue for month in months]
    first = next(place for place, value in enumerate(overdue) if value is not None)
    assert values_of(served, address, "overdue-reviews") == overdue[first:]


@pytest.mark.parametrize("address", ["/", "/finance/"])
def test_deficit_drawn_is_the_deficit_stored(address, served):
    stored = {
        one.month.month: float(one.forecast_in_year_deficit) / 1e6
        for one in MonthlyPosition.objects.all()
    }
    assert sorted(stored) == [7, 9, 11]
    # A gap stands for each month between them, of which there is no report.
    gaps_between = [stored.get(month) for month in range(7, 12)]
    assert values_of(served, address, "deficit") == gaps_between


def test_gap_in_the_months_is_drawn_as_a_gap():
    """A month taken out: its point goes, the line is cut, and the table says so."""
    month = MonthlyReturn.objects.get(month=date(2024, 3, 1))
    month.plans_issued = None
    month.save()
    page = Opened(reader("auditor")).tree("/live/ehcp/")
    chart = ehcp.headlines.charts(live_snapshot(), settings.SENDPROG_COUNCIL)["plans_issued"]
    one = Served("/live/ehcp/", chart, by_id(page, "chart-plans-issued"))
    assert [len(stroke) for stroke in strokes_of(one.series(0))] == [14, 8]
    row = next(row for row in table_of(one)[1] if row[0] == "Mar 2024")
    assert row[1] == "Not given"
    test_tables_hold_the_values_drawn([one])
