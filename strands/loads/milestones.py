"""Files of milestones."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sendprog.loads.date_cells import PartialDateCell
from sendprog.loads.kinds import Column, ParsedRow, RuleProblem, register_kind
from sendprog.loads.messages import Message
from sendprog.loads.reference_kinds import ReferenceKind
from sendprog.loads.shared_columns import FIGURE_BASIS, SOURCE, YES_OR_NO
from sendprog.loads.text_cells import ChoiceCell, ReferenceCell, TextCell
from sendprog.values.periods import Month
from sendprog.values.rag import Stage
from strands.choices import Room
from strands.filters import WHOLE_PROGRAMME
from strands.loads.columns import STRAND
from strands.loads.headings import MILESTONES_HEADINGS, MILESTONES_LABELS
from strands.milestone_row_types import MilestoneRow
from strands.models import Milestone
from strands.snapshot import MILESTONES


def done_only_when_complete(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    """Only a complete milestone has a day it was done; a withdrawn one needs a reason."""
    if values.get("done_on") and values.get("stage", Stage.COMPLETE.value) != Stage.COMPLETE.value:
        yield (
            "done_on",
            "only a complete milestone has a day it was done: write stage Complete, or clear this",
        )
    if values.get("stage") == Stage.WITHDRAWN.value and not values.get("reason"):
        yield "reason", "a withdrawn milestone needs its reason: say why it was withdrawn"


@register_kind
class MilestonesKind(ReferenceKind):
    """Milestones, new or changed."""

    slug = "milestones"
    title = "Milestones"
    one_row = "milestone"
    model = Milestone
    name_column = "title"
    section = MILESTONES
    labels = MILESTONES_LABELS
    usual_headings = MILESTONES_HEADINGS
    rules = (done_only_when_complete,)
    needed = ("title",)
    notes = (
        "One row a milestone. Only the columns in the file are changed; an empty cell clears what is stored.",
        f"strand is the strand's address, or {WHOLE_PROGRAMME}. A forecast that moves needs a reason.",
        "A load does not change promised dates: a manager promises a new one on the milestone's own page.",
    )
    example = ({"reference": "a-milestones-reference", "title": "", "strand": WHOLE_PROGRAMME},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        rooms = {room.value: room.label for room in Room if room}
        stages = {stage.value: stage.label for stage in Stage}
        long_text = TextCell(4000, lines=True)
        return (
            Column(
                "reference",
                ReferenceCell(Milestone._meta.get_field("reference").reserved),
                required=True,
                never_empty=True,
            ),
            Column("title", TextCell(200)),
            STRAND,
            Column("room", ChoiceCell(rooms), help="The page of one without a strand"),
            Column("stage", ChoiceCell(stages)),
            Column("stage_words", TextCell(200), help="The stage in its source's words"),
            Column("forecast", PartialDateCell()),
            Column("done_on", PartialDateCell(), field="actual"),
            Column("done_date_not_known", YES_OR_NO, field="actual_not_known"),
            Column("reason", long_text, help="Why the forecast or stage changes"),
            Column("owner", TextCell(120, is_role=True), help="A role, never a person's name"),
            Column(
                "responsible_roles",
                TextCell(4000, lines=True, is_role=True),
                help="One role a line",
            ),
            Column("accountable_role", TextCell(120, is_role=True)),
            Column("success_criteria", long_text),
            Column("evidence", long_text),
            Column("description", long_text),
            FIGURE_BASIS,
            Column("note", TextCell(200)),
            SOURCE,
        )

    def resolve_row(self, row: ParsedRow, record: Milestone | None) -> Iterator[Message]:
        if record is not None:
            yield from self.check_reason(row, record)
        yield from self.check_done(row, record)

    def check_reason(self, row: ParsedRow, record: Milestone) -> Iterator[Message]:
        """Moving an existing forecast needs a reason."""
        if "forecast" not in row.cells or record.forecast is None or row.value("reason"):
            return
        if row.value("forecast") != record.forecast:
            wrong = f"The forecast moves from {record.forecast}: give a reason."
            yield Message(row=row.number, column="reason", wrong=wrong)

    def check_done(self, row: ParsedRow, record: Milestone | None) -> Iterator[Message]:
        """A complete milestone has either a date it was done or says that it is not known; any
        other neither.

        Values that the file leaves out are those stored.
        """
        stored = record or Milestone(stage=Stage.NOT_STATED.value)
        stage = row.value("stage") or stored.stage
        done = row.value("done_on") if "done_on" in row.cells else stored.actual
        not_known = row.value("done_date_not_known")
        if not_known is None:
            not_known = stored.actual_not_known
        has_done = bool(done or not_known)
        if stage == Stage.COMPLETE.value and not has_done:
            wrong = (
                "A complete milestone needs the date it was done: "
                "give done_on, or write yes under done_date_not_known."
            )
            yield Message(row=row.number, column="done_on", wrong=wrong)
        if stage != Stage.COMPLETE.value and has_done:
            wrong = (
                "Only a complete milestone has a date it was done: "
                "write stage Complete, or clear the date."
            )
            yield Message(row=row.number, column="done_on", wrong=wrong)
        elif done and not_known:
            wrong = "There is the date it was done, and that it is not known: keep one of the two."
            yield Message(row=row.number, column="done_on", wrong=wrong)

    def published_rows(self, rows: Iterable[MilestoneRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            is_not_known = YES_OR_NO.export(row.is_done_date_unknown, "")
            yield self.export_row(row) | {"done_date_not_known": is_not_known}
