"""Readings and strands as tables for files: what a page shows, with unit, window, basis and source in columns of their own."""

from decimal import Decimal

import django_tables2 as tables

from sendprog.pages.tables import Table
from sendprog.values.measures import Reading
from strands.rows import StrandRow


class ReadingsTable(Table):
    """One reading a row; a missing one says why in the value's column."""

    caption = "Readings"
    row_header = "measure"

    measure = tables.Column("Measure", accessor="measure__label")
    address = tables.Column("Address", accessor="measure__address")
    value = tables.Column("Value", empty_values=())
    low = tables.Column("Lowest")
    high = tables.Column("Highest")
    in_words = tables.Column("In words")
    unit = tables.Column("Unit", accessor="measure__unit__label")
    window = tables.Column("Window", accessor="when")
    compared = tables.Column("Compared", accessor="comparison_text")
    marker = tables.Column("Marker", accessor="marker__symbol")
    basis = tables.Column("Basis", accessor="basis__label")
    note = tables.Column("Note")
    beside = tables.Column("To be read beside it")
    record = tables.Column("Stored record")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def value_value(self, record: Reading) -> object:
        return Decimal(f"{record.value.normalize():f}") if record.value is not None else record.missing


class StrandsTable(Table):
    caption = "Strands"
    row_header = "name"

    number = tables.Column("Number")
    name = tables.Column("Strand")
    rating = tables.Column("Stated rating", accessor="rating__label")
    commitments = tables.Column("Delivers")
    updated = tables.Column("Updated", accessor="update__month")
    silence = tables.Column("Not updated since")
    reviewed = tables.Column("Reviewed with no change", accessor="update__review_words")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def value_commitments(self, record: StrandRow) -> str:
        return "; ".join(record.commitments)
