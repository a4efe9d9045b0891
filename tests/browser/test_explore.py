"""Charts explored with Plotly: the same ranges, ticks and values as the pictures, by mouse and by keyboard.

The watch of each page fails it for any violation of the policy, any error, and any request to another host.
"""

import csv
import html
import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from sendprog.charts.bar import bar_chart
from sendprog.charts.figures import Series
from sendprog.charts.fluid import FluidLine
from sendprog.charts.fluid_chart import plain
from sendprog.charts.line import Reference, line_chart
from sendprog.charts.own_look import series_of
from sendprog.charts.svg import to_svg
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_demonstration import served, sessions, sign_in

__all__ = ["served", "sessions", "sign_in"]
WIDTHS = {"desk": DESK, "phone": PHONE}
PAGES = ("/", "/ehcp/", "/finance/", "/measures/ehcp.plans_issued/")
PLOTLY = Path(__file__).parents[2] / "static" / "plotly"
# Several series, gaps, another kind, a level, and words that are hostile.
EXAMPLES = {
    "lines": line_chart(
        [
            Series("Requests <b>", [4, None, 9, 7], kinds=["", "", "", "projected"]),
            Series("Plans & more", [1, 2, 3, 5]),
        ],
        x_labels=["Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025"],
        references=[Reference("Plan 6.0", 6)],
        y_title="£ million",
    ),
    "years": line_chart(
        [Series("Actual", [1, 2, None, None, None, None]), Series("Plan", [None, 2, 3, 4, 5, 6])],
        x_labels=["2024", "2025", "2026", "2027", "2028", "2029"],
    ),
    "bars": bar_chart(
        [Series("Opened", [3, 4, 5]), Series("Closed", [2, None, 6])], x_labels=["a", "b", "c"]
    ),
    "stacked": bar_chart(
        [Series("Opened", [3, 4, 5]), Series("Closed", [2, -1, 6])],
        x_labels=["a", "b", "c"],
        stacked=True,
    ),
    "one": bar_chart([Series("Opened", [3, 4, -5])], x_labels=["a", "b", "c"]),
}
# What is drawn: the words of both axes, and where each point lies between the ends of each axis.
DRAWN = """() => {
    const plot = document.querySelector(".explore__plot"), {xaxis, yaxis} = plot._fullLayout;
    const texts = name => [...plot.querySelectorAll(`.${name} text`)].map(text =>
        ([...text.querySelectorAll("tspan.line")].map(line => line.textContent).join(" ") || text.textContent));
    return {
        ranges: [xaxis.range, yaxis.range], x: texts("xtick"), y: texts("ytick"),
        ticks: [xaxis.tickvals, yaxis.tickvals],
        points: plot._fullData.map(trace => Array.from(trace.y, (y, place) => y === null || y === undefined ? null
            : [xaxis.d2p(trace.x[place]) / xaxis._length, 1 - yaxis.d2p(y) / yaxis._length])),
    };
}"""


OUTSIDE_THE_PLOT = """() => {
    const plot = document.querySelector(".explore__plot").getBoundingClientRect();
    return [...document.querySelectorAll(".explore .main-svg text")]
        .map(one => [one.textContent, one.getBoundingClientRect()])
        .filter(([text, box]) => box.width && (box.left < plot.left - 1 || box.right > plot.right + 1))
        .map(([text]) => text);
}"""
SEEN_LABELS = """() => [...document.querySelectorAll(".explore .xtick text")]
    .filter(text => text.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map(text => text.textContent)"""


def explore(page: Page, place: int = 0) -> None:
    page.get_by_role("button", name="Explore this chart").nth(place).click()
    page.locator(".explore .main-svg").first.wait_for()
    # Plotly draws what changed in the next frames.
    page.wait_for_timeout(100)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def show(page: Page, figure: go.Figure) -> None:
    """Put a figure of this test's in place of the page's first."""
    page.evaluate(
        """([data, svg]) => {
            const figure = document.querySelector("figure.figure");
            figure.querySelector("script").textContent = data;
            const picture = figure.querySelector("svg"), other = document.createElement("div");
            other.innerHTML = svg;
            picture.replaceChildren(...other.firstChild.childNodes);
        }""",
        [figure.to_json(), to_svg(figure, ident="a", label="A")],
    )


def picture_of(svg: str) -> dict[str, list]:
    """The words of both axes of our picture."""

    def texts(part: str) -> list[str]:
        inside = re.search(f'data-part="{part}"[^>]*>(.*?)</g>', svg)
        found = re.findall("<text[^>]*>(.*?)</text>", inside[1]) if inside else []
        return [html.unescape(re.sub("<[^>]+>", " ", text)).strip() for text in found]

    return {"x": texts("x-ticks"), "y": texts("y-ticks")}


