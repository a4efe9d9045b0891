"""Indicators with their returns and targets, areas, and schemes of places."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.models import closed_by_month_lock
from sendprog.pages.room_measures import measure_choices, room_measures
from sendprog.records.fields import (
    LARGEST_COUNT,
    NO_VALUE,
    DayField,
    MonthField,
    PartialDateField,
    basis_field,
    check_dates,
    first_of_month_check,
    in_order_check,
    marker_field,
    qualifier_field,
)
from sendprog.records.history import BumpsDataVersion, Tracked, TrackedQuerySet, not_deleted_manager
from sendprog.records.triggers import Trigger, register_triggers
from sendprog.values.frequency import Frequency
from sendprog.values.measures import Polarity
from sendprog.values.number_parsing import DIGITS_KEPT, PLACES_KEPT
from sendprog.values.units import Unit
from strands.choices import PeriodType, PlacesStage, ReturnState, Room, TargetKind
from strands.models.milestones import Milestone
from strands.models.series import frequency_field
from strands.models.strands import Strand
from strands.reporting_periods import usual_frequency

NOTHING_GIVEN = "nothing_given"


def figure(label: str, **kwargs: object) -> models.DecimalField:
    """A decimal field for a figure of any unit.

    `Indicator.decimals` says how many places are shown.
    """
    digits = {"max_digits": DIGITS_KEPT, "decimal_places": PLACES_KEPT}
    return models.DecimalField(label, **digits, null=True, blank=True, **kwargs)


class Area(BumpsDataVersion):
    """A part of the council's area."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Indicator(Tracked):
    """Something counted or scored without a monthly table of its own.

    Its slug, cited in papers, is fixed.
    """

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    room = models.CharField(
        "shown in", max_length=8, choices=Room.choices, blank=True, default=Room.NONE
    )
    order = models.PositiveSmallIntegerField(default=100)
    code = models.CharField(max_length=20, blank=True)
    definition = models.TextField()
    unit = models.CharField(max_length=16, choices=[(unit.value, unit.label) for unit in Unit])
    decimals = models.PositiveSmallIntegerField(
        "decimal places shown", default=0, help_text="Of millions, for pounds."
    )
    polarity = models.CharField(
        max_length=8,
        choices=[(polarity.value, polarity.label) for polarity in Polarity],
        default=Polarity.NEUTRAL.value,
    )
    best_value = figure("best value", help_text="Where nearer to it is better, and only there.")
    period_type = models.CharField(
        "period of a value", max_length=16, choices=PeriodType.choices, default=PeriodType.OTHER
    )
    frequency = frequency_field(blank=True, help_text="Empty: once a period.")
    accumulates_from = models.CharField(
        max_length=40,
        blank=True,
        help_text="Where a running total starts again, such as September. A year to date: April, if empty.",
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reports = models.CharField(
        "measure that it reports",
        max_length=80,
        blank=True,
        choices=measure_choices,
        help_text="Its readings then have the address and name of that measure.",
    )
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="indicator_slug_is_its_own"
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4), name="indicator_shows_four_decimals_at_most"
            ),
            models.CheckConstraint(
                condition=Q(polarity=Polarity.TARGET.value, best_value__isnull=False)
                | (~Q(polarity=Polarity.TARGET.value) & Q(best_value=None)),
                name="indicator_has_a_best_value_where_nearer_is_better",
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=["", *(frequency.value for frequency in Frequency)]),
                name="indicator_frequency_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def comes(self) -> Frequency:
        """How often a value comes: as stated, else once a period."""
        return Frequency(self.frequency) if self.frequency else usual_frequency(self.period_type)

    def clean(self) -> None:
        if (self.polarity == Polarity.TARGET) is (self.best_value is None):
            raise ValidationError(
                {"best_value": "Give it where nearer to it is better, and only there"}
            )
        measure = room_measures().get(self.reports)
        if measure and measure.unit.value != self.unit:
            raise ValidationError(
                {
                    "reports": f"{measure.label} has the unit “{measure.unit.label}”: choose the same unit"
                }
            )


register_triggers(
    Trigger(
        "indicator_slug_is_fixed",
        "strands_indicator",
        "UPDATE",
        "NEW.slug <> OLD.slug",
        "An indicator keeps its slug: it is the address that papers cite. Make a new indicator.",
    )
)


class IndicatorReturnQuerySet(TrackedQuerySet):
    def latest_first(self) -> "IndicatorReturnQuerySet":
        """The last reported first; within a month, the latest window first."""
        return self.order_by("-reported_in", F("last").desc(nulls_last=True), "-pk")

    def reported_before(self, month: date) -> "IndicatorReturnQuerySet":
        return self.filter(reported_in__lt=month)


