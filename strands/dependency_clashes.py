"""Milestones that are due before one that they wait for. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage
from strands.milestone_row_types import MilestoneRow

# A milestone's title, and when it is expected.
TitleAndDate = tuple[str, PartialDate | None]


def expected_date(
    stage: Stage, forecast: PartialDate | None, promised: PartialDate | None
) -> PartialDate | None:
    """When a milestone is expected; None without a date, or once it is complete or withdrawn."""
    if stage in (Stage.COMPLETE, Stage.WITHDRAWN):
        return None
    return forecast or promised


def is_too_early(date: PartialDate | None, needed: PartialDate | None) -> bool:
    """Whether a date is before the needed one. "2025" is not before "June 2025", which is in it."""
    return date is not None and needed is not None and date.slippage_days(needed) < 0


def clash_warnings(
    date: PartialDate | None, *, needs: Iterable[TitleAndDate], held_up: Iterable[TitleAndDate]
) -> tuple[str, ...]:
    """A sentence for each clash of a milestone's date with what it waits for, and with what waits
    for it.
    """
    warnings = []
    for title, needed in needs:
        if is_too_early(date, needed):
            warnings.append(
                f"This is due {date}, but it waits for “{title}”, which is due {needed}."
            )
    for title, waiting in held_up:
        if is_too_early(waiting, date):
            warnings.append(
                f"“{title}” is due {waiting}, but it waits for this, which is due {date}."
            )
    return tuple(warnings)


def title_and_date(row: MilestoneRow) -> TitleAndDate:
    return row.title, expected_date(row.stage, row.forecast, row.promised)


def with_clash_warnings(milestones: Iterable[MilestoneRow]) -> Iterator[MilestoneRow]:
    """The milestones, each with a warning for every clash of its dates."""
    rows = {row.reference: row for row in milestones}
    dates = {reference: title_and_date(row) for reference, row in rows.items()}
    held_up: dict[str, list[TitleAndDate]] = defaultdict(list)
    for row in rows.values():
        for needed in row.needs:
            held_up[needed].append(dates[row.reference])
    for reference, row in rows.items():
        if not row.needs and reference not in held_up:
            yield row
            continue
        needs = [dates[needed] for needed in row.needs if needed in dates]
        _, date = dates[reference]
        yield replace(row, warnings=clash_warnings(date, needs=needs, held_up=held_up[reference]))
