"""The corrections: when, which figure, old and new, why, and which editions and papers had the old one."""

from collections.abc import Iterable
from dataclasses import dataclass

import django_tables2 as tables

from committee.snapshot.corrections import CORRECTIONS, PAPER, CorrectionRow
from sendprog.pages.mounted_pages import Download, Page, Query, reads_parameters
from sendprog.pages.tables import Table
from sendprog.records.snapshots import Snapshot
from sendprog.values.wording import plural

TITLE = "Corrections"


@dataclass(frozen=True)
class Corrected:
    """One change of a figure, with every edition that had the old one."""

    first: CorrectionRow
    editions: list[CorrectionRow]

    @property
    def measure_page(self) -> str:
        """Where the figure is read: in the last of the editions, which has that measure."""
        return f"{self.editions[-1].site}measures/{self.first.measure}/" if self.first.measure else ""


def together(rows: Iterable[CorrectionRow]) -> list[Corrected]:
    """The rows of several editions that tell the same change, as one."""
    found: dict[tuple, list[CorrectionRow]] = {}
    for row in rows:
        same = (
            row.changed_on,
            row.figure,
            row.said,
            row.old,
            row.new,
            row.old_value,
            row.new_value,
            row.reason,
            row.is_back,
        )
        found.setdefault(same, []).append(row)
    return [Corrected(some[0], sorted(some, key=lambda row: row.edition)) for some in found.values()]


def chosen(rows: Iterable[CorrectionRow], query: Query) -> tuple[list[CorrectionRow], str]:
    """Those of the edition and the measure that were asked for, and in words what that was."""
    edition, measure = (query.parameters.get(name, "") for name in ("edition", "measure"))
    found = [
        row
        for row in rows
        if (not edition or str(row.edition) == edition) and (not measure or row.measure == measure)
    ]
    parts = [
        f"edition {edition[:10]}" if edition else "",
        (found[0].label if found else measure[:160]) if measure else "",
    ]
    return found, " and ".join(part for part in parts if part)


@reads_parameters
def corrections(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """Every correction, the latest first, or those of one edition or one measure."""
    rows, asked = chosen(snapshot[CORRECTIONS], query)
    found = together(rows)
    return query.render(
        TITLE,
        "committee/corrections.html",
        corrections=found,
        asked=asked,
        paper=PAPER,
        count=plural(len(found), "correction"),
    )


class CorrectionsTable(Table):
    """One change of one figure of one edition a row."""

    caption = TITLE
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


@reads_parameters
def corrections_csv(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Download:
    """Exactly the corrections that the page with the same query shows."""
    return CorrectionsTable(chosen(snapshot[CORRECTIONS], query)[0]).download("corrections.csv")
