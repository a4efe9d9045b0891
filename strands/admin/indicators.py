"""Admin of areas, indicators and returns."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from sendprog.tracked_admin import (
    PlainAdmin,
    RecordForm,
    RowForm,
    TrackedAdmin,
    TrackedFormSet,
    TrackedStackedInline,
    month_column,
)
from sendprog.values.units import Unit
from strands.admin.own_units import InOwnUnit
from strands.models import (
    Area,
    Indicator,
    IndicatorReturn,
)

RETURNS_SHOWN = 12
# Digits of a primary key.
LONGEST_KEY = 19


@admin.register(Area)
class AreaAdmin(PlainAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")


RETURN_FIELDS = (
    (None, {"fields": (("reported_in", "state"), ("basis", "marker"), "source", "note")}),
    ("Window", {"fields": (("first", "last"), "window_words")}),
    (
        "Figure",
        {
            "fields": (
                ("qualifier", "value"),
                ("low", "high"),
                ("numerator", "denominator"),
                "projected",
                "missing",
                "beside",
            ),
            "description": "A value, or the two ends of a range, or why there is none.",
        },
    ),
    (
        "Compared with",
        {
            "fields": (
                ("comparison_value", "comparison_first", "comparison_last"),
                "comparison_words",
                ("baseline_value", "baseline_words"),
            )
        },
    ),
)


# The numbers of a return that are in its indicator's unit.
OWN_UNIT = (
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "comparison_value",
    "baseline_value",
)


class InIndicatorsUnit(InOwnUnit):
    """Reads the numbers of a return in its indicator's unit."""

    numbers = OWN_UNIT

    def own_unit(self) -> Unit | None:
        key = self.instance.indicator_id
        typed = (
            self.data.get(self.add_prefix("indicator"), "") if "indicator" in self.fields else ""
        )
        if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_KEY:
            key = int(typed)
        unit = Indicator.objects.filter(pk=key).values_list("unit", flat=True).first()
        return Unit(unit) if unit else None


class ReturnAdminForm(InIndicatorsUnit, RecordForm):
    """A return on its own page."""


class ReturnInlineForm(InIndicatorsUnit, RowForm):
    """A return under its indicator, whose unit the formset gives."""

    unit: Unit | None = None

    def own_unit(self) -> Unit | None:
        return self.unit


class LatestReturns(TrackedFormSet):
    """An indicator's latest returns: all of them could exceed DATA_UPLOAD_MAX_NUMBER_FIELDS."""

    def __init__(
        self, data: Any = None, files: Any = None, instance: Model | None = None, **kwargs: Any
    ) -> None:
        if data is None and instance is not None and instance.pk:
            returns = kwargs.get("queryset", IndicatorReturn.objects).filter(indicator=instance)
            keys = returns.order_by("-reported_in", "-pk").values_list("pk", flat=True)[
                :RETURNS_SHOWN
            ]
            latest = IndicatorReturn.objects.filter(pk__in=list(keys))
            kwargs["queryset"] = latest.order_by("-reported_in", "-pk")
        super().__init__(data, files, instance, **kwargs)

    def add_fields(self, form: ReturnInlineForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.unit = next((unit for unit in Unit if unit.value == self.instance.unit), None)


class IndicatorReturnInline(TrackedStackedInline):
    model = IndicatorReturn
    form = ReturnInlineForm
    formset = LatestReturns
    reason_required = True
    fieldsets = RETURN_FIELDS
    ordering = ("-reported_in", "-pk")
    show_change_link = True
    verbose_name_plural = f"the latest {RETURNS_SHOWN} returns (all of them: Indicator returns)"


class IndicatorAdminForm(InOwnUnit, RecordForm):
    """An indicator, its best value in the unit chosen beside it."""

    numbers = ("best_value",)

    def own_unit(self) -> Unit | None:
        typed = self.data.get(self.add_prefix("unit"), "")
        return next((unit for unit in Unit if unit.value == typed), None)


@admin.register(Indicator)
class IndicatorAdmin(TrackedAdmin):
    form = IndicatorAdminForm
    list_display = (
        "strand",
        "name",
        "slug",
        "room",
        "unit",
        "polarity",
        "period_type",
        "frequency",
        "area",
        "order",
    )
    list_display_links = ("name",)
    list_filter = ("strand", "room", "unit", "polarity", "period_type", "frequency", "area")
    search_fields = ("name", "slug", "code", "definition", "source")
    list_select_related = ("strand", "area")
    inlines = (IndicatorReturnInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "definition", "strand", "room", "order", "area")}),
        (
            "How it is counted",
            {
                "fields": (
                    ("unit", "decimals"),
                    ("polarity", "best_value"),
                    ("period_type", "frequency"),
                    "accumulates_from",
                    "reports",
                )
            },
        ),
        ("Source", {"fields": ("code", "source", "note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """With the slug once it is saved: published papers cite it."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "slug"] if obj and "slug" not in fixed else fixed


@admin.register(IndicatorReturn)
class IndicatorReturnAdmin(TrackedAdmin):
    form = ReturnAdminForm
    reason_required = True
    list_display = (
        month_column("reported_in", "reported in"),
        "indicator",
        "first",
        "last",
        "qualifier",
        "value",
        "low",
        "high",
        "missing",
        "basis",
        "state",
    )
    list_filter = ("indicator__strand", "basis", "state", "projected")
    search_fields = ("indicator__name", "indicator__slug", "window_words", "note", "source")
    list_select_related = ("indicator",)
    autocomplete_fields = ("indicator",)
    date_hierarchy = "reported_in"
    fieldsets = ((None, {"fields": ("indicator",)}), *RETURN_FIELDS)