def one_space(texts: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def near(drawn: list, expected: list) -> bool:
    """The same points, to a thousandth of the plot."""
    pairs = zip(drawn, expected, strict=True)
    return all(
        one == other if None in (one, other) else math.dist(one, other) < 1e-3
        for one, other in pairs
    )


def between(value: float, ends: list[float]) -> float:
    return (value - ends[0]) / (ends[1] - ends[0])


def check_agrees(page: Page, figure: go.Figure, svg: str) -> None:
    """What Plotly draws has the ranges, ticks and values of the figure, and the ticks of our picture.

    A picture for any width has as many labels of the x axis as fit.
    """
    drawn, layout, picture = page.evaluate(DRAWN), figure.layout, picture_of(svg)
    assert drawn["ranges"] == [list(layout.xaxis.range), list(layout.yaxis.range)]
    assert drawn["ticks"] == [list(layout.xaxis.tickvals), list(layout.yaxis.tickvals)]
    assert one_space(drawn["y"]) == one_space(picture["y"])
    if "fluid__" in svg:
        assert picture["x"] and set(picture["x"]) <= set(map(plain, layout.meta["labels"]))
    else:
        assert one_space(drawn["x"]) == one_space(picture["x"])
    for points, trace in zip(drawn["points"], figure.data, strict=True):
        expected = [
            None
            if value is None
            else [between(x, layout.xaxis.range), between(value, layout.yaxis.range)]
            for x, value in zip(trace.x, trace.y, strict=True)
        ]
        assert near(points, expected), trace.name


def figure_in(page: Page, place: int = 0) -> go.Figure:
    return go.Figure(json.loads(page.locator("figure > script").nth(place).text_content()))


def saved(page: Page, name: str) -> Download:
    with page.expect_download() as download:
        press(page, name)
    return download.value


def test_every_chart_agrees_with_its_picture(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    compared = 0
    for address in PAGES:
        page.goto(address)
        charts = page.locator("figure:has(> script)")
        for place in range(charts.count()):
            before = charts.nth(place).inner_html()
            explore(page, place)
            assert charts.nth(place).locator("> :not(.explore) svg, > svg").count() == 0
            check_agrees(page, figure_in(page, place), before)
            compared += 1
            press(page, "Back to the picture")
            after = charts.nth(place).inner_html()
            assert "".join(after.split()) == "".join(before.split())
    assert compared >= 7


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_of_chart_agrees_with_its_picture(name, open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    show(page, EXAMPLES[name])
    svg = page.locator("figure svg[role=img]").first.evaluate("svg => svg.outerHTML")
    explore(page)
    check_agrees(page, EXAMPLES[name], svg)


def test_series_are_shown_and_hidden_with_their_labels(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    show(page, EXAMPLES["lines"])
    explore(page)
    boxes = page.get_by_role("group", name="Show", exact=True)
    assert one_space(boxes.locator("label").all_inner_texts()) == [
        "Requests <b>",
        "Plans & more",
        "Plan 6.0",
    ]
    texts = page.locator(".explore .annotation-text")
    assert len(texts.all_text_contents()) == 4
    page.get_by_label("Plans & more").uncheck()
    expect(page.locator(".scatterlayer .trace")).to_have_count(2)
    assert "more" not in "".join(texts.all_text_contents())
    page.get_by_label("Plan 6.0").uncheck()
    expect(page.locator(".shapelayer path")).to_have_count(0)
    press(page, "Next value")
    assert page.get_by_role("status").first.inner_text() == "Requests <b>, Jan 2025: 4."
    page.get_by_label("Plans & more").check()
    expect(page.locator(".scatterlayer .trace")).to_have_count(3)


def test_values_zoom_and_the_way_back_by_keyboard(open_page, sign_in):
    """No mouse from the first press to the last; what is done is said, and focus is never lost."""
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    page.get_by_role("button", name="Explore this chart").first.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("group", name="Explore: ")
    expect(panel).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Back to the picture")).to_be_focused()
    page.keyboard.press("Tab")
    status = panel.get_by_role("status")
    page.keyboard.press("Space")
    expect(status).to_contain_text(re.compile(r"^Showing \w{3} \d{4} to \w{3} \d{4}\.$"))
    whole = figure_in(page).layout.xaxis.range
    low, high = page.evaluate(DRAWN)["ranges"][0]
    assert whole[0] < low < high < whole[1]
    assert high - low == pytest.approx((whole[1] - whole[0]) / 2)
    for name in ("Move right", "Move right"):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
    assert page.evaluate(DRAWN)["ranges"][0][1] == whole[1]
    page.get_by_role("button", name="Whole chart").focus()
    page.keyboard.press("Enter")
    expect(status).to_have_text("Showing the whole chart.")
    page.get_by_role("button", name="Next value").focus()
    page.keyboard.press("Enter")
    first = html.unescape(next(text for text in figure_in(page).data[0].hovertext if text))
    expect(status).to_have_text(f"{first}.")
    expect(page.locator(".hoverlayer")).to_contain_text(first)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Explore this chart").first).to_be_focused()
    expect(page.locator("figure svg[role=img]").first).to_be_visible()
    assert page.locator(".explore").count() == 0


def test_mouse_points_drags_and_goes_back(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    explore(page)
    box = page.locator(".explore .nsewdrag").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, middle, steps=5)
    page.mouse.up()
    expect(page.locator(".explore").get_by_role("status")).to_contain_text("Showing ")
    low, high = page.evaluate(DRAWN)["ranges"][0]
    whole = figure_in(page).layout.xaxis.range
    assert high - low < whole[1] - whole[0]
    # From zero, always.
    assert page.evaluate(DRAWN)["ranges"][1] == list(figure_in(page).layout.yaxis.range)
    page.mouse.dblclick(box["x"] + 20, middle)
    expect(page.locator(".explore").get_by_role("status")).to_have_text("Showing the whole chart.")


def test_nothing_leads_to_plotly(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    explore(page)
    for gone in (".modebar", ".modebar-btn", "a[href*=plotly]", ".explore a", ".explore img"):
        assert page.locator(gone).count() == 0, gone


def test_files_have_the_values_and_say_where_they_are_from(open_page, sign_in, tmp_path):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    explore(page)
    csv_file, png = saved(page, "Download CSV"), saved(page, "Download PNG")
    figure = figure_in(page)
    rows = list(csv.reader(csv_file.path().read_text(encoding="utf-8-sig").splitlines()))
    values = [value for value in figure.data[0].y if value is not None]
    notice = page.locator(".demo-banner p").inner_text()
    assert rows[0] == ["Period", figure.data[0].name, "In words", notice]
    assert [float(row[1]) for row in rows[1:]] == values
    assert [row[2] for row in rows[1:]] == [
        html.unescape(text) for text in figure.data[0].hovertext if text
    ]
    assert csv_file.suggested_filename.endswith(".csv") and png.suggested_filename.endswith(".png")
    content = png.path().read_bytes()
    assert content.startswith(b"\x89PNG") and len(content) > 20_000
    # Its pixels are the plot's and the words' around it, at twice their size.
    width = int.from_bytes(content[16:20], "big")
    assert width == 2 * (page.locator(".explore__plot").evaluate("plot => plot.clientWidth") + 48)


def test_file_of_a_hostile_chart_runs_nothing(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    name = '=HYPERLINK("http://x")'
    show(page, line_chart([Series(name, [1, -2])], x_labels=["+1", "@b"]))
    explore(page)
    text = saved(page, "Download CSV").path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0][1] == f"'{name}" and [row[0] for row in rows[1:]] == ["'+1", "'@b"]
    assert [row[1] for row in rows[1:]] == ["1", "-2"]


def test_range_is_told_whole_and_a_join_once(open_page, sign_in):
    page = open_page()
    sign_in(page, "member")
    page.goto("/ehcp/")
    actual = FluidLine("Actual", [5, None, None], "#12436D", texts=["2024: 5", "", ""])
    look = {"dash": "4 4", "mark": "ring", "joins": frozenset({0}), "ranges": {2: (6, 9)}}
    texts = ["", "2025: about 7", "2026: between 6 and 9"]
    ahead = FluidLine("Forecast", [5, 7, None], "#12436D", texts=texts, **look)
    lines = [series_of(line) for line in (actual, ahead)]
    show(page, line_chart(lines, x_labels=["2024", "2025", "2026"]))
    explore(page)
    dashes = [path.get_attribute("stroke-dasharray") for path in page.locator("label path").all()]
    assert dashes == ["none", "4,4"]
    said = []
    for _ in range(3):
        press(page, "Next value")
        said.append(page.get_by_role("status").first.inner_text())
    assert said == [
        "Actual, 2024: 5.",
        "Forecast, 2025: about 7.",
        "Forecast, 2026: between 6 and 9.",
    ]
    text = saved(page, "Download CSV").path().read_text(encoding="utf-8-sig")
    rows = [row[1:3] for row in csv.reader(text.splitlines())]
    assert rows == [["Actual", "Forecast"], ["5", ""], ["", "7"], ["", "6 to 9"]]


@pytest.mark.parametrize("blocked", ["plotly-basic.min", "chart_panel"])
def test_picture_stays_where_a_file_can_not_be_fetched(blocked, open_page, sign_in, watch, axe):
    for text in ("Failed to load resource", "can't be fetched", "net::ERR"):
        watch.allow(text)
    page = open_page()
    sign_in(page, "member")
    page.route(f"**/{blocked}*", lambda route: route.abort())
    page.goto("/ehcp/")
    button = page.get_by_role("button", name="Explore this chart").first
    button.click()
    expect(page.locator(".explore-status").first).to_contain_text("can't be explored just now")
    expect(page.locator("figure svg[role=img]").first).to_be_visible()
    expect(button).to_be_focused()
    assert axe(page) == []
    page.unroute(f"**/{blocked}*")
    explore(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_exploring_is_sound(width, open_page, sign_in, axe, sideways):
    """None that axe finds, no sideways scroll and no letters under 14 px, whole and zoomed in."""
    page = open_page(viewport=WIDTHS[width])
    sign_in(page, "member")
    for address in ("/ehcp/", "/finance/"):
        page.goto(address)
        if address == "/ehcp/":
            show(page, EXAMPLES["lines"])
        if address == "/finance/":
            show(page, EXAMPLES["years"])
        explore(page)
        press(page, "Next value")
        assert axe(page) == [] and sideways(page) == 0, address
        sizes = page.evaluate("""[...document.querySelectorAll(".explore :is(text, button, label, p)")]
            .map(one => parseFloat(getComputedStyle(one).fontSize))""")
        assert min(sizes) >= 14
        assert page.evaluate(OUTSIDE_THE_PLOT) == []
        assert plain(figure_in(page).layout.meta["labels"][-1]) in page.evaluate(SEEN_LABELS)
        press(page, "Zoom in")
        assert axe(page) == [] and sideways(page) == 0, address


def test_letters_of_an_explored_chart_grow_with_the_reader_s(open_page, sign_in, sideways):
    page = open_page(viewport=PHONE)
    sign_in(page, "member")
    page.goto("/ehcp/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    show(page, EXAMPLES["years"])
    explore(page)
    press(page, "Next value")
    page.wait_for_timeout(100)
    sizes = page.evaluate("""[...document.querySelectorAll(".explore svg.main-svg text")]
        .filter(text => text.getClientRects().length)
        .map(text => parseFloat(getComputedStyle(text).fontSize))""")
    assert min(sizes) >= 28 and sideways(page) == 0
    assert "2029" in page.evaluate(SEEN_LABELS)
    assert page.evaluate(OUTSIDE_THE_PLOT) == []


def test_paper_has_the_picture_and_forced_colours_the_letters(open_page, sign_in):
    page = open_page(forced_colors="active", color_scheme="dark")
    sign_in(page, "member")
    page.goto("/ehcp/")
    explore(page)
    fill, behind = page.evaluate("""() => [".xtick text", ".main-svg"]
        .map(name => getComputedStyle(document.querySelector(`.explore ${name}`)))
        .map((style, place) => place ? style.backgroundColor : style.fill)""")
    assert (fill, behind) == ("rgb(11, 12, 12)", "rgb(255, 255, 255)")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".explore").count() == 0
    assert page.locator("figure svg[role=img]").first.is_visible()


def test_no_button_without_script_and_no_file_before_the_press(open_page, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, "member")
    page.goto("/ehcp/")
    assert page.get_by_role("button", name="Explore this chart").count() == 0
    page = open_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    sign_in(page, "member")
    page.goto("/ehcp/", wait_until="networkidle")
    assert sum("/js/explore" in url for url in fetched) == 1
    assert not any("plotly" in url or "chart_" in url for url in fetched)
    page.goto("/milestones/", wait_until="networkidle")
    assert sum("/js/explore" in url for url in fetched) == 1


def test_style_sheet_has_the_rules_that_plotly_would_write(browser: Browser):
    """Dump them again when a new Plotly is vendored: see static/plotly/README.md."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>Without a policy</title>")
    page.add_script_tag(path=PLOTLY / "plotly-basic.min.js")
    rules: Callable[[str], list[str]] = lambda name: page.evaluate(  # noqa: E731
        f"[...document.getElementById('{name}').sheet.cssRules].map(rule => rule.cssText)"
    )
    written = rules("plotly.js-style-global")
    page.add_style_tag(path=PLOTLY / "plotly-static.css")
    page.evaluate("document.querySelector('style:last-of-type').id = 'ours'")
    assert len(written) > 60 and rules("ours") == written
    page.close()
