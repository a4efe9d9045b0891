"""What comes next for each thing that needs attention, and what to ask about it, as is recorded."""

from collections.abc import Sequence
from dataclasses import replace

from committee.pages.attention import AttentionItem, late_detail
from committee.pages.short_texts import cut
from committee.pages.strands import CLOSED, by_date, milestones_of
from committee.paper.rich_text import blocks_of
from finance.questions import deficit_questions
from sendprog.pages.pre_election import is_plain
from sendprog.records.snapshots import Snapshot
from sendprog.values.free_text import without_stop
from sendprog.values.wording import joined
from strands.milestone_row_types import MilestoneRow
from strands.questions import milestone_questions, strand_questions
from strands.rows import StrandRow
from strands.snapshot import MILESTONES
from strands.texts import strand_with_figures

# In characters, of a text that officers wrote.
LONGEST_STEP = 160
# The texts of an update that say what comes next, the plainest first.
TEXTS_OF_STEPS = ("next_steps", "path_to_green")


def with_next_steps(items: Sequence[AttentionItem], snapshot: Snapshot) -> list[AttentionItem]:
    """The items with their next steps and questions; no questions in a pre-election period."""
    steps = [with_next_step(item, snapshot) for item in items]
    if is_plain(snapshot):
        return steps
    return [replace(item, questions=questions_of_item(item, snapshot)) for item in steps]


def with_next_step(item: AttentionItem, snapshot: Snapshot) -> AttentionItem:
    """The item with what is recorded as its next step, if anything is."""
    if isinstance(item.row, StrandRow):
        return replace(item, next_step=step_of_strand(item.row, snapshot))
    if isinstance(item.row, MilestoneRow):
        if not is_ahead(item.row, snapshot):
            return item
        # Its date is the next step, and is told once.
        return replace(item, next_step=f"due {item.row.when}", detail=late_detail(item.row))
    milestone = next_of_room(snapshot, item.page)
    if milestone is None:
        return item
    return replace(item, next_step=milestone_step(milestone), owner=milestone.owner)


def step_of_strand(row: StrandRow, snapshot: Snapshot) -> str:
    """The first paragraph of its update's next steps or path to green, else its next milestone."""
    update = strand_with_figures(row, snapshot).update
    for name in TEXTS_OF_STEPS:
        if update and (text := first_paragraph(update.html.get(name, ""))):
            return cut(text, LONGEST_STEP)
    ahead = [
        milestone for milestone in milestones_of(snapshot, row) if is_ahead(milestone, snapshot)
    ]
    return milestone_step(min(ahead, key=by_date)) if ahead else ""


def first_paragraph(html: str) -> str:
    """The text of the first paragraph or item; "" without one."""
    blocks = (block for block in blocks_of(html) if block.kind != "h")
    return next(("".join(piece.text for piece in block.pieces) for block in blocks), "")


def next_of_room(snapshot: Snapshot, room: str) -> MilestoneRow | None:
    """The room's own milestone with the earliest date to come."""
    rows = [row for row in snapshot[MILESTONES] if row.room == room and is_ahead(row, snapshot)]
    return min(rows, key=by_date, default=None)


def is_ahead(row: MilestoneRow, snapshot: Snapshot) -> bool:
    """Whether it is open and its date has not passed."""
    return row.status not in CLOSED and row.when is not None and row.when.last >= snapshot.on


def milestone_step(row: MilestoneRow) -> str:
    """ "Sign the agreement, 31 March 2025"; made-up ones say so."""
    basis = f" ({row.basis.note})" if row.basis.note else ""
    return f"{without_stop(row.title)}, {row.when}{basis}"


def questions_of_item(item: AttentionItem, snapshot: Snapshot) -> Sequence[str]:
    """What to ask about an item that is off track, overdue or above plan."""
    if isinstance(item.row, StrandRow):
        return strand_questions(item.row, milestones_of(snapshot, item.row))
    if isinstance(item.row, MilestoneRow):
        return milestone_questions(item.row)
    return deficit_questions(snapshot)


def absent_steps(items: Sequence[AttentionItem]) -> str:
    """That no next step is recorded, for which of the items; "" where each has one."""
    without = [name_of_item(item) for item in items if not item.next_step]
    if not without:
        return ""
    if len(without) == len(items):
        return "No next step is recorded."
    # The next step of another may be about them too.
    itself = "itself" if len(without) == 1 else "themselves"
    return f"No next step is recorded for {joined(without)} {itself}."


def name_of_item(item: AttentionItem) -> str:
    """ "“Open the base”"; the deficit is no record."""
    if item.row is None:
        return "the deficit"
    name = item.row.name if isinstance(item.row, StrandRow) else without_stop(item.row.title)
    return f"“{name}”"
