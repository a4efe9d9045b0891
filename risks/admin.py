"""Admin of the risk register and of its matrices."""

from typing import Any

from django.contrib import admin
from django.utils.text import get_text_list

from risks.models import (
    Mitigation,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
    RiskMatrixLevel,
)
from sendprog.records.snapshots import today
from sendprog.tracked_admin import (
    RecordForm,
    RowForm,
    TrackedAdmin,
    TrackedStackedInline,
    TrackedTabularInline,
)

# How many of the nearest possible scores an error message names.
NEAREST_SCORES = 2


def score_error(
    matrix: RiskMatrix, score: int, likelihood: int | None, impact: int | None
) -> str | None:
    """Why no cell of the matrix has this score, and what to do; None when one has.

    Also a trigger.
    """
    given = {"likelihood": likelihood, "impact": impact}
    given = {name: level for name, level in given.items() if level is not None}
    possible = set(matrix.cells.not_deleted().filter(**given).values_list("score", flat=True))
    if score in possible:
        return None
    at = "".join(f", {name} {level}" for name, level in given.items())
    if not possible:
        at = at.removeprefix(",")
        return f"{matrix} has no cell for{at}: choose others, or the matrix it was scored with."
    by_distance = sorted(possible, key=lambda other: (abs(other - score), other))
    nearest = [str(other) for other in sorted(by_distance[:NEAREST_SCORES])]
    return (
        f"No cell of {matrix}{at} holds {score}. Choose another score (the nearest: "
        f"{get_text_list(nearest, 'or')}), or the matrix it was scored with."
    )


class ScoresInMatrix:
    """Refuses a score that no cell of the assessment's matrix has, and one of a day to come."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if values.get("as_at") and values["as_at"] > today():
            self.add_error("as_at", "This day is still to come: give the day of the assessment.")
        matrix = values.get("matrix")
        for name in ("score", "inherent_score", "target_score"):
            if matrix is None or values.get(name) is None:
                continue
            at = (
                (values.get("likelihood"), values.get("impact"))
                if name == "score"
                else (None, None)
            )
            if error := score_error(matrix, values[name], *at):
                self.add_error(name, error)
        return values


class AssessmentAdminForm(ScoresInMatrix, RecordForm):
    """An assessment on its own page."""


class AssessmentInlineForm(ScoresInMatrix, RowForm):
    """An assessment under its risk."""


SCORES = (("likelihood", "impact", "score"), ("inherent_score", "target_score"))


class AssessmentInline(TrackedStackedInline):
    model = RiskAssessment
    form = AssessmentInlineForm
    reason_required = True
    fields = (("as_at", "matrix"), *SCORES, "reason", ("basis", "source"))
    ordering = ("-as_at",)
    show_change_link = True


class MitigationInline(TrackedTabularInline):
    model = Mitigation
    fields = ("number", "text", "owner", "source")


@admin.register(Risk)
class RiskAdmin(TrackedAdmin):
    list_display = ("strand", "number", "title", "owner", "response", "restricted", "closed_on")
    list_display_links = ("title",)
    list_filter = ("strand", "response", "restricted", ("closed_on", admin.EmptyFieldListFilter))
    search_fields = ("reference", "title", "description", "owner", "source")
    list_select_related = ("strand",)
    inlines = (AssessmentInline, MitigationInline)
    fieldsets = (
        (None, {"fields": (("reference", "number"), "title", "description", "strand")}),
        ("Response", {"fields": ("owner", "response", "proximity", "restricted", "closed_on")}),
        ("Source", {"fields": ("note", "source")}),
    )


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(TrackedAdmin):
    form = AssessmentAdminForm
    reason_required = True
    list_display = (
        "as_at",
        "risk",
        "likelihood",
        "impact",
        "score",
        "inherent_score",
        "target_score",
        "matrix",
        "basis",
    )
    list_filter = ("matrix", "basis")
    search_fields = ("risk__title", "risk__reference", "reason", "source")
    list_select_related = ("risk", "matrix")
    autocomplete_fields = ("risk",)
    date_hierarchy = "as_at"
    fields = ("risk", ("as_at", "matrix"), *SCORES, "reason", "basis", "source")


@admin.register(Mitigation)
class MitigationAdmin(TrackedAdmin):
    list_display = ("risk", "number", "text", "owner")
    list_display_links = ("text",)
    search_fields = ("text", "owner", "risk__title", "source")
    list_select_related = ("risk",)
    autocomplete_fields = ("risk",)


class LevelInline(TrackedTabularInline):
    model = RiskMatrixLevel
    fields = ("axis", "number", "label")


class CellInline(TrackedTabularInline):
    model = RiskMatrixCell
    fields = ("likelihood", "impact", "score", "band")


@admin.register(RiskMatrix)
class RiskMatrixAdmin(TrackedAdmin):
    list_display = ("name", "number", "slug", "scoring", "is_example")
    list_filter = ("scoring", "is_example")
    search_fields = ("name", "slug", "note")
    inlines = (LevelInline, CellInline)


@admin.register(RiskMatrixLevel)
class RiskMatrixLevelAdmin(TrackedAdmin):
    list_display = ("matrix", "axis", "number", "label")
    list_display_links = ("label",)
    list_filter = ("matrix", "axis")
    search_fields = ("label", "matrix__name")
    list_select_related = ("matrix",)


@admin.register(RiskMatrixCell)
class RiskMatrixCellAdmin(TrackedAdmin):
    list_display = ("matrix", "likelihood", "impact", "score", "band")
    list_display_links = ("score",)
    list_filter = ("matrix", "band")
    search_fields = ("band", "matrix__name")
    list_select_related = ("matrix",)
