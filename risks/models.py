"""The risk register, and the matrix that gives its scores their meaning."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from sendprog.records.fields import basis_field
from sendprog.records.history import Tracked, TrackedQuerySet, not_deleted_manager
from sendprog.records.snapshots import Audience
from sendprog.records.triggers import Trigger, register_triggers
from strands.models import Strand


class Scoring(models.TextChoices):
    PRODUCT = "product", "Likelihood times impact"
    LOOKUP = "lookup", "Looked up, cell by cell"


class Axis(models.TextChoices):
    LIKELIHOOD = "likelihood", "Likelihood"
    IMPACT = "impact", "Impact"


class Response(models.TextChoices):
    TREAT = "treat", "Treat"
    TOLERATE = "tolerate", "Tolerate"
    TRANSFER = "transfer", "Transfer"
    TERMINATE = "terminate", "Terminate"


class RiskMatrix(Tracked):
    """One version of a council's scoring matrix. Example matrices give no band or colour to a real score."""

    slug = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField("version", default=1)
    name = models.CharField(max_length=120)
    scoring = models.CharField(max_length=8, choices=Scoring.choices, default=Scoring.PRODUCT)
    is_example = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["slug", "number"]
        verbose_name_plural = "risk matrices"
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "number"], condition=Q(deleted_at=None), name="matrix_version_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    def scores(self, **at: int) -> list[int]:
        """The scores that its cells hold, lowest first; `at` narrows them to a likelihood, an impact or both."""
        return sorted(set(self.cells.filter(**at).values_list("score", flat=True)))


class RiskMatrixLevel(Tracked):
    """What a step of likelihood or impact is called."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="levels")
    axis = models.CharField(max_length=10, choices=Axis.choices)
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)

    class Meta:
        ordering = ["matrix", "axis", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "axis", "number"],
                condition=Q(deleted_at=None),
                name="level_number_is_its_own",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_axis_display()} {self.number}: {self.label}"


class RiskMatrixCell(Tracked):
    """The score and band of one likelihood with one impact."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="cells")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["matrix", "likelihood", "impact"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "likelihood", "impact"],
                condition=Q(deleted_at=None),
                name="one_cell_a_likelihood_an_impact",
            )
        ]

    def __str__(self) -> str:
        return f"{self.likelihood} by {self.impact}: {self.score}"


class RiskQuerySet(TrackedQuerySet):
    def open(self, on: date) -> "RiskQuerySet":
        """The register on a day: what was not closed by then."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))

    def for_audience(self, viewer: Audience) -> "RiskQuerySet":
        """Without the restricted risks, unless they are for this audience. Part II does not make them wider known."""
        return self.all() if viewer is Audience.RESTRICTED else self.filter(restricted=False)


class Risk(Tracked):
    """A risk to the programme. A restricted one is for those allowed only."""

    reference = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    strand = models.ForeignKey(Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=120, blank=True, help_text="A role, never a person's name.")
    response = models.CharField(max_length=10, choices=Response.choices, blank=True)
    proximity = models.CharField(max_length=60, blank=True)
    restricted = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = not_deleted_manager(RiskQuerySet)

    class Meta:
        ordering = [F("number").asc(nulls_last=True), "reference"]
        permissions = [("see_restricted_risk", "Can see restricted risks")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=Q(deleted_at=None), name="risk_reference_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seen_only_with(self) -> str:
        """The permission without which a restricted risk does not exist."""
        return "risks.see_restricted_risk" if self.restricted else ""

    @property
    def officers_of_its_strand_may_edit(self) -> bool:
        return not self.restricted


def axis(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class RiskAssessment(Tracked):
    """A risk's scores on a day. Likelihood and impact may be unknown where only the score was published."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="assessments")
    as_at = models.DateField()
    likelihood, impact, score = axis("current likelihood"), axis("current impact"), axis("current score")
    inherent_score, target_score = axis("inherent score"), axis("target score")
    reason = models.TextField("reason for the change", blank=True)
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["risk", "as_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "as_at"], condition=Q(deleted_at=None), name="one_assessment_a_risk_a_day"
            ),
            models.CheckConstraint(
                condition=Q(likelihood=None, impact=None) | Q(score__isnull=False),
                name="likelihood_and_impact_have_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk}, {self.as_at}"

    @property
    def seen_only_with(self) -> str:
        return self.risk.seen_only_with


def _no_cell(score: str, *, exact: bool) -> str:
    """SQL: the matrix has no cell with this score (nor, where they are known, this likelihood and impact)."""
    where = (
        "AND (NEW.likelihood IS NULL OR cell.likelihood = NEW.likelihood) AND (NEW.impact IS NULL OR cell.impact = NEW.impact)"
        if exact
        else ""
    )
    return (
        f"(NEW.{score} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM risks_riskmatrixcell cell WHERE cell.matrix_id = NEW.matrix_id "
        f"AND cell.deleted_at IS NULL AND cell.score = NEW.{score} {where}))"
    )


_NO_SUCH_SCORE = " OR ".join(
    [
        _no_cell("score", exact=True),
        _no_cell("inherent_score", exact=False),
        _no_cell("target_score", exact=False),
    ]
)
register_triggers(
    *(
        Trigger(
            f"assessment_score_in_matrix_on_{event.lower()}",
            "risks_riskassessment",
            event,
            f"NEW.deleted_at IS NULL AND ({_NO_SUCH_SCORE})",
            "No cell of this risk matrix holds that score. Choose another score, or the matrix it was scored with.",
        )
        for event in ("INSERT", "UPDATE")
    )
)


class Mitigation(Tracked):
    """Something done about a risk."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="mitigations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["risk", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "number"], condition=Q(deleted_at=None), name="mitigation_number_is_its_own"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def seen_only_with(self) -> str:
        return self.risk.seen_only_with
