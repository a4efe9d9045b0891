"""What the figures of each series cover, for the rules on missing periods. Pure."""

from collections import defaultdict

from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from sendprog.records.snapshots import Snapshot
from sendprog.values.periods import Window
from strands.indicator_row_types import IndicatorRow, ReturnRow
from strands.snapshot import INDICATORS

EHCP = "ehcp"
WindowsBySeries = dict[str, list[Window]]


def windows_by_series(snapshot: Snapshot) -> WindowsBySeries:
    """The windows of the returns on EHCPs, of each block's positions and of each indicator's
    returns.
    """
    windows: WindowsBySeries = defaultdict(list)
    windows[EHCP] = [row.window for row in snapshot[MONTHS]]
    for row in snapshot[POSITIONS]:
        windows[block_series(row.block)].append(Window.of_months(row.month, row.month))
    for indicator in snapshot[INDICATORS]:
        windows[indicator_series(indicator.slug)] = [
            covered_by(indicator, row) for row in indicator.returns
        ]
    return dict(windows)


def block_series(block: str) -> str:
    return f"dsg:{block}"


def indicator_series(slug: str) -> str:
    return f"indicator:{slug}"


def covered_by(row: IndicatorRow, returned: ReturnRow) -> Window:
    """What a return is of: its window, or the last day of it where windows overlap or nothing says
    its first.

    The month of its report where no window is stated.
    """
    last = returned.last or returned.reported_in
    first = returned.first if returned.first and not row.has_overlapping_windows else last
    return Window(min(first, last), last)
