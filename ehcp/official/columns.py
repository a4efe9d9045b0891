"""The columns of each kind of file, found whatever their case, order or year (pure).

A pattern with a group `year` matches a name that holds a year ("due_26"), which must be that of the
file's first row plus the column's `offset`.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sendprog.loads.messages import Message
from sendprog.values.wording import joined

YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"


@dataclass(frozen=True)
class Column:
    """A column by our name for it.

    `may_lack`: some releases have no such column. `instead` names a column that excuses it.
    """

    name: str
    patterns: tuple[str, ...] = ()
    may_lack: bool = False
    offset: int = 0
    instead: str = ""

    def matches(self, heading: str, year: int) -> bool:
        """Whether the heading, as `column_key` gives it, is this column's in a file of the year."""
        for pattern in (re.escape(self.name), *self.patterns):
            match = compiled(pattern).fullmatch(heading)
            if match is None:
                continue
            written = match.groupdict().get("year")
            if written is None or int(written) % 100 == (year + self.offset) % 100:
                return True
        return False

    def name_in(self, year: int) -> str:
        """How the Department would write it in a file of the year, for a message."""
        for pattern in self.patterns:
            if YEAR in pattern:
                return pattern.replace(YEAR, str(year + self.offset))
        return self.name


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@dataclass(frozen=True)
class Topic:
    """A kind of file: its columns, and the patterns of those that are left out on purpose."""

    slug: str
    label: str
    columns: tuple[Column, ...]
    left_out: tuple[str, ...] = ()
    has_breakdowns: bool = True


@dataclass(frozen=True)
class Matched:
    """Where each column is, the headings that mean nothing to us, and what is missing."""

    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    missing: tuple[Column, ...] = ()
    problems: tuple[Message, ...] = field(default=())


def column_key(heading: str) -> str:
    """ "PC plans issued (%)" and "pc_plans_issued" alike: "pc_plans_issued"."""
    return "_".join(re.findall(r"[a-z0-9]+", heading.lower()))


def columns_named(text: str, *, may_lack: bool = False) -> tuple[Column, ...]:
    """Columns that have the same name in every release."""
    return tuple(Column(name, may_lack=may_lack) for name in text.split())


IDENTITY = (
    Column("time_period", ("year", "period")),
    Column("time_identifier"),
    Column("geographic_level", ("level",)),
    Column("region_name", ("region",)),
    Column("new_la_code", ("la_code", "gss_code"), may_lack=True),
    Column("old_la_code", ("la_code_old", "lea_code")),
    Column("la_name", ("local_authority", "local_authority_name")),
)
BREAKDOWN = (Column("breakdown_topic"), Column("breakdown"))
NOT_NEEDED = ("country_code", "country_name", "region_code")


def match_columns(headings: Sequence[str], topic: Topic, year: int) -> Matched:
    """Each column of the topic in a file of the year, with every problem at once."""
    keys = [column_key(heading) for heading in headings]
    wanted = (*IDENTITY, *(BREAKDOWN if topic.has_breakdowns else ()), *topic.columns)
    problems, places = [], {}
    for column in wanted:
        found = [place for place, key in enumerate(keys) if column.matches(key, year)]
        if len(found) > 1:
            names = joined([headings[place] for place in found])
            problems.append(Message(f"Two columns may be {column.name}: {names}. Leave one."))
        if found:
            places[column.name] = found[0]
    unknown = unknown_headings(headings, keys, set(places.values()), topic)
    absent = [column for column in wanted if column.name not in places]
    absent = [column for column in absent if column.instead not in places]
    # A column that earlier releases lack is missed only where a heading may be its new name.
    missing = tuple(column for column in absent if not column.may_lack or unknown)
    problems += [missing_message(column, unknown, year) for column in missing]
    return Matched(places, unknown, missing, tuple(problems))


def unknown_headings(
    headings: Sequence[str], keys: Sequence[str], used: set[int], topic: Topic
) -> tuple[str, ...]:
    """The headings that are no column of ours, nor one that is left out on purpose."""
    ignored = (*NOT_NEEDED, *topic.left_out, *(() if topic.has_breakdowns else ("breakdown.*",)))
    return tuple(
        heading
        for place, (heading, key) in enumerate(zip(headings, keys, strict=True))
        if key
        and place not in used
        and not any(compiled(pattern).fullmatch(key) for pattern in ignored)
    )


def missing_message(column: Column, unknown: Sequence[str], year: int) -> Message:
    """Which column is missing, and what it might be called now."""
    name = column.name_in(year)
    near = nearest(name, unknown)
    hint = f" It might be “{near}”." if near else ""
    return Message(f"The column {name} is missing.{hint}")


def nearest(name: str, unknown: Sequence[str]) -> str:
    """The unknown heading most like the name; "" where none is."""
    by_key = {column_key(heading): heading for heading in unknown}
    close = difflib.get_close_matches(name, by_key, n=1, cutoff=0.55)
    return by_key[close[0]] if close else ""
