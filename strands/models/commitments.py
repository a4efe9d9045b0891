"""Commitments to others, their conditions and the conditions' statuses."""

from django.db import models
from django.db.models import Q

from sendprog.records.fields import DayField, PartialDateField, check_dates
from sendprog.records.history import Tracked
from sendprog.values.rag import Rag
from strands.choices import ConditionKind
from strands.models.strands import Strand


@check_dates
class Commitment(Tracked):
    """An agreement or plan that binds the council, such as a Safety Valve agreement or a reform plan."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, help_text="Shown beside the strands that deliver it.")
    counterparty = models.CharField("made with", max_length=160, blank=True)
    agreed = PartialDateField("agreed")
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


class StrandCommitment(Tracked):
    """A strand delivers a commitment."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="strand_commitments")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="strand_commitments")

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
    kind = models.CharField(max_length=24, choices=ConditionKind.choices, default=ConditionKind.CONDITION)
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
