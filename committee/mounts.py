"""Where the pages are mounted, and what each mount shows. An edition will be a third."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from sendprog.periods import Month
from sendprog.snapshots import Snapshot, live


@dataclass(frozen=True)
class LiveMount:
    """The tables as they are now, banded so. Until a first edition exists the front page shows this too."""

    prefix: str

    def snapshot(self, request: HttpRequest) -> Snapshot:
        return live()

    def previous(self, request: HttpRequest) -> Snapshot | None:
        return None

    def band(self, snapshot: Snapshot) -> dict[str, Any]:
        latest = latest_month(snapshot)
        figures = f"Figures to {latest.label} ({financial(latest)})." if latest else "No figures have been loaded."
        return {"state": "Live: not published.", "words": figures}


def latest_month(snapshot: Snapshot) -> Month | None:
    """The last month that any figure is for."""
    months = [row.month for row in (*snapshot[MONTHS], *snapshot[POSITIONS])]
    return max(months, default=None)


def financial(month: Month) -> str:
    """ "Month 8"."""
    return f"Month {month.number_in_financial_year}"


FRONT, LIVE = LiveMount("/"), LiveMount("/live/")
