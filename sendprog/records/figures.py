"""How rows yield their figures: readings by keys that never change, so that two snapshots can be
compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sendprog.records.snapshots import Section
from sendprog.values.measures import Reading

NamedReadings = Iterator[tuple[str, Reading]]


@dataclass(frozen=True)
class FigureSource:
    """The figures of a section's rows.

    `prefix` returns the start of a row's keys, for example "ehcp.months|2024-11|". `readings`
    yields the rest of each key with its reading: ("plans_issued", reading).
    """

    section: Section
    prefix: Callable[[Any], str]
    readings: Callable[[Any], NamedReadings]
