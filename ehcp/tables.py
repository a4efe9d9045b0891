"""The months as tables: the main counts, every other count by group, and all of them in a file.

A missing count reads "Not given", never 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import django_tables2 as tables

from ehcp.count_groups import COUNT_GROUPS
from ehcp.models import MonthlyReturn
from ehcp.readings import NOT_GIVEN
from ehcp.snapshot import MonthRow
from ehcp.suppression import BANDED
from sendprog.pages.tables import Table
from sendprog.values.basis import Basis
from sendprog.values.wording import upper_first
from strands.choices import ReturnState

# The counts of the first table, with their short labels.
MAIN_COUNTS = {
    "requests_received": "Requests",
    "assessments_agreed": "Assessments agreed",
    "plans_issued": "Plans issued",
    "plans_issued_within_20_weeks": "Issued within 20 weeks",
    "plans_maintained": "Plans maintained",
    "annual_reviews_overdue": "Annual reviews overdue",
}
# The columns that say where a month comes from.
PROVENANCE = ("note", "state", "source", "loaded")


class CountColumn(tables.Column):
    """A count of a month: its number with its marker, or why there is none."""

    def __init__(self, name: str, label: str) -> None:
        self.count_name = name
        super().__init__(
            verbose_name=label,
            accessor="counts",
            empty_values=(),
            attrs={"cell": {"class": "number"}},
        )

    def render(self, record: MonthRow) -> str:
        value, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        if value is None:
            return f"[{marker}]" if marker else NOT_GIVEN
        return f"{value:,}" + (f" [{marker}]" if marker else "")

    def value(self, record: MonthRow) -> str | int:
        value, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        return (f"[{marker}]" if marker else "") if value is None else value


def count_label(name: str) -> str:
    """The heading of a count: "Decisions within 6 weeks"; of a banded one with its bands."""
    label = MAIN_COUNTS.get(name) or str(MonthlyReturn._meta.get_field(name).verbose_name)
    bands = f" (rounded down to a multiple of {BANDED[name]})" if name in BANDED else ""
    return upper_first(label) + bands


def other_counts() -> list[str]:
    """The counts that are not in the first table, in the order of their groups."""
    return [name for names in COUNT_GROUPS.values() for name in names if name not in MAIN_COUNTS]


class MonthsBase(Table):
    """A month a row, with its basis, state and source."""

    caption = "Month by month"
    row_header = "month"
    # Whether the rows say their notes: of
    # several tables of one page, one does.
    has_notes = True

    month = tables.Column("Month", accessor="label")
    note = tables.Column("Basis", empty_values=())
    state = tables.Column("State")
    source = tables.Column("Source")
    loaded = tables.Column("Loaded")

    class Meta(Table.Meta):
        pass

    def render_note(self, record: MonthRow) -> str:
        """The basis, any state but final, and the note, which may name the basis "illustrative"
        itself.
        """
        note = record.note if self.has_notes else ""
        is_said = record.basis is Basis.ILLUSTRATIVE and note.lower().startswith(record.basis.value)
        state = "" if record.state == ReturnState.FINAL.label else record.state
        parts = ["" if is_said else record.basis.label, state, note]
        return ". ".join(part for part in parts if part)


COUNT_COLUMNS = {
    name: CountColumn(name, count_label(name)) for name in [*MAIN_COUNTS, *other_counts()]
}
# Every count of the monthly return is a column.
MonthsTable = type(MonthsBase)("MonthsTable", (MonthsBase,), dict(COUNT_COLUMNS))


def one_by_one(rows: Sequence[MonthRow]) -> str:
    """ "month by month"; "return by return" where one covers more than a month."""
    return "month by month" if all(row.months == 1 for row in rows) else "return by return"


def months_table_of(rows: Sequence[MonthRow], names: Iterable[str], caption: str = "") -> Table:
    """The months with these counts and their basis alone."""
    columns = [name for name in COUNT_COLUMNS if name in set(names)]
    left_out = [name for name in (*COUNT_COLUMNS, *PROVENANCE[1:]) if name not in columns]
    table = table_of_periods(rows, exclude=left_out, sequence=("month", *columns, "note"))
    table.caption = caption or one_by_one(rows).capitalize()
    return table


def table_of_periods(rows: Sequence[MonthRow], **options: Any) -> Table:
    """The table; its rows are headed as periods where a return is of several months."""
    if all(row.months == 1 for row in rows):
        return MonthsTable(rows, **options)
    period = ("month", tables.Column("Period", accessor="label"))
    table = MonthsTable(rows, extra_columns=[period], **options)
    table.caption = one_by_one(rows).capitalize()
    return table


def file_table(rows: Sequence[MonthRow]) -> Table:
    """Every count of every month, with its basis, state and source."""
    sequence = ("month", *MAIN_COUNTS, "note", *other_counts(), *PROVENANCE[1:])
    return table_of_periods(rows, sequence=sequence)


def group_tables(rows: Sequence[MonthRow]) -> Iterator[Table]:
    """A table of each group that has counts which are stated and not in the first table."""
    for title, names in COUNT_GROUPS.items():
        stated = [
            name for name in names if name not in MAIN_COUNTS and is_stated_in_any(rows, name)
        ]
        if stated:
            table = months_table_of(rows, stated, f"{title}, {one_by_one(rows)}")
            table.has_notes = False
            yield table


def counts_without_a_value(rows: Sequence[MonthRow]) -> list[str]:
    """The counts without a value or marker in any month; the page names them once instead."""
    return [name for name in COUNT_COLUMNS if not is_stated_in_any(rows, name)]


def is_stated_in_any(rows: Sequence[MonthRow], name: str) -> bool:
    """Whether any month has the count, or a marker that says why not."""
    return any(row.counts[name] is not None or row.markers.get(name) for row in rows)
