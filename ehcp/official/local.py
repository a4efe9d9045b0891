"""The council's own monthly returns beside the official figure of the same year."""

from ehcp import headlines
from ehcp.official.readings import LOCAL_MEASURES, entry_of, own_series
from ehcp.official.strips import reading_words
from ehcp.official.tables import PlainTable
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Measure, Reading
from sendprog.values.units import Unit
from sendprog.values.wording import rounded

WHY_THEY_DIFFER = (
    "The two need not agree. The returns are the council’s own counts, month by month, as they were "
    "sent in. The Department counts plans and requests by calendar year from the council’s yearly "
    "return, and may correct them later. What makes up a difference here is not published."
)
HEAD = ("Measure", "Period", "Our monthly returns", "Official", "Our latest")
INCOMPLETE = "Not in the returns for the whole period"


def local_table(snapshot: Snapshot) -> PlainTable | None:
    """Each local measure with its official counterpart's latest year; None without any of ours."""
    rows = []
    for address in LOCAL_MEASURES:
        measure = headlines.measure_named(address)
        entry = entry_of(measure) if measure else None
        official = own_series(snapshot, entry) if entry else []
        if measure and official:
            rows.append(local_row(measure, official[-1], snapshot))
    if not rows:
        return None
    return PlainTable("Our returns beside official statistics", HEAD, rows, (WHY_THEY_DIFFER,))


def local_row(measure: Measure, official: Reading, snapshot: Snapshot) -> list[str]:
    local = headlines.read(snapshot, measure.address, official.window)
    return [
        measure.label,
        official.when,
        local_words(local),
        f"{reading_words(official)}{monthly_words(measure, official)}",
        latest_words(measure, snapshot),
    ]


def latest_words(measure: Measure, snapshot: Snapshot) -> str:
    """Our newest reading with its own window, which is not that of the official figure."""
    latest = headlines.read(snapshot, measure.address)
    if latest is None or latest.missing:
        return "Not given"
    when = f", {latest.when}" if latest.when else ""
    return f"{local_words(latest)}{when}"


def local_words(local: Reading | None) -> str:
    """The reading with its basis where no source gives it as it is."""
    if local is None:
        return INCOMPLETE
    return f"{local.in_words} ({local.basis.note})" if local.basis.note else local.in_words


def monthly_words(measure: Measure, official: Reading) -> str:
    """ " in the year, 81.7 a month": what a year's count is beside a monthly mean."""
    if measure.unit is not Unit.PER_MONTH or official.value is None:
        return ""
    return f" in the year, {rounded(official.value / 12, 1):,f} a month"
