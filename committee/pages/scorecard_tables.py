"""The scorecard and its exceptions as files."""

import django_tables2 as tables

from committee.scorecard.exceptions import ShownException
from committee.scorecard.rows import ScorecardRow
from sendprog.pages.tables import Table
from sendprog.values.measures import Reading


def figure_words(reading: Reading | None) -> str:
    return reading.in_words if reading else ""


def figure_window(reading: Reading | None) -> str:
    return reading.when if reading else ""


class ScorecardTable(Table):
    """One measure a row."""

    caption = "Scorecard"
    row_header = "measure"

    measure = tables.Column("Measure", accessor="measure__label")
    address = tables.Column("Address", accessor="measure__address")
    better = tables.Column("Better", accessor="measure__better_text")
    now = tables.Column("Now", empty_values=())
    window = tables.Column("Window", accessor="now", empty_values=())
    basis = tables.Column("Basis", accessor="now__basis__label")
    target = tables.Column("Target", accessor="target_text")
    floor = tables.Column("Floor", accessor="floor_text")
    target_basis = tables.Column("Basis of the target")
    before = tables.Column("Before", empty_values=())
    window_before = tables.Column("Window before", accessor="before", empty_values=())
    year_ago = tables.Column("A year before", empty_values=())
    window_year_ago = tables.Column("Window a year before", accessor="year_ago", empty_values=())
    direction = tables.Column("Direction", accessor="movement__in_words")
    rating = tables.Column("Rating", accessor="rated__rating__label")
    why = tables.Column("Why not rated", accessor="rated__why")
    official = tables.Column("Official statistics of", accessor="official__when")
    own = tables.Column("Ours in them", accessor="official__own_text")
    england = tables.Column("England", accessor="official__england_text")
    region = tables.Column("Region", accessor="official__region_text")
    comparators = tables.Column("Comparators", accessor="official__comparators_by_name")
    what_is_done = tables.Column("What is being done")
    exception = tables.Column("Open exception", accessor="exception__number")
    source = tables.Column("Source", accessor="now__source")

    class Meta(Table.Meta):
        pass

    def value_now(self, record: ScorecardRow) -> str:
        return figure_words(record.now)

    def value_window(self, record: ScorecardRow) -> str:
        return figure_window(record.now)

    def value_before(self, record: ScorecardRow) -> str:
        return figure_words(record.before)

    def value_window_before(self, record: ScorecardRow) -> str:
        return figure_window(record.before)

    def value_year_ago(self, record: ScorecardRow) -> str:
        return figure_words(record.year_ago)

    def value_window_year_ago(self, record: ScorecardRow) -> str:
        return figure_window(record.year_ago)


class ExceptionsTable(Table):
    """One exception a row."""

    caption = "Exceptions"
    row_header = "measure"

    number = tables.Column("Number", accessor="row__number")
    measure = tables.Column("Measure", accessor="label")
    address = tables.Column("Address", accessor="row__measure")
    opened_on = tables.Column("Opened on", accessor="row__opened_on")
    opened_by = tables.Column("What opened it")
    cause = tables.Column("Cause", accessor="row__cause")
    action = tables.Column("What is being done", accessor="row__action")
    owner = tables.Column("Who answers for it", accessor="row__owner")
    expected = tables.Column("Expected back", accessor="row__expected")
    state = tables.Column("State", accessor="row__state_text")
    closed_on = tables.Column("Closed on", accessor="row__closed_on")
    why = tables.Column("Why it was closed", accessor="row__closing_reason")

    class Meta(Table.Meta):
        pass

    def value_expected(self, record: ShownException) -> str:
        return str(record.row.expected or "")
