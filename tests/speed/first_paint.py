"""What a browser shows of a page, and when: on a slow line, with a slow processor and nothing cached."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, fields

from playwright.sync_api import Browser, CDPSession

# Chromium's own "Slow 4G" and "4x slowdown".
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 180_000,
    "uploadThroughput": 84_375,
}
SLOWER_PROCESSOR = {"rate": 4}
CHARTS = 4
# A chart is drawn when the frame after it stands in the page begins. Frames wait for style sheets.
OBSERVE = """
window.seen = {largest: 0, charts: 0, shift: 0, blocking: 0};
const observe = (type, act) => new PerformanceObserver(list => list.getEntries().forEach(act))
    .observe({type, buffered: true});
observe("largest-contentful-paint", entry => { seen.largest = entry.startTime; });
observe("layout-shift", entry => { seen.shift += entry.value; });
observe("longtask", entry => { seen.blocking += entry.duration - 50; });
const look = () => {
    const charts = [...document.querySelectorAll("main svg")].filter(svg => svg.clientWidth > 200);
    if (charts.length < CHARTS) requestAnimationFrame(look);
    else requestAnimationFrame(() => { seen.charts = performance.now(); });
};
requestAnimationFrame(look);
""".replace("CHARTS", str(CHARTS))


@dataclass(frozen=True)
class Load:
    """One load of a page from nothing: seconds, the layout shift, and what came over the line."""

    largest: float
    charts: float
    shift: float
    blocking: float
    kilobytes: float
    requests: float


def load(browser: Browser, url: str) -> Load:
    """Open the page in a context of its own, until nothing has come for half a second."""
    context = browser.new_context(viewport={"width": 1350, "height": 900})
    page = context.new_page()
    page.add_init_script(OBSERVE)
    session = context.new_cdp_session(page)
    received = slow_down(session)
    page.goto(url, wait_until="networkidle")
    seen = page.evaluate("seen")
    context.close()
    times = {name: seen[name] / 1000 for name in ("largest", "charts", "blocking")}
    return Load(
        **times, shift=seen["shift"], kilobytes=sum(received) / 1000, requests=len(received)
    )


def slow_down(session: CDPSession) -> list[float]:
    """The bytes of each answer that is received from now on, slowly."""
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", SLOWER_PROCESSOR)
    return received


def median_of(loads: Sequence[Load]) -> Load:
    names = [field.name for field in fields(Load)]
    return Load(**{name: statistics.median(getattr(one, name) for one in loads) for name in names})
