"""The risk register, and the matrices that its scores come from."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from risks.matrix_shape import matrix_name
from sendprog.records.fields import DayField, basis_field, check_dates
from sendprog.records.history import Tracked, TrackedQuerySet, not_deleted_manager
from sendprog.records.references import Referenced, ReferenceField, reference_checks
from sendprog.records.snapshots import Audience
from sendprog.records.triggers import Trigger, register_triggers
from strands.models import Strand


class Scoring(models.TextChoices):
    PRODUCT = "product", "Likelihood times impact"
    LOOKUP = "lookup", "Looked up, cell by cell"


class MatrixAxis(models.TextChoices):
    LIKELIHOOD = "likelihood", "Likelihood"
    IMPACT = "impact", "Impact"


class Response(models.TextChoices):
    TREAT = "treat", "Treat"
    TOLERATE = "tolerate", "Tolerate"
    TRANSFER = "transfer", "Transfer"
    TERMINATE = "terminate", "Terminate"


class RiskMatrix(Tracked):
    """One version of a council's scoring matrix. An example matrix gives no band to a score."""

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
                fields=["slug", "number"],
                condition=Q(deleted_at=None),
                name="matrix_version_is_its_own",
            )
        ]

    def __str__(self) -> str:
        return matrix_name(self.name, self.number)

    def scores(self, **at: int) -> list[int]:
        """The scores of its cells, lowest first; `at` limits them to a likelihood, an impact or
        both.
        """
        return sorted(set(self.cells.filter(**at).values_list("score", flat=True)))


class RiskMatrixLevel(Tracked):
    """The label of one level of likelihood or impact."""

    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="levels")
    axis = models.CharField(max_length=10, choices=MatrixAxis.choices)
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
    """The score and band for one likelihood and one impact."""

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
        """The risks that were not closed by a day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))

    def for_audience(self, viewer: Audience) -> "RiskQuerySet":
        """Without restricted risks unless the audience may see them; that of Part II may not."""
        return self.all() if viewer is Audience.RESTRICTED else self.filter(restricted=False)


@check_dates
class Risk(Referenced):
    """A risk to the programme. A restricted one needs the permission see_restricted_risk."""

    # Another page at the place of a slug in an address: /risks/new/.
    reference = ReferenceField(reserved=("new",))
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.CharField(max_length=120, blank=True, help_text="A role, never a person's name.")
    response = models.CharField(max_length=10, choices=Response.choices, blank=True)
    proximity = models.CharField(max_length=60, blank=True)
    restricted = models.BooleanField(default=False)
    closed_on = DayField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = not_deleted_manager(RiskQuerySet)

    class Meta:
        ordering = [F("number").asc(nulls_last=True), "slug"]
        permissions = [("see_restricted_risk", "Can see restricted risks")]
        constraints = reference_checks("risk")

    def __str__(self) -> str:
        return self.title

    @property
    def seen_only_with(self) -> str:
        """The permission without which a restricted risk does not exist; "" for any other risk."""
        return "risks.see_restricted_risk" if self.restricted else ""

    @property
    def officers_of_its_strand_may_edit(self) -> bool:
        return not self.restricted


def axis(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


@check_dates
class RiskAssessment(Tracked):
    """A risk's scores on a day.

    Likelihood and impact are empty where only the score was published.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    matrix = models.ForeignKey(RiskMatrix, on_delete=models.PROTECT, related_name="assessments")
    as_at = DayField()
    likelihood, impact, score = (
        axis("current likelihood"),
        axis("current impact"),
        axis("current score"),
    )
    inherent_score, target_score = axis("inherent score"), axis("target score")
    reason = models.TextField("reason for the change", blank=True)
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["risk", "as_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "as_at"],
                condition=Q(deleted_at=None),
                name="one_assessment_a_risk_a_day",
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


def _has_no_cell(score: str, *conditions: str) -> str:
    """SQL: the assessment has a score in this column that no cell of its matrix holds."""
    cell = " AND ".join(
        [
            "cell.matrix_id = NEW.matrix_id",
            "cell.deleted_at IS NULL",
            f"cell.score = NEW.{score}",
            *conditions,
        ]
    )
    return f"(NEW.{score} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM risks_riskmatrixcell cell WHERE {cell}))"


_HAS_NO_CELL = " OR ".join(
    [
        _has_no_cell(
            "score",
            "(NEW.likelihood IS NULL OR cell.likelihood = NEW.likelihood)",
            "(NEW.impact IS NULL OR cell.impact = NEW.impact)",
        ),
        _has_no_cell("inherent_score"),
        _has_no_cell("target_score"),
    ]
)
for _event in ("INSERT", "UPDATE"):
    register_triggers(
        Trigger(
            f"assessment_score_in_matrix_on_{_event.lower()}",
            "risks_riskassessment",
            _event,
            f"NEW.deleted_at IS NULL AND ({_HAS_NO_CELL})",
            "No cell of this risk matrix holds that score. "
            "Choose another score, or the matrix it was scored with.",
        )
    )


class Mitigation(Tracked):
    """An action taken about a risk."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="mitigations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["risk", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["risk", "number"],
                condition=Q(deleted_at=None),
                name="mitigation_number_is_its_own",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def seen_only_with(self) -> str:
        return self.risk.seen_only_with
