"""Strands, who looks after them, and their workstreams."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from sendprog.models import User
from sendprog.records.fields import DayField, check_dates, in_order_check
from sendprog.records.history import Tracked, TrackedQuerySet, not_deleted_manager
from strands.choices import WorkstreamKind


class StrandQuerySet(TrackedQuerySet):
    def current(self, on: date) -> "StrandQuerySet":
        """The strands that have begun and not ended on a day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
        )


@check_dates
class Strand(Tracked):
    """A strand of the programme. When strands are reorganised, an old one ends and names its
    successor.

    Of one that splits, the further parts name the old one: `split_from`.
    """

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)
    objective = models.TextField(blank=True)
    sponsor_role = models.CharField(max_length=120, blank=True)
    valid_from = DayField(null=True, blank=True)
    valid_to = DayField(null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follows"
    )
    split_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The ended strand of which this is a further part, beside its successor.",
    )
    source = models.CharField(
        max_length=200, blank=True, help_text="Where this is said, for example 2.1; 3.1."
    )

    objects = not_deleted_manager(StrandQuerySet)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="strand_slug_is_its_own"
            ),
            in_order_check("strand", "valid_from", "valid_to"),
            models.CheckConstraint(
                condition=Q(succeeded_by=None) | ~Q(succeeded_by=F("id")),
                name="strand_does_not_succeed_itself",
            ),
            models.CheckConstraint(
                condition=Q(split_from=None) | ~Q(split_from=F("id")),
                name="strand_is_no_part_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_current(self, on: date) -> bool:
        """As StrandQuerySet.current(), without a query."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or self.valid_to >= on
        )


class StrandOfficerQuerySet(TrackedQuerySet):
    def in_force(self, on: date) -> "StrandOfficerQuerySet":
        """Those who look after a strand on a day and can sign in."""
        valid = self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
        return valid.filter(user__is_active=True)


@check_dates
class StrandOfficer(Tracked):
    """Somebody who looks after a strand from one day to another, or their deputy."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="officers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.BooleanField(default=False)
    valid_from = DayField()
    valid_to = DayField(null=True, blank=True)

    objects = not_deleted_manager(StrandOfficerQuerySet)

    class Meta:
        ordering = ["strand", "deputy", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "user", "valid_from"],
                condition=Q(deleted_at=None),
                name="officer_of_a_strand_once",
            ),
            in_order_check("officer", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.strand}"


class Workstream(Tracked):
    """A project or intervention within a strand."""

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="workstreams")
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(
        max_length=12, choices=WorkstreamKind.choices, default=WorkstreamKind.PROJECT
    )

    class Meta:
        ordering = ["strand", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="workstream_slug_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.name
