"""The tables that the pages offer as files."""

from decimal import Decimal

import django_tables2 as tables

from committee.changes.items import Item
from committee.snapshot.ask_rows import AskRow
from committee.snapshot.corrections import PAPER, CorrectionRow
from committee.snapshot.sections_to_freeze import section_named
from sendprog.pages.tables import Table
from sendprog.values.measures import Reading
from strands.rows import StrandRow


class ReadingsTable(Table):
    """One reading a row; where a reading has no value, the value column says why."""

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
    parts = tables.Column("Numerator and denominator")
    baseline = tables.Column("Baseline")
    targets = tables.Column("Targets")
    record = tables.Column("Stored record")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def value_targets(self, record: Reading) -> str:
        return "; ".join(record.targets)

    def value_value(self, record: Reading) -> object:
        """The number without an exponent or trailing zeros."""
        return record.missing if record.value is None else Decimal(f"{record.value.normalize():f}")


class StrandsTable(Table):
    """One strand a row."""

    caption = "Strands"
    row_header = "name"

    number = tables.Column("Number")
    name = tables.Column("Strand")
    rating = tables.Column("Stated rating", accessor="rating__label")
    ratings = tables.Column("Ratings by month")
    commitments = tables.Column("Commitments")
    updated = tables.Column("Updated", accessor="update__month")
    silence = tables.Column("Overdue")
    reviewed = tables.Column("Reviewed with no change", accessor="update__review_words")
    basis = tables.Column("Basis", accessor="basis__label")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass

    def value_ratings(self, record: StrandRow) -> str:
        return "; ".join(row.in_words for row in record.ratings)

    def value_commitments(self, record: StrandRow) -> str:
        return "; ".join(record.commitments)


class CommitmentsTable(Table):
    """One commitment a row, with the date of each of its stages."""

    caption = "Commitments"
    row_header = "name"

    name = tables.Column("Commitment")
    kind = tables.Column("Kind", accessor="kind_text")
    stage = tables.Column("Stage", accessor="stage_text")
    counterparty = tables.Column("Other party")
    drafted = tables.Column("Drafted")
    submitted = tables.Column("Submitted")
    feedback = tables.Column("Feedback received")
    agreed = tables.Column("Agreed")
    approved = tables.Column("Approved")
    issued = tables.Column("Issued")
    declined = tables.Column("Declined")
    lapsed = tables.Column("Lapsed")
    superseded = tables.Column("Superseded")
    description = tables.Column("Description")
    source = tables.Column("Source")

    class Meta(Table.Meta):
        pass


class ConditionsTable(Table):
    """One condition a row, with its latest status."""

    caption = "Conditions"
    row_header = "wording"

    commitment = tables.Column("Commitment")
    reference = tables.Column("Reference")
    kind = tables.Column("Kind")
    wording = tables.Column("Wording")
    strand = tables.Column("Strand")
    limit = tables.Column("Limit")
    if_missed = tables.Column("If it is missed")
    rating = tables.Column("Stated rating", accessor="rating__label")
    status_words = tables.Column("In words")
    status_as_at = tables.Column("As at")

    class Meta(Table.Meta):
        pass


class AsksTable(Table):
    """One ask a row, those that wait for a response first."""

    caption = "Asks"
    row_header = "text"

    reference = tables.Column("Reference")
    status = tables.Column("Status", accessor="status__label")
    kind = tables.Column("Kind", accessor="kind__label")
    text = tables.Column("What was asked")
    meeting = tables.Column("Meeting")
    by_role = tables.Column("Asked by")
    to_role = tables.Column("Asked of")
    due = tables.Column("Due")
    strand = tables.Column("Strand", accessor="strand_name")
    measure = tables.Column("Measure")
    risk = tables.Column("Risk")
    response = tables.Column("Response", accessor="response__label")
    response_text = tables.Column("The response in words")
    responded_on = tables.Column("Day of the response")
    repeats = tables.Column("Asks again")
    times = tables.Column("Asked at", accessor="meeting", empty_values=())
    basis = tables.Column("Basis", accessor="basis__label")

    class Meta(Table.Meta):
        pass

    def value_times(self, record: AskRow) -> str:
        """Every meeting at which it was asked, in order: "2024-06-03; 2025-01-22"."""
        return "; ".join(str(day) for day in (*record.earlier, record.meeting, *record.later))


class ChangesTable(Table):
    """One change a row, texts in full."""

    caption = "Changes"
    row_header = "which"

    part = tables.Column("Part", accessor="section")
    strand = tables.Column("Strand")
    kind = tables.Column("What", accessor="kind__label")
    which = tables.Column("Which")
    old = tables.Column("Earlier edition")
    when_old = tables.Column("Window of the earlier figure", accessor="when_old", empty_values=())
    new = tables.Column("Now")
    when_new = tables.Column("Window of the figure now", accessor="when_new", empty_values=())
    change = tables.Column("Change", empty_values=())
    how = tables.Column("How")
    reason = tables.Column("Reason")
    days = tables.Column("Days", empty_values=())
    basis = tables.Column("Basis", accessor="basis__label")

    class Meta(Table.Meta):
        pass

    def value_part(self, record: Item) -> str:
        return section_named(record.section).label

    # Only changes of numbers have windows and a
    # change, only slipped milestones have days.
    def value_when_old(self, record: Item) -> str:
        return getattr(record, "when_old", "")

    def value_when_new(self, record: Item) -> str:
        return getattr(record, "when_new", "")

    def value_change(self, record: Item) -> str:
        return getattr(record, "change", "")

    def value_days(self, record: Item) -> object:
        return getattr(record, "days", "")


class CorrectionsTable(Table):
    """One correction of one edition a row."""

    caption = "Corrections"
    row_header = "label"

    changed_on = tables.Column("Corrected on")
    label = tables.Column("Figure")
    measure = tables.Column("Measure")
    when = tables.Column("Window")
    edition = tables.Column("Edition")
    meeting = tables.Column("For the meeting of")
    paper = tables.Column("Paper", accessor="site", empty_values=())
    said = tables.Column("The edition says")
    old = tables.Column("Before")
    new = tables.Column("Now")
    old_value = tables.Column("Value before")
    new_value = tables.Column("Value now")
    marker = tables.Column("Marker")
    basis = tables.Column("Basis", accessor="basis__label")
    is_back = tables.Column("Changed back")
    follows = tables.Column("Moved with")
    reason = tables.Column("Why")

    class Meta(Table.Meta):
        pass

    def value_paper(self, record: CorrectionRow) -> str:
        return f"{record.site}{PAPER}" if record.has_paper else ""

    def value_is_back(self, record: CorrectionRow) -> str:
        return "yes" if record.is_back else ""
