"""To which month a snapshot's figures go, and how old they are, in words."""

from collections.abc import Callable

from django.conf import settings

from ehcp.snapshot import MONTHS
from finance.snapshot import POSITIONS
from sendprog.records.snapshots import Snapshot, today
from sendprog.values.periods import Month
from sendprog.values.wording import plural

NO_FIGURES = "There are no figures to show."
EHCPS, DEFICIT = "EHCPs", "the deficit"


def last_months(snapshot: Snapshot) -> dict[str, Month]:
    """The last month of the monthly returns and of the positions, by what they are on; only those
    there are.

    Where the blocks of the grant go to different months, each is named.
    """
    months = {EHCPS: max((row.month for row in snapshot[MONTHS]), default=None)}
    blocks: dict[str, Month] = {}
    for row in snapshot[POSITIONS]:
        blocks[row.block] = max(row.month, blocks.get(row.block, row.month))
    if len(set(blocks.values())) > 1:
        months |= {f"{DEFICIT} ({block})": month for block, month in sorted(blocks.items())}
    else:
        months[DEFICIT] = next(iter(blocks.values()), None)
    return {name: month for name, month in months.items() if month}


def figures_text(snapshot: Snapshot, age: Callable[[Month], str] = lambda month: "") -> str:
    """The sentence on the figures that an edition stores: their last months and not, as live, their
    age.

    "Figures to November 2024 (Month 8).", or "Figures on EHCPs to …; on the deficit to …." if those
    differ.
    """
    months = last_months(snapshot)
    if not months:
        return NO_FIGURES
    if len(set(months.values())) == 1:
        return f"Figures {month_text(max(months.values()), age)}."
    return f"Figures {'; '.join(f'on {name} {month_text(month, age)}' for name, month in months.items())}."


def month_text(month: Month, age: Callable[[Month], str]) -> str:
    """ "to November 2024 (Month 8), 52 days old"."""
    return f"to {month.label} (Month {month.number_in_financial_year}){age(month)}"


def age_in_words(month: Month) -> str:
    """ ", 52 days old"; "" until the month is over, and for a demonstration, whose day is set."""
    days = (today() - month.last).days
    return "" if settings.SENDPROG_TODAY or days < 0 else f", {plural(days, 'day')} old"
