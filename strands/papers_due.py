"""When the papers of the next meeting are due, which the committee tells the rounds."""

from collections.abc import Callable
from datetime import date, timedelta

from sendprog.values.periods import Month

# The first day after this one on which papers are due; None where no meeting is entered.
PapersDue = Callable[[date], date | None]
_tellers: list[PapersDue] = []


def register_papers_due(teller: PapersDue) -> None:
    """Have rounds proposed and checked by what this tells."""
    _tellers.append(teller)


def next_papers_due(on: date) -> date | None:
    """The first day after `on` on which a meeting's papers are due; None where none is known."""
    return min(filter(None, (teller(on) for teller in _tellers)), default=None)


def proposed_due(month: Month, papers: date | None) -> date:
    """The day before the papers are due, or the last of the month where that is earlier."""
    if papers is None or papers <= month.first:
        return month.last
    return min(month.last, papers - timedelta(days=1))


def papers_that_miss(due: date, on: date) -> date | None:
    """The day on which papers are due before a round that still runs; None where they are not."""
    papers = next_papers_due(on)
    return papers if papers and due >= on and due > papers else None