@check_dates
class IndicatorReturn(FigureRecord):
    """An indicator's value as reported in a month: a value, a range, or why there is none.

    It has its own window and comparison. Empty window dates: the source does not state them.
    """

    figures = ("value", "low", "high", "numerator", "denominator")
    context_fields = ("indicator_id", "reported_in", "last", "missing", "qualifier")
    provisional_is_free = True

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="returns")
    reported_in = MonthField("month of the report")
    first = DayField("window from", null=True, blank=True)
    last = DayField("window to", null=True, blank=True)
    window_words = models.CharField(
        max_length=160, blank=True, help_text="What the source says of the window."
    )
    value = figure("value")
    low = figure("lowest of a range")
    high = figure("highest of a range")
    numerator = figure("numerator")
    denominator = figure("denominator")
    missing = models.CharField("why there is no value", max_length=160, blank=True)
    qualifier = qualifier_field("qualifier")
    marker = marker_field()
    basis = basis_field()
    projected = models.BooleanField("projected, not actual", default=False)
    state = models.CharField(max_length=12, choices=ReturnState.choices, default=ReturnState.FINAL)
    comparison_value = figure("compared with")
    comparison_first = DayField("comparison from", null=True, blank=True)
    comparison_last = DayField("comparison to", null=True, blank=True)
    comparison_words = models.CharField(max_length=160, blank=True)
    baseline_value = figure("baseline")
    baseline_words = models.CharField("baseline's period", max_length=160, blank=True)
    beside = models.TextField("must be read beside it", blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = not_deleted_manager(IndicatorReturnQuerySet)

    class Meta:
        ordering = ["indicator", "reported_in", F("last").asc(nulls_first=True)]
        constraints = [
            first_of_month_check("return", "reported_in"),
            in_order_check("return", "first", "last"),
            in_order_check("return", "comparison_first", "comparison_last"),
            in_order_check("return", "low", "high"),
            models.UniqueConstraint(
                fields=["indicator", "reported_in", "last"],
                condition=Q(deleted_at=None),
                name="one_return_a_window_a_report",
            ),
            models.UniqueConstraint(
                fields=["indicator", "reported_in"],
                condition=Q(deleted_at=None, last=None),
                name="one_return_without_a_window_a_report",
            ),
            models.CheckConstraint(
                condition=(Q(value__isnull=False) & Q(low=None) & Q(high=None) & Q(missing=""))
                | (Q(value=None) & Q(low__isnull=False) & Q(high__isnull=False) & Q(missing=""))
                | (Q(value=None) & Q(low=None) & Q(high=None) & ~Q(missing="")),
                name="a_value_a_range_or_why_there_is_none",
            ),
            models.CheckConstraint(
                condition=Q(value=None, low=None) | ~Q(marker__in=NO_VALUE),
                name="a_value_carries_no_marker_of_absence",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None)
                | (Q(numerator__isnull=False) & Q(denominator__gte=0)),
                name="a_denominator_has_its_numerator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, reported {self.reported_in:%B %Y}"

    def clean(self) -> None:
        if self.value is None and self.low is None and not self.missing:
            raise ValidationError(
                "Give a value, a range, or the reason why there is none.", code=NOTHING_GIVEN
            )


closed_by_month_lock("strands_indicatorreturn", "reported_in")


@check_dates
class Target(Tracked):
    """The value that a measure should reach, by whose decision and on what basis."""

    measure = models.CharField(
        max_length=120, help_text="The measure's address, for example ehcp.twenty_week_rate."
    )
    first = DayField("from", null=True, blank=True)
    last = DayField("to", null=True, blank=True)
    value = figure("target")
    floor = figure("lowest acceptable")
    expected_low = figure("expected, at lowest")
    expected_high = figure("expected, at highest")
    kind = models.CharField(max_length=10, choices=TargetKind.choices)
    basis_text = models.TextField("basis")
    set_by = models.CharField(max_length=120, blank=True)
    basis = basis_field()

    class Meta:
        ordering = ["measure", F("first").asc(nulls_first=True)]
        constraints = [
            in_order_check("target", "first", "last"),
            in_order_check("target", "expected_low", "expected_high"),
            models.UniqueConstraint(
                fields=["measure", "kind", "first"],
                condition=Q(deleted_at=None),
                name="one_target_of_a_kind_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Target for {self.measure}"


@check_dates
class PlacesScheme(Tracked):
    """A scheme of places planned, funded, secured or open. Each is a measure of its own."""

    # The prefix of the measures' addresses.
    ADDRESSES = "strands.places."

    slug = models.SlugField(max_length=60)
    provision = models.CharField(max_length=160)
    strand = models.ForeignKey(
        Strand, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    places = models.PositiveIntegerField(null=True, blank=True)
    places_marker = marker_field()
    definition = models.TextField()
    stage = models.CharField(max_length=8, choices=PlacesStage.choices)
    when_words = models.CharField("when, in its source's words", max_length=120, blank=True)
    planned_for = PartialDateField("planned for")
    funded = PartialDateField("funded")
    secured = PartialDateField("secured")
    opened = PartialDateField("opened")
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = [F("strand__number").asc(nulls_first=True), "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(deleted_at=None), name="places_slug_is_its_own"
            ),
            models.CheckConstraint(
                condition=Q(places=None)
                | (Q(places__lte=LARGEST_COUNT) & ~Q(places_marker__in=NO_VALUE)),
                name="places_are_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision}: {self.places}"

    @property
    def address(self) -> str:
        """The address of its measure."""
        return f"{self.ADDRESSES}{self.slug}"
