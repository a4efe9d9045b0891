"""What each part of the paper is written with: snapshot, writer, meeting, and what the annexes will
list.
"""

from dataclasses import dataclass, field

from committee.paper.word_writer import Writer
from committee.snapshot.meetings import MeetingRow
from sendprog.charts.chart_with_table import Chart
from sendprog.pages.inline_figures import resolve_in_html
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from strands.rows import TextRow
from strands.snapshot import TEXTS
from strands.texts import latest_texts


@dataclass
class PaperContext:
    """One paper being written. `bound` and `charts` are listed in annexes."""

    snapshot: Snapshot
    out: Writer
    meeting: MeetingRow | None
    bound: list[Reading] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def write_narrative(self, html: str) -> None:
        """Write a text with its bound numbers filled in."""
        self.out.narrative(resolve_in_html(html, self.snapshot, self.add_bound))

    def add_bound(self, reading: Reading) -> None:
        if reading not in self.bound:
            self.bound.append(reading)


def latest_section_texts(snapshot: Snapshot) -> dict[str, TextRow]:
    """The latest accepted text of each section."""
    return {row.section: row for row in latest_texts(snapshot[TEXTS])}
