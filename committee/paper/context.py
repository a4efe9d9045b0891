"""What every part of the paper is told with: the snapshot, the writer, the meeting, and what the annexes gather."""

from dataclasses import dataclass, field

from committee.paper.writer import Writer
from committee.snapshot.meetings import MEETINGS, MeetingRow
from sendprog.charts.chart import Chart
from sendprog.pages.inline_figures import resolve_in_html
from sendprog.records.snapshots import Snapshot
from sendprog.values.measures import Reading
from strands.rows import TextRow
from strands.snapshot import TEXTS


@dataclass
class Told:
    """One paper while it is written."""

    snapshot: Snapshot
    out: Writer
    meeting: MeetingRow | None
    bound: list[Reading] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def narrative(self, html: str) -> None:
        """A text with its bound numbers told; each is listed in an annex too."""
        self.out.narrative(resolve_in_html(html, self.snapshot, self.met))

    def met(self, reading: Reading) -> None:
        if reading not in self.bound:
            self.bound.append(reading)


def next_meeting(snapshot: Snapshot) -> MeetingRow | None:
    """The meeting the paper goes to: the first from the snapshot's day on, else the last before it."""
    to_come = [one for one in snapshot[MEETINGS] if one.date >= snapshot.on]
    if to_come:
        return min(to_come, key=lambda one: one.date)
    return max(snapshot[MEETINGS], key=lambda one: one.date, default=None)


def latest_texts(snapshot: Snapshot) -> dict[str, TextRow]:
    """The last month's accepted text of each section."""
    return {row.section: row for row in sorted(snapshot[TEXTS], key=lambda row: row.month)}
