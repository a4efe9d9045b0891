"""Files of the conditions of commitments, and of their statuses."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sendprog.loads.date_cells import DayCell
from sendprog.loads.kinds import Column, RuleProblem, register_kind
from sendprog.loads.links import Link
from sendprog.loads.record_kinds import RecordKind
from sendprog.loads.text_cells import ChoiceCell, ReferenceCell, TextCell
from sendprog.records.exemptions import not_exempt
from sendprog.records.snapshots import today
from sendprog.values.periods import Month
from sendprog.values.rag import Rag
from strands.choices import ConditionKind
from strands.commitment_row_types import ConditionRow
from strands.loads.columns import STRAND
from strands.loads.headings import CONDITIONS_HEADINGS, STATUSES_HEADINGS
from strands.models import Commitment, Condition, ConditionStatus
from strands.snapshot import CONDITIONS


def commitment_column(path: str) -> Column:
    """The column of a commitment's address; path: from the record to it."""
    return Column(
        "commitment",
        TextCell(60),
        required=True,
        never_empty=True,
        link=Link(Commitment, path),
        help="The address of the agreement, plan or inspection",
    )


@register_kind
class ConditionsKind(RecordKind):
    """Conditions, areas for improvement, recommendations and findings."""

    slug = "conditions"
    title = "Conditions"
    one_row = "condition"
    model = Condition
    name_column = "wording"
    section = CONDITIONS
    usual_headings = CONDITIONS_HEADINGS
    key = ("commitment", "reference")
    needed = ("wording",)
    notes = (
        "One row for each condition, area for improvement, recommendation or finding of a commitment.",
        "Their ratings are loaded as statuses of conditions.",
    )
    example = ({"commitment": "an-agreements-address", "reference": "1", "wording": ""},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            commitment_column("commitment.slug"),
            Column("reference", ReferenceCell(), required=True, never_empty=True),
            Column("kind", ChoiceCell(dict(ConditionKind.choices))),
            STRAND,
            Column("wording", TextCell(4000, lines=True)),
            Column("limit", TextCell(160), help="The figure or date that it sets"),
            Column("if_missed", TextCell(4000, lines=True), help="What happens if it is missed"),
        )


def stated_by_today(values: Mapping[str, Any]) -> Iterable[RuleProblem]:
    if values.get("as_at") and values["as_at"] > today():
        yield "as_at", "this day is still to come: give the day of the status"


@register_kind
class ConditionStatusesKind(RecordKind):
    """The stated status of conditions, each on a day."""

    slug = "condition-statuses"
    title = "Statuses of conditions"
    one_row = "status"
    model = ConditionStatus
    section = CONDITIONS
    usual_headings = STATUSES_HEADINGS
    subject = "condition"
    key = ("commitment", "reference", "as_at")
    rules = (stated_by_today,)
    notes = (
        "One row for each condition and day. reference is that of the condition.",
        "Without a rating the condition is Not rated.",
    )
    example = ({"commitment": "an-agreements-address", "reference": "1", "as_at": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        within = ("commitment", "commitment__slug")
        condition = Link(Condition, "condition.reference", within=within)
        return (
            commitment_column("condition.commitment.slug"),
            Column("reference", ReferenceCell(), required=True, never_empty=True, link=condition),
            Column("as_at", DayCell(), required=True, never_empty=True),
            Column(
                "rating",
                ChoiceCell({rag.value: rag.label for rag in Rag}),
                field="stated_rag",
                help="As its source states it",
            ),
            Column("words", TextCell(4000, lines=True)),
        )

    def stored_records(self) -> Any:
        return super().stored_records().filter(not_exempt("condition", model=Condition))

    def published_rows(self, rows: Iterable[ConditionRow]) -> Iterator[Mapping[str, Any]]:
        for condition in rows:
            key = {"commitment": condition.commitment, "reference": condition.reference}
            for status in condition.statuses:
                yield self.export_row(status) | key | {"rating": status.rating.label}
