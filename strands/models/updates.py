"""Strands' monthly updates, and the texts of pages and papers."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sendprog.models import User
from sendprog.pages.inline_figures import inline_figure_problems
from sendprog.pages.narrative import NarrativeTooLong, render_markdown
from sendprog.pages.pinned_figures import with_years
from sendprog.records.exemptions import is_exempt
from sendprog.records.fields import (
    DayField,
    MonthField,
    basis_field,
    check_dates,
    first_of_month_check,
    marker_field,
)
from sendprog.records.history import Tracked, TrackedQuerySet, not_deleted_manager
from sendprog.records.rights import has_model_permission
from sendprog.records.snapshots import Audience, Snapshot, uncached_snapshot
from sendprog.values.rag import Rag
from strands.choices import UpdateState
from strands.metrics import reviewed_in_words
from strands.models.strands import Strand

STATED = [(rag.value, rag.label) for rag in Rag]


class StrandUpdateQuerySet(TrackedQuerySet):
    def accepted(self) -> "StrandUpdateQuerySet":
        return self.filter(state=UpdateState.ACCEPTED)

    def before(self, month: date) -> "StrandUpdateQuerySet":
        """The updates of earlier months, the latest first."""
        return self.filter(month__lt=month).order_by("-month")


@check_dates
class StrandUpdate(Tracked):
    """A month's highlight report on a strand or, without one, the text of a section of a page or
    paper.
    """

    NARRATIVE = (
        "rag_reason",
        "progress",
        "next_steps",
        "help_needed",
        "path_to_green",
        "disagreement",
    )

    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    section = models.SlugField(
        max_length=60,
        blank=True,
        help_text="The section of a text that belongs to no strand, for example finance-pressures.",
    )
    month = MonthField()
    stated_rag = models.CharField(
        "stated rating", max_length=12, choices=STATED, default=Rag.NOT_RATED.value
    )
    rag_reason = models.TextField("reason for the rating", blank=True)
    progress = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    help_needed = models.TextField(blank=True)
    path_to_green = models.TextField(blank=True)
    path_to_green_marker = marker_field()
    state = models.CharField(max_length=10, choices=UpdateState.choices, default=UpdateState.DRAFT)
    rag_as_at = DayField("rating as at", null=True, blank=True)
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)
    disagreement = models.TextField(
        "why the rating differs from what the milestones say",
        blank=True,
        help_text="Needed where the two disagree.",
    )
    reviews_without_change = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    submitted_on = DayField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    decided_on = DayField(null=True, blank=True, editable=False)
    comment = models.TextField("why it was sent back", blank=True)
    rendered = models.JSONField(default=dict, editable=False)

    objects = not_deleted_manager(StrandUpdateQuerySet)

    class Meta:
        ordering = ["month", F("strand__number").asc(nulls_first=True), "section"]
        constraints = [
            first_of_month_check("update"),
            models.UniqueConstraint(
                fields=["strand", "month"],
                condition=Q(deleted_at=None),
                name="one_update_a_strand_a_month",
            ),
            models.UniqueConstraint(
                fields=["section", "month"],
                condition=Q(deleted_at=None, strand=None),
                name="one_update_a_section_a_month",
            ),
            models.CheckConstraint(
                condition=~Q(stated_rag__in=[Rag.OFF_TRACK.value, Rag.AT_RISK.value])
                | Q(state=UpdateState.DRAFT.value)
                | ~Q(path_to_green="")
                | ~Q(path_to_green_marker=""),
                name="off_track_or_at_risk_has_a_path_to_green",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None)
                | Q(decided_by=None)
                | ~Q(submitted_by=F("decided_by")),
                name="nobody_decides_on_their_own_update",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.SENT_BACK.value) | ~Q(comment=""),
                name="an_update_is_sent_back_with_a_comment",
            ),
            models.CheckConstraint(
                condition=Q(stated_rag=Rag.NOT_RATED.value) | ~Q(rag_reason=""),
                name="a_stated_rating_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.ACCEPTED.value)
                | Q(submitted_by=None)
                | Q(decided_by__isnull=False),
                name="what_was_submitted_is_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strand or self.section or 'Whole programme'}, {self.month:%B %Y}"

    @property
    def is_open(self) -> bool:
        """Whether its officer has to write or submit it."""
        return self.state in (UpdateState.DRAFT, UpdateState.SENT_BACK)

    @property
    def was_sent_back(self) -> bool:
        """Whether it is open with a manager's comment."""
        return self.is_open and bool(self.comment)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it yet."""
        return self.stated_rag == Rag.NOT_RATED and not any(
            getattr(self, name) for name in self.NARRATIVE
        )

    @property
    def review_words(self) -> str:
        """ "Reviewed with no change three times in a row"; "" where it is not a review."""
        return reviewed_in_words(self.reviews_without_change)

    def restore_refusal(self, entry: models.Model, by: User) -> str:
        """Only somebody who may accept an update may restore an accepted version of it."""
        may_accept = (
            has_model_permission(by, "change", StrandUpdate) and entry.submitted_by_id != by.pk
        )
        if entry.state == UpdateState.ACCEPTED and not may_accept:
            return (
                "Only a programme manager who did not submit it can bring back an accepted update."
            )
        return ""

    def clean(self) -> None:
        problems: dict[str, Any] = {}
        for name in self.NARRATIVE:
            try:
                render_markdown(getattr(self, name))
            except NarrativeTooLong as problem:
                problems[name] = str(problem)
                continue
            if messages := inline_figure_problems(getattr(self, name), self.snapshot_for_readers):
                problems[name] = messages
        if problems:
            raise ValidationError(problems)

    def snapshot_for_readers(self) -> Snapshot:
        """The snapshot for its inline figures: for an exempt text that of Part II, with exempt
        figures.
        """
        return uncached_snapshot(Audience.PART_TWO if is_exempt(self) else Audience.MEMBER)

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in self.NARRATIVE:
            setattr(self, name, with_years(getattr(self, name), self.snapshot_for_readers))
        self.rendered = {name: render_markdown(getattr(self, name)) for name in self.NARRATIVE}
        super().save(*args, **kwargs)
