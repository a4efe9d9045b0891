"""Commitments to others, what is reported on them, their conditions and the conditions' statuses."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import DayField, PartialDateField, check_dates, in_order_check
from sendprog.records.history import Tracked
from sendprog.values.rag import Rag
from strands.choices import CommitmentKind, CommitmentStage, ConditionKind
from strands.models.strands import Strand


@check_dates
class Commitment(Tracked):
    """An agreement, direction, inspection or plan that binds the council, with the dates of its
    stages.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(
        max_length=40, help_text="Shown beside the strands that deliver it."
    )
    kind = models.CharField(
        max_length=20, choices=CommitmentKind.choices, default=CommitmentKind.OTHER
    )
    counterparty = models.CharField("made with", max_length=160, blank=True)
    stage = models.CharField(
        max_length=12, choices=CommitmentStage.choices, default=CommitmentStage.NOT_STATED
    )
    drafted = PartialDateField("drafted")
    submitted = PartialDateField("submitted")
    feedback = PartialDateField("feedback received")
    agreed = PartialDateField("agreed", help_text="Only where both sides agreed to it.")
    approved = PartialDateField("approved")
    issued = PartialDateField(
        "issued", help_text="Of a direction, a statement or an inspection's findings."
    )
    declined = PartialDateField("declined")
    lapsed = PartialDateField("lapsed")
    superseded = PartialDateField("superseded")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    description = models.TextField(blank=True)
    strands = models.ManyToManyField(
        Strand, through="StrandCommitment", related_name="commitments", blank=True
    )
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="commitment_slug_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.name


@check_dates
class CommitmentReport(Tracked):
    """A report that is due on a commitment, or was sent: what it covers and when."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=160)
    first = DayField("covers from", null=True, blank=True)
    last = DayField("covers to", null=True, blank=True)
    due = PartialDateField("due")
    sent = PartialDateField("sent")
    note = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["commitment", "due", "title"]
        constraints = [
            in_order_check("commitment_report", "first", "last"),
            models.UniqueConstraint(
                fields=["commitment", "title"],
                condition=Q(deleted_at=None),
                name="report_title_is_its_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.commitment.short_name}"


class StrandCommitment(Tracked):
    """A strand delivers a commitment."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="strand_commitments")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="strand_commitments"
    )

    class Meta:
        ordering = ["commitment", "strand"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "commitment"],
                condition=Q(deleted_at=None),
                name="a_strand_delivers_a_commitment_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.strand} delivers {self.commitment}"


class Condition(Tracked):
    """One condition, area for improvement, recommendation or finding of a commitment."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="conditions")
    reference = models.CharField(max_length=20)
    kind = models.CharField(
        max_length=24, choices=ConditionKind.choices, default=ConditionKind.CONDITION
    )
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="conditions"
    )
    wording = models.TextField()
    limit = models.CharField(max_length=160, blank=True)
    if_missed = models.TextField("what happens if it is missed", blank=True)

    class Meta:
        ordering = ["commitment", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "reference"],
                condition=Q(deleted_at=None),
                name="condition_reference_is_its_own",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.wording[:60]}"


@check_dates
class ConditionStatus(Tracked):
    """The stated status of a condition on a day."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="statuses")
    as_at = DayField()
    stated_rag = models.CharField(
        "stated rating",
        max_length=12,
        choices=[(rag.value, rag.label) for rag in Rag],
        default=Rag.NOT_RATED.value,
    )
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["condition", "as_at"]
        verbose_name_plural = "condition statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["condition", "as_at"],
                condition=Q(deleted_at=None),
                name="one_status_a_condition_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.condition.reference} on {self.as_at}"
