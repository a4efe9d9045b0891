"""The agreements and their conditions as rows, each condition with its latest status."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.rag import Rag
from strands.models import Commitment, Condition, ConditionStatus, StrandCommitment
from strands.rows import CommitmentRow, ConditionRow


def conditions_with_status(viewer: Audience) -> QuerySet[Condition]:
    """The conditions that this audience may see, annotated with their latest status: one query."""
    latest = ConditionStatus.objects.filter(condition=OuterRef("pk")).order_by("-as_at")
    return visible_to(Condition.objects.select_related("strand", "commitment"), viewer).annotate(
        last_rating=Subquery(latest.values("stated_rag")[:1]),
        last_words=Subquery(latest.values("words")[:1]),
        last_as_at=Subquery(latest.values("as_at")[:1]),
    )


def condition_row(condition: Condition) -> ConditionRow:
    return ConditionRow(
        reference=condition.reference,
        kind=condition.get_kind_display(),
        wording=condition.wording,
        strand=condition.strand.slug if condition.strand else "",
        limit=condition.limit,
        if_missed=condition.if_missed,
        rating=Rag.of(condition.last_rating),
        status_words=condition.last_words or "",
        status_as_at=condition.last_as_at,
        commitment=condition.commitment.slug,
    )


def commitment_rows(*, on: date, viewer: Audience) -> Iterator[CommitmentRow]:
    links = Prefetch("strand_commitments", queryset=StrandCommitment.objects.select_related("strand"))
    conditions = Prefetch("conditions", queryset=conditions_with_status(viewer))
    for commitment in Commitment.objects.prefetch_related(links, conditions):
        yield CommitmentRow(
            slug=commitment.slug,
            name=commitment.name,
            short_name=commitment.short_name,
            counterparty=commitment.counterparty,
            agreed=commitment.agreed,
            description=commitment.description,
            strands=tuple(link.strand.slug for link in commitment.strand_commitments.all()),
            conditions=tuple(map(condition_row, commitment.conditions.all())),
            source=commitment.source,
        )


def conditions_naming_commitment(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade conditions stored before they named their commitment."""
    return [row | {"commitment": ""} for row in rows]


def commitments_naming_themselves(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade commitments stored before their conditions named them."""
    for row in rows:
        row["conditions"] = [condition | {"commitment": row["slug"]} for condition in row["conditions"]]
    return rows


def condition_rows(*, on: date, viewer: Audience) -> Iterator[ConditionRow]:
    return map(condition_row, conditions_with_status(viewer))
