"""The sections of the committee paper with their standing texts, and the title block of each
meeting.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from sendprog.pages.inline_figures import inline_figure_problems
from sendprog.pages.narrative import NarrativeTooLong, render_markdown
from sendprog.pages.pinned_figures import with_years
from sendprog.records.exemptions import is_exempt
from sendprog.records.history import Tracked
from sendprog.records.snapshots import Audience, Snapshot, uncached_snapshot


class Filling(models.TextChoices):
    """What the records add to a section, after its standing text and its monthly texts."""

    NOTHING = "", "Nothing more"
    HEADLINES = "headlines", "The headline measures"
    RECOMMENDATION = "recommendation", "The meeting's recommendation"
    STRANDS = "strands", "Each strand: rating, update, milestones, places and indicators"
    EHCP = "ehcp", "The EHCP readings and charts"
    FINANCE = "finance", "The deficit, its chart, the agreement, and what was done and decided"
    RISKS = "risks", "The risk register with its mitigations"
    ASKS = "asks", "What the committee asked that is still open"
    SCORECARD = "scorecard", "The scorecard and its open exceptions"


class PaperSection(Tracked):
    """A section of the paper.

    Without any, the paper has the usual sections (see snapshot/paper.py).
    """

    slug = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField(
        help_text="Sections are in this order. Number them 10, 20, 30 … to leave room between."
    )
    is_part = models.BooleanField(
        "part of the section before",
        default=False,
        help_text="Numbered 3.1 under section 3, not a section of its own.",
    )
    title = models.CharField(max_length=160)
    standing_text = models.TextField(blank=True)
    texts = models.CharField(
        max_length=300,
        blank=True,
        help_text="Names of monthly texts, in order, with commas: finance-pressures, finance-backlogs.",
    )
    filling = models.CharField(
        "filled with", max_length=20, choices=Filling.choices, default=Filling.NOTHING, blank=True
    )
    shown = models.BooleanField(default=True)
    rendered = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="paper_section_slug_is_its_own"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        try:
            render_markdown(self.standing_text)
        except NarrativeTooLong as problem:
            raise ValidationError({"standing_text": str(problem)}) from problem
        if wrong := inline_figure_problems(self.standing_text, self.snapshot_for_readers):
            raise ValidationError({"standing_text": wrong})

    def snapshot_for_readers(self) -> Snapshot:
        """The snapshot that bound numbers are read from.

        An exempt section may use exempt figures.
        """
        return uncached_snapshot(Audience.PART_TWO if is_exempt(self) else Audience.MEMBER)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.standing_text = with_years(self.standing_text, self.snapshot_for_readers)
        self.rendered = render_markdown(self.standing_text)
        super().save(*args, **kwargs)


class PaperTitleBlock(Tracked):
    """The title block of a meeting's paper. What is empty is shown as "Not given"."""

    meeting = models.ForeignKey("committee.Meeting", on_delete=models.PROTECT, related_name="+")
    report_number = models.CharField(max_length=60, blank=True)
    electoral_divisions = models.CharField(
        max_length=300, blank=True, help_text="For example: All."
    )
    cabinet_member = models.CharField(
        "cabinet member's role", max_length=200, blank=True, help_text="A role, not a name."
    )
    contact = models.CharField(
        max_length=300,
        blank=True,
        help_text="A role or a team, with its address. Not a person's name.",
    )
    background_papers = models.TextField(
        blank=True, help_text="One on each line. “None” where there are none."
    )

    class Meta:
        ordering = ["meeting"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(deleted_at=None), name="one_title_block_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"Title block, {self.meeting}"
