"""Commitments as rows: their conditions with every status, and what is reported on them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from sendprog.records.exemptions import visible_to
from sendprog.records.snapshots import Audience
from sendprog.values.rag import Rag
from strands.choices import CommitmentKind, CommitmentStage
from strands.commitment_row_types import (
    STEPS,
    CommitmentReportRow,
    CommitmentRow,
    ConditionRow,
    ConditionStatusRow,
)
from strands.models import (
    Commitment,
    CommitmentReport,
    Condition,
    ConditionStatus,
    StrandCommitment,
)


def conditions_with_status(viewer: Audience) -> QuerySet[Condition]:
    """The conditions that this audience may see with their statuses, annotated with the latest one."""
    latest = ConditionStatus.objects.filter(condition=OuterRef("pk")).order_by("-as_at")
    conditions = Condition.objects.select_related("strand", "commitment").prefetch_related(
        "statuses"
    )
    return visible_to(conditions, viewer).annotate(
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
        statuses=tuple(map(status_row, condition.statuses.all())),
    )


def status_row(status: ConditionStatus) -> ConditionStatusRow:
    return ConditionStatusRow(status.as_at, Rag.of(status.stated_rag), status.words)


def report_row(report: CommitmentReport) -> CommitmentReportRow:
    names = CommitmentReportRow.__dataclass_fields__
    return CommitmentReportRow(**{name: getattr(report, name) for name in names})


def commitment_rows(*, on: date, viewer: Audience) -> Iterator[CommitmentRow]:
    links = Prefetch(
        "strand_commitments", queryset=StrandCommitment.objects.select_related("strand")
    )
    conditions = Prefetch("conditions", queryset=conditions_with_status(viewer))
    commitments = Commitment.objects.select_related("superseded_by")
    for commitment in commitments.prefetch_related(links, conditions, "reports"):
        yield CommitmentRow(
            slug=commitment.slug,
            name=commitment.name,
            short_name=commitment.short_name,
            counterparty=commitment.counterparty,
            description=commitment.description,
            strands=tuple(link.strand.slug for link in commitment.strand_commitments.all()),
            conditions=tuple(map(condition_row, commitment.conditions.all())),
            source=commitment.source,
            kind=CommitmentKind(commitment.kind),
            stage=CommitmentStage(commitment.stage),
            superseded_by=commitment.superseded_by.slug if commitment.superseded_by else "",
            reports=tuple(map(report_row, commitment.reports.all())),
            **{name: getattr(commitment, name) for name in STEPS},
        )


def conditions_naming_commitment(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade conditions stored before they named their commitment."""
    return [row | {"commitment": ""} for row in rows]


def commitments_naming_themselves(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade commitments stored before their conditions named them."""
    for row in rows:
        row["conditions"] = [
            condition | {"commitment": row["slug"]} for condition in row["conditions"]
        ]
    return rows


def condition_with_statuses(condition: dict[str, Any]) -> dict[str, Any]:
    """A stored condition with the one status that its row had as its only one."""
    as_at = condition["status_as_at"]
    status = {"as_at": as_at, "rating": condition["rating"], "words": condition["status_words"]}
    return condition | {"statuses": [status] if as_at else []}


def conditions_with_statuses(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade conditions stored with their latest status alone."""
    return [condition_with_statuses(row) for row in rows]


def commitments_with_stages(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Upgrade commitments stored before they had a kind, stages and reports."""
    new: dict[str, Any] = dict.fromkeys(STEPS, None)
    new |= {"kind": "other", "stage": "not_stated", "superseded_by": "", "reports": []}
    return [
        new
        | row
        | {"conditions": [condition_with_statuses(condition) for condition in row["conditions"]]}
        for row in rows
    ]


def condition_rows(*, on: date, viewer: Audience) -> Iterator[ConditionRow]:
    return map(condition_row, conditions_with_status(viewer))
