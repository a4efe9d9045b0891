"""Admin of targets and schemes of places."""

from django.contrib import admin
from django.core.exceptions import ValidationError

from sendprog.tracked_admin import RecordForm, TrackedAdmin
from sendprog.values.units import Unit
from sendprog.values.wording import upper_first
from strands.admin.own_units import InOwnUnit
from strands.measure_units import NO_MEASURE, TARGET_VALUES, units_of_measures
from strands.models import PlacesScheme, Target


class TargetAdminForm(InOwnUnit, RecordForm):
    """A target, in the unit of its measure."""

    numbers = TARGET_VALUES

    def own_unit(self) -> Unit | None:
        typed = self.data.get(self.add_prefix("measure"), "").strip()
        return units_of_measures(PlacesScheme.objects.all()).get(typed)

    def clean_measure(self) -> str:
        """A target of nothing is refused, unless its measure went since it was stored."""
        measure = self.cleaned_data["measure"]
        if "measure" in self.changed_data and self.own_unit() is None:
            raise ValidationError(upper_first(NO_MEASURE))
        return measure


@admin.register(Target)
class TargetAdmin(TrackedAdmin):
    form = TargetAdminForm
    list_display = ("first", "measure", "kind", "value", "floor", "last", "set_by", "basis")
    list_display_links = ("measure",)
    list_filter = ("kind", "basis")
    search_fields = ("measure", "basis_text", "set_by")
    fieldsets = (
        (None, {"fields": ("measure", "kind", ("first", "last"))}),
        (
            "What it should reach",
            {"fields": (("value", "floor"), ("expected_low", "expected_high"))},
        ),
        ("By whose decision", {"fields": ("set_by", "basis_text", "basis")}),
    )


@admin.register(PlacesScheme)
class PlacesSchemeAdmin(TrackedAdmin):
    list_display = (
        "strand",
        "provision",
        "places",
        "places_marker",
        "stage",
        "planned_for",
        "opened",
        "basis",
    )
    list_display_links = ("provision",)
    list_filter = ("strand", "stage", "basis", "area")
    search_fields = ("slug", "provision", "definition", "source")
    list_select_related = ("strand",)
    autocomplete_fields = ("milestone",)
    fieldsets = (
        (None, {"fields": ("provision", "slug", "strand", "milestone", "area")}),
        ("Places", {"fields": (("places", "places_marker"), "definition")}),
        (
            "How far it has come",
            {"fields": ("stage", "when_words", ("planned_for", "funded"), ("secured", "opened"))},
        ),
        ("Source", {"fields": ("basis", "source")}),
    )
