"""One table: our pages beside a bare Django page, in the same run, and the limits."""

import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.speed.first_paint import Load, load, median_of
from tests.speed.servers import Server, demonstration, served

pytestmark = [pytest.mark.bench, pytest.mark.enable_socket]
# Of each page so many rounds, one after the other in turn: other work of
# the machine then falls on all.
ROUNDS = 5
HEADINGS = ("", "bare page", "ours", "", "limit")
WIDTHS = (46, 10, 10, 8, 16)


@dataclass
class Report:
    """The lines of the table, and those that are over their limit."""

    lines: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, what: str, *cells: str, is_held: bool) -> None:
        self.lines.append(in_columns(what, *cells))
        if not is_held:
            self.missed.append(what)

    def taken_missed(self) -> list[str]:
        """Those missed since the last time."""
        missed, self.missed = self.missed, []
        return missed

    def print(self) -> None:
        print("", in_columns(*HEADINGS), *self.lines, sep="\n")


def in_columns(*cells: str) -> str:
    """The cells as a row of Markdown, so that README can quote it."""
    padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return f"| {' | '.join(padded)} |"


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    report = Report()
    yield report
    report.print()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demonstration(tmp_path_factory.mktemp("speed")) as server:
        yield server


@pytest.fixture(scope="module")
def bare() -> Iterator[Server]:
    with served("tests.speed.bare_site") as server:
        yield server


def test_requests_a_second(ours: Server, bare: Server, report: Report):
    """As a ratio to the bare page, in turns, the median of the rounds."""
    member, auditor = ours.session("member"), ours.session("auditor")
    asked = {
        "bare page": (bare, "/", "", 0),
        "live overview, signed in": (ours, "/live/", auditor, 0.08),
        "edition, signed in": (ours, "/", member, 0.2),
        "public edition": (ours, "/", "", 0.4),
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (server, path, cookie, _) in asked.items():
            rates[name].append(server.requests_a_second(path, cookie, seconds=1.5))
    medians = {name: statistics.median(of_name) for name, of_name in rates.items()}
    of_bare = medians.pop("bare page")
    for name, rate in medians.items():
        least, ratio = asked[name][-1], rate / of_bare
        cells = f"{of_bare:,.0f}", f"{rate:,.0f}", f"{ratio:.2f}", f"at least {least}"
        report.add(f"requests a second: {name}", *cells, is_held=ratio >= least)
    assert report.taken_missed() == []


def test_first_paint(ours: Server, bare: Server, report: Report):
    """The public overview from nothing, in turns with the bare page, the median of the rounds."""
    loads: dict[Server, list[Load]] = {ours: [], bare: []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for _ in range(ROUNDS):
            for server, of_server in loads.items():
                of_server.append(load(browser, f"{server.url}/"))
        browser.close()
    add_first_paint(report, median_of(loads[ours]), median_of(loads[bare]))
    assert report.taken_missed() == []


def add_first_paint(report: Report, our: Load, of_bare: Load) -> None:
    add_ratio(report, "slow line: largest paint, s", of_bare.largest, our.largest, 1.4)
    add_ratio(report, "slow line: four charts drawn, s", of_bare.charts, our.charts, 1.3)
    add_most(report, "slow line: layout shift", of_bare.shift, our.shift, 0)
    blocking = "slow line: blocking, s"
    add_most(
        report,
        blocking,
        of_bare.blocking,
        our.blocking,
        0.1 + of_bare.blocking,
    )
    add_most(report, "first visit, kB", of_bare.kilobytes, our.kilobytes, 45)
    add_most(report, "first visit, requests", of_bare.requests, our.requests, 5)


def add_ratio(report: Report, what: str, of_bare: float, our: float, most: float) -> None:
    ratio = our / of_bare
    cells = f"{of_bare:.2f}", f"{our:.2f}", f"{ratio:.2f}", f"at most {most}"
    report.add(what, *cells, is_held=ratio <= most)


def add_most(report: Report, what: str, of_bare: float, our: float, most: float) -> None:
    cells = f"{of_bare:.4g}", f"{our:.4g}", "", f"at most {most:.3g}"
    report.add(what, *cells, is_held=our <= most)


def test_memory_and_first_page(ours: Server, report: Report):
    megabytes, seconds = ours.worker_megabytes(), ours.first_page
    cells = "", f"{megabytes:.0f}", "", "at most 180"
    report.add("memory of two workers, MB", *cells, is_held=megabytes <= 180)
    cells = "", f"{seconds:.1f}", "", "at most 2"
    report.add("first page of a fresh process, s", *cells, is_held=seconds < 2)
    assert report.taken_missed() == []


def test_var_is_left_as_it_was():
    """The demonstration's password is stored where git ignores it; `make demo` makes another."""
    shutil.rmtree(Path(__file__).parents[2] / "var", ignore_errors=True)
