"""The months' contact with families: rows, section and table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables

from ehcp.covered_months import CoveredMonths
from ehcp.models import ContactReturn, CoveredPeriod
from sendprog.loads.provenance import load_text, with_load
from sendprog.pages.tables import Table
from sendprog.records.exemptions import visible_to
from sendprog.records.fields import count_names
from sendprog.records.snapshots import Audience, EditLink, Section
from sendprog.values.absent import absent_text
from sendprog.values.basis import Basis
from sendprog.values.periods import Month
from sendprog.values.units import Unit
from sendprog.values.wording import upper_first, whole_number

COUNTS = count_names(ContactReturn)


@dataclass(frozen=True)
class ContactRow(CoveredMonths):
    """Contact with families in a month, or in the `months` up to its end.

    None means "not in the return"; a marker may say why.
    """

    month: Month
    counts: dict[str, int | None]
    markers: dict[str, str]
    wait_change_percent: Decimal | None
    satisfaction: Decimal | None
    state: str
    basis: Basis
    source: str
    loaded: str = ""
    covers: CoveredPeriod = CoveredPeriod.MONTH


def read_contact_rows(*, on: date, viewer: Audience) -> Iterator[ContactRow]:
    for contact in with_load(visible_to(ContactReturn.objects.all(), viewer)):
        yield contact_row(contact)


def contact_row(contact: ContactReturn) -> ContactRow:
    """The row of a return that was read with its load."""
    markers = {name: getattr(contact, f"{name}_marker") for name in COUNTS}
    return ContactRow(
        month=Month.containing(contact.month),
        counts={name: getattr(contact, name) for name in COUNTS},
        markers={name: marker for name, marker in markers.items() if marker},
        wait_change_percent=contact.wait_change_percent,
        satisfaction=contact.satisfaction,
        state=contact.get_state_display(),
        basis=Basis(contact.basis),
        source=contact.source,
        loaded=load_text(contact),
        covers=CoveredPeriod(contact.covers),
    )


def contacts_of_months(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of schema 1: each covers its month."""
    return [row | {"covers": "month"} for row in rows]


CONTACTS = Section(
    "ehcp.contacts",
    ContactRow,
    read_contact_rows,
    upgrades=(contacts_of_months,),
    key=("month",),
    label="Returns on contact with families",
    nouns=("figure", "figures"),
    title=lambda row: f"Contact with families, {row.label}",
    page="ehcp",
    edit=EditLink("Open the returns on contact", model="ehcp.contactreturn"),
)


def contact_label(name: str) -> str:
    """ "calls handled": how a figure of the return is called."""
    return str(ContactReturn._meta.get_field(name).verbose_name)


class ContactCountColumn(tables.Column):
    """A count of a month: its number with its marker, or why there is none."""

    def __init__(self, name: str) -> None:
        self.count_name = name
        label = contact_label(name)
        super().__init__(
            verbose_name=upper_first(label),
            accessor="counts",
            empty_values=(),
            attrs={"cell": {"class": "number"}},
        )

    def render(self, record: ContactRow) -> str:
        count, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        symbol = f"[{marker}]" if marker else ""
        if count is None:
            return symbol or absent_text(record.basis)
        return f"{whole_number(count)} {symbol}".strip()

    def value(self, record: ContactRow) -> str | int:
        count, marker = record.counts[self.count_name], record.markers.get(self.count_name)
        return (f"[{marker}]" if marker else "") if count is None else count


class ContactsBase(Table):
    """A month a row."""

    caption = "Contact with families, month by month"
    row_header = "month"

    month = tables.Column("Month", accessor="label")
    wait_change_percent = tables.Column(
        "Reported change in the wait", attrs={"cell": {"class": "number"}}
    )
    satisfaction = tables.Column("Satisfaction", attrs={"cell": {"class": "number"}})
    state = tables.Column("State")
    basis = tables.Column("Basis", accessor="basis__label")
    source = tables.Column("Source")
    loaded = tables.Column("Loaded")

    class Meta(Table.Meta):
        pass

    def render_wait_change_percent(self, value: Decimal) -> str:
        return Unit.PERCENT_CHANGE.in_text(value, decimal_places(value))

    def render_satisfaction(self, value: Decimal) -> str:
        return Unit.OUT_OF_FIVE.in_text(value, decimal_places(value))


def decimal_places(value: Decimal) -> int:
    """The decimal places of a number without trailing zeros."""
    return max(0, -int(value.normalize().as_tuple().exponent))


COLUMNS = {name: ContactCountColumn(name) for name in COUNTS}
ContactsTable = type(ContactsBase)("ContactsTable", (ContactsBase,), dict(COLUMNS))


def contacts_table(rows: tuple[ContactRow, ...]) -> Table:
    """The months with their counts first; longer periods are called so."""
    sequence = ("month", *COUNTS, "...")
    if all(row.months == 1 for row in rows):
        return ContactsTable(rows, sequence=sequence)
    period = ("month", tables.Column("Period", accessor="label"))
    table = ContactsTable(rows, sequence=sequence, extra_columns=[period])
    table.caption = "Contact with families, return by return"
    return table
