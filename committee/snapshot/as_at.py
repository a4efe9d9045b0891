"""The last month of a snapshot's figures, and how old they are, in words."""

from django.conf import settings

from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from sendprog.records.snapshots import Snapshot, today
from sendprog.values.periods import Month
from sendprog.values.wording import plural


def latest_month(snapshot: Snapshot) -> Month | None:
    """The last month of any monthly return or position; None without any."""
    months = [row.month for row in (*snapshot[MONTHS], *snapshot[POSITIONS])]
    return max(months, default=None)


NO_FIGURES = "There are no figures to show."


def figures_to(month: Month) -> str:
    """ "Figures to November 2024 (Month 8)"."""
    return f"Figures to {month.label} (Month {month.number_in_financial_year})"


def figures_text(snapshot: Snapshot) -> str:
    """The sentence that an edition stores about its figures: their last month, not their age."""
    latest = latest_month(snapshot)
    return f"{figures_to(latest)}." if latest else NO_FIGURES


def age_in_words(month: Month) -> str:
    """ ", 52 days old"; "" for a demonstration, whose day is set."""
    return "" if settings.SENDPROG_TODAY else f", {plural((today() - month.last).days, 'day')} old"
