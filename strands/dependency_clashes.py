"""What waits for what: a milestone due before one that it needs is said to be so. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sendprog.values.partial_dates import PartialDate
from sendprog.values.rag import Stage
from strands.rows import MilestoneRow

Due = tuple[str, PartialDate | None]


def due(stage: Stage, forecast: PartialDate | None, promised: PartialDate | None) -> PartialDate | None:
    """When it is expected; None once it is complete or withdrawn, for then nothing hangs on it."""
    return None if stage in (Stage.COMPLETE, Stage.WITHDRAWN) else forecast or promised


def is_too_early(mine: PartialDate | None, needed: PartialDate | None) -> bool:
    """Whether one is due before what it needs. "2025" is not before "June 2025", which may lie in it."""
    return mine is not None and needed is not None and mine.slippage_days(needed) < 0


def warnings(mine: PartialDate | None, *, needs: Iterable[Due], held_up: Iterable[Due]) -> tuple[str, ...]:
    """A sentence for each clash of dates: with what it waits for, and with what waits for it."""
    early = [
        f"This is due {mine}, before “{title}”, which it waits for and which is due {when}."
        for title, when in needs
        if is_too_early(mine, when)
    ]
    late = [
        f"“{title}” is due {when}, before this, which it waits for and which is due {mine}."
        for title, when in held_up
        if is_too_early(when, mine)
    ]
    return tuple(early + late)


def due_of(row: MilestoneRow) -> PartialDate | None:
    return due(row.stage, row.forecast, row.baselines[-1].date if row.baselines else None)


def with_warnings(rows: Iterable[MilestoneRow]) -> Iterator[MilestoneRow]:
    """The milestones, each with what its dates clash with."""
    found = {row.reference: row for row in rows}
    dues = {reference: (row.title, due_of(row)) for reference, row in found.items()}
    held_up: dict[str, list[Due]] = defaultdict(list)
    for row in found.values():
        for needed in row.needs:
            held_up[needed].append(dues[row.reference])
    for reference, row in found.items():
        if row.needs or reference in held_up:
            needs = [dues[needed] for needed in row.needs if needed in dues]
            row = replace(row, warnings=warnings(dues[reference][1], needs=needs, held_up=held_up[reference]))
        yield row
