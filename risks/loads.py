"""The file that risks takes: the register, with a score as at a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from risks.models import Response, Risk, RiskAssessment, RiskMatrix
from risks.snapshot import RISKS, RiskRow
from sendprog.loads.cell_parsers import Choice, Day, Text
from sendprog.loads.kinds import ELSEWHERE, Column, Part, Row, Wrong, register
from sendprog.loads.messages import Message
from sendprog.loads.numbers import Count
from sendprog.loads.reference_kinds import RecordKind
from sendprog.loads.shared_columns import BASES, SOURCE
from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.periods import Month, quoted
from strands.models import Strand

SCORES = ("likelihood", "impact", "score", "inherent_score", "target_score")
WHOLE_PROGRAMME = "whole-programme"


def scores_have_a_day(values: Mapping[str, Any]) -> Iterable[Wrong]:
    """A score is a score as at a day; likelihood and impact have one."""
    if any(values.get(name) is not None for name in SCORES) and not values.get("as_at"):
        yield "as_at", "there is a score without its day: give the day it was scored"
    if any(values.get(name) is not None for name in ("likelihood", "impact")) and values.get("score") is None:
        yield "score", "likelihood and impact come with their score: give it"


@register
class RisksKind(RecordKind):
    """Risks, and how they were scored. Restricted risks are kept on their own pages alone."""

    slug = "risks"
    title = "Risk register"
    one_row = "risk"
    model = Risk
    section = RISKS
    rules = (scores_have_a_day,)
    needed_when_new = ("title",)
    notes = (
        "One row a risk. Only the columns that the file holds are changed; an empty cell clears what was there.",
        "as_at is the day of the scores; without it no score is read. Scores are those of the council's risk matrix.",
        "Restricted risks are not loaded: they are kept on their own pages.",
    )
    example = ({"reference": "a-risks-reference", "title": "", "as_at": None},)

    def columns(self, until: Month) -> tuple[Column, ...]:
        return (
            Column("reference", Text(40), required=True, needed=True),
            Column("title", Text(300)),
            Column("description", Text(4000, lines=True)),
            Column("strand", Text(60), field=ELSEWHERE, help=f"A strand's address, or {WHOLE_PROGRAMME}"),
            Column("owner", Text(120), help="A role, never a person's name"),
            Column("response", Choice(dict(Response.choices))),
            Column("proximity", Text(60)),
            Column("closed_on", Day()),
            Column("note", Text(200)),
            SOURCE,
            Column("as_at", Day(), field=ELSEWHERE, help="The day of the scores"),
            *(Column(name, Count(), field=ELSEWHERE) for name in SCORES),
            Column(
                "figure_basis",
                Choice(BASES),
                field=ELSEWHERE,
                help="What the scores rest on: reported if empty",
            ),
            Column("score_reason", Text(4000, lines=True), field=ELSEWHERE, help="Why the score changed"),
        )

    def settle(self, rows: Sequence[Row]) -> Iterator[Message]:
        """One query each for the strands, the matrix with its cells, and the scores of the days given."""
        strands = {strand.slug: strand for strand in Strand.objects.all()}
        matrix = RiskMatrix.objects.prefetch_related("cells").order_by("slug", "-number").first()
        days = {row.value("as_at") for row in rows if row.value("as_at")}
        scored = (
            RiskAssessment.objects.filter(as_at__in=days)
            .select_related("risk", "matrix")
            .prefetch_related("matrix__cells")
        )
        known = {(one.risk.reference, one.as_at): one for one in scored}
        for row in rows:
            row.found |= {
                "strands": strands,
                "matrix": matrix,
                "scored": known.get((row.value("reference"), row.value("as_at"))),
            }
        yield from super().settle(rows)

    def settle_row(self, row: Row, record: Risk | None) -> Iterator[Message]:
        row.found["values"] = {}
        if record is not None and record.restricted:
            yield Message(
                row=row.number,
                column="reference",
                wrong="This reference can't be used in a file: leave the row out.",
            )
        slug = row.value("strand")
        if slug and slug != WHOLE_PROGRAMME and slug not in row.found["strands"]:
            wrong = f"no strand has this address: write one of {', '.join(row.found['strands'])}, or {WHOLE_PROGRAMME}."
            yield Message(found=quoted(slug), row=row.number, column="strand", wrong=wrong)
        elif slug:
            row.found["values"]["strand"] = row.found["strands"].get(slug)
        if row.value("as_at"):
            yield from self.scores_in_matrix(row)

    def scores_in_matrix(self, row: Row) -> Iterator[Message]:
        scored = row.found["scored"]
        matrix = scored.matrix if scored else row.found["matrix"]
        if matrix is None:
            yield Message(
                row=row.number,
                column="score",
                wrong="There is no risk matrix yet: make one first (Records, Risk matrices).",
            )
            return
        cells = list(matrix.cells.all())
        held = sorted({cell.score for cell in cells})
        for name in ("score", "inherent_score", "target_score"):
            if row.value(name) is not None and row.value(name) not in held:
                wrong = f"no cell of {matrix} holds this score. Its scores are {', '.join(map(str, held))}."
                yield Message(found=str(row.value(name)), row=row.number, column=name, wrong=wrong)
                return
        asked = {
            name: row.value(name) for name in ("likelihood", "impact", "score") if row.value(name) is not None
        }
        if asked and not any(
            all(getattr(cell, name) == value for name, value in asked.items()) for cell in cells
        ):
            wrong = f"No cell of {matrix} has this likelihood, impact and score together: check the three."
            yield Message(row=row.number, column="score", wrong=wrong)

    def parts_of(self, row: Row, record: Risk | None) -> list[Part]:
        (risk,) = super().parts_of(row, record)
        given = {name: row.value(name) for name in SCORES if name in row.cells}
        if not row.value("as_at") or all(value is None for value in given.values()):
            return [risk]
        scored = row.found["scored"] or RiskAssessment(
            risk=risk.record,
            as_at=row.value("as_at"),
            matrix=row.found["matrix"],
            source=row.value("source") or "",
        )
        if row.value("figure_basis"):
            given["basis"] = row.value("figure_basis")
        if "score_reason" in row.cells:
            given["reason"] = row.value("score_reason")
        return [risk, Part(scored, given)]

    def stored(self) -> Iterator[Mapping[str, Any]]:
        slugs = dict(Strand.objects.values_list("pk", "slug"))
        shown = visible_to(Risk.objects.for_audience(Audience.MEMBER), Audience.MEMBER)
        for record in shown.prefetch_related("assessments"):
            last = max(record.assessments.all(), key=lambda one: one.as_at, default=None)
            yield (
                self.written(record) | {"strand": slugs.get(record.strand_id, WHOLE_PROGRAMME)} | scored(last)
            )

    def published(self, rows: Iterable[RiskRow]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            if not row.is_restricted:
                yield self.written(row) | {"strand": row.strand or WHOLE_PROGRAMME} | scored(row.current)


def scored(last: Any) -> dict[str, Any]:
    """The cells of the latest assessment, stored or frozen; none before the first."""
    if last is None:
        return {}
    rests_on = {
        "as_at": last.as_at.isoformat(),
        "score_reason": last.reason,
        "figure_basis": BASES[last.basis],
    }
    return {name: getattr(last, name) for name in SCORES} | rests_on
