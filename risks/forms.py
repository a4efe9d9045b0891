"""The forms of the risk register: a risk, an assessment and a mitigation."""

from datetime import date
from typing import Any

from django import forms

from risks.models import (
    MatrixAxis,
    Mitigation,
    Response,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixLevel,
)
from sendprog.editing.forms import TrackedForm
from sendprog.editing.input_fields import DayField, WholeNumberField
from sendprog.pages.narrative import LONGEST_NARRATIVE
from sendprog.values.wording import day, joined

LONGEST_REASON = 2_000
A_ROLE = "A role, never a person's name. For example: Head of SEND Casework."
A_SOURCE = "Where it is written. For example: risk board of 3 March 2025."


def text_box(
    label: str, *, rows: int = 5, longest: int = LONGEST_NARRATIVE, **options: Any
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class RiskForm(TrackedForm):
    """A risk and its response. The field that restricts it is shown only to those who may."""

    asks_why = True
    description = text_box(
        "Description",
        required=False,
        help_text="Why, and what would follow. For example: waits grow again.",
    )
    closed_on = DayField(
        label="Closed on", help_text="Leave empty while it is open. For example 14 August 2024."
    )

    class Meta:
        model = Risk
        fields = [
            "title",
            "description",
            "owner",
            "response",
            "proximity",
            "note",
            "restricted",
            "closed_on",
        ]
        labels = {
            "proximity": "When it could happen",
            "restricted": "Restricted: only for those allowed to see it",
        }
        help_texts = {
            "title": "What may happen. For example: Caseworker posts stay vacant.",
            "owner": A_ROLE,
            "response": "What is done about it.",
            "proximity": "For example: within six months.",
            "note": "For example: shared with the NHS.",
        }

    def __init__(self, *args: Any, may_restrict: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["response"].choices = [("", "Not decided"), *Response.choices]
        if not may_restrict:
            del self.fields["restricted"]


class NewRiskForm(RiskForm):
    """A risk that is new to the register."""

    asks_why = False
    # The address loses it when the form is shown again after a sign-in.
    strand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, strand: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["strand"] = strand
        del self.fields["closed_on"]


class AssessmentForm(TrackedForm):
    """The scores of a risk on a day; `on` is today.

    A score unlike the one before needs a reason.
    """

    why_field = "reason"
    focused = "likelihood"
    field_order = ("likelihood", "impact", "score", "reason", "as_at")
    as_at = DayField(
        label="As at", required=True, error_messages={"required": "Give the day of the assessment."}
    )
    likelihood = forms.TypedChoiceField(
        label="Likelihood now",
        help_text="With what is done about it today.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    impact = forms.TypedChoiceField(
        label="Impact now",
        help_text="If it happens.",
        required=False,
        coerce=int,
        empty_value=None,
    )
    score = WholeNumberField(
        label="Score now",
        help_text=(
            "Leave empty where likelihood and impact are given: it is looked up. For example 12."
        ),
    )
    inherent_score = WholeNumberField(
        label="Inherent score", help_text="Before anything is done about it. For example 20."
    )
    target_score = WholeNumberField(
        label="Target score", help_text="What it should come down to. For example 6."
    )
    reason = text_box(
        "Why the score moved",
        rows=3,
        longest=LONGEST_REASON,
        required=False,
        help_text="For example: two of the four posts are filled.",
    )

    class Meta:
        model = RiskAssessment
        fields = [
            "as_at",
            "likelihood",
            "impact",
            "score",
            "inherent_score",
            "target_score",
            "reason",
            "source",
        ]
        help_texts = {"source": A_SOURCE}

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.matrix = on, self.instance.matrix
        levels = list(self.matrix.levels.all())
        for axis in MatrixAxis:
            self.fields[axis.value].choices = [("", "Not known"), *level_choices(levels, axis)]
        self.possible_scores = self.matrix.scores()

    def clean_as_at(self) -> date:
        as_at = self.cleaned_data["as_at"]
        if as_at > self.on:
            raise forms.ValidationError(
                f"{day(as_at)} has not come yet: give the day of the assessment."
            )
        return as_at

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.look_up_score()
        for name in ("score", "inherent_score", "target_score"):
            score = self.cleaned_data.get(name)
            if score is not None and score not in self.possible_scores:
                possible = joined([str(other) for other in self.possible_scores])
                self.add_error(
                    name, f"No cell of {self.matrix} holds {score}. Its scores are {possible}."
                )
        self.require_reason_for_a_change()
        return self.cleaned_data

    def look_up_score(self) -> None:
        """Fill in the score of the likelihood and impact, or check it against them."""
        names = ("likelihood", "impact", "score")
        if any(self.has_error(name) for name in names):
            return
        likelihood, impact, score = (self.cleaned_data.get(name) for name in names)
        if likelihood is None and impact is None:
            if score is None:
                self.add_error("score", "Give a score, or likelihood and impact.")
        elif likelihood is None or impact is None:
            missing = "likelihood" if likelihood is None else "impact"
            self.add_error(missing, "Give both likelihood and impact, or neither.")
        else:
            self.match_score(likelihood, impact, score)

    def match_score(self, likelihood: int, impact: int, score: int | None) -> None:
        scores = self.matrix.scores(likelihood=likelihood, impact=impact)
        if score is None and scores:
            self.cleaned_data["score"] = scores[0]
        elif score not in scores:
            cell = f"scores {scores[0]}" if scores else "has no score"
            error = f"Likelihood {likelihood} with impact {impact} {cell} in {self.matrix}"
            self.add_error("score", f"{error}: leave the score empty, or change the two.")

    def require_reason_for_a_change(self) -> None:
        """Add an error where the score differs from the last one before and no reason is given."""
        as_at, score = self.cleaned_data.get("as_at"), self.cleaned_data.get("score")
        if (
            not as_at
            or score is None
            or self.cleaned_data.get("reason")
            or self.has_error("reason")
        ):
            return
        before = self.instance.risk.assessments.filter(as_at__lt=as_at).exclude(score=None).last()
        if before and before.score != score:
            self.add_error(
                "reason", f"Say why the score moved: it was {before.score} on {day(before.as_at)}."
            )


def level_choices(levels: list[RiskMatrixLevel], axis: MatrixAxis) -> list[tuple[int, str]]:
    """The choices of an axis, as (4, "4: Likely")."""
    return [
        (level.number, f"{level.number}: {level.label}") for level in levels if level.axis == axis
    ]


def matrix_for(risk: Risk) -> RiskMatrix | None:
    """The newest version of the matrix that scored the risk last, or of any for a first score.

    Or None.
    """
    last = risk.assessments.last()
    versions = (
        RiskMatrix.objects.filter(slug=last.matrix.slug) if last else RiskMatrix.objects.all()
    )
    return versions.order_by("number").last()


class MitigationForm(TrackedForm):
    """An action taken about a risk."""

    text = text_box(
        "What is done about it",
        help_text="For example: agency caseworkers until the posts are filled.",
    )

    class Meta:
        model = Mitigation
        fields = ["text", "owner", "source"]
        help_texts = {"owner": A_ROLE, "source": A_SOURCE}
