"""Monthly returns on Education, Health and Care Plans, and on contact with families."""

from django.db import models
from django.db.models import Q

from sendprog.loads.figure_records import FigureRecord
from sendprog.loads.models import closed_by_month_lock
from sendprog.records.fields import (
    MonthField,
    at_most_check,
    basis_field,
    check_counts,
    check_dates,
    count_fields,
    first_of_month_check,
)
from strands.choices import ReturnState

# Pairs of a count and the count that it is
# part of, which it never exceeds.
PARTS = (
    ("plans_issued_within_20_weeks", "plans_issued"),
    ("exceptions", "plans_issued"),
    ("decisions_within_6_weeks", "decisions"),
    ("plans_due_issued_on_time", "plans_due"),
    ("assessments_open_over_20_weeks", "assessments_open"),
    ("assessments_open_over_52_weeks", "assessments_open_over_20_weeks"),
    ("annual_reviews_completed_on_time", "annual_reviews_due"),
    ("phase_transfers_by_deadline", "phase_transfers_due"),
    ("refused_from_parents", "assessments_refused"),
    ("refused_from_schools", "assessments_refused"),
    ("refused_from_health", "assessments_refused"),
    ("refused_from_others", "assessments_refused"),
    ("not_issued_within_16_weeks", "assessments_ended_without_plan"),
    ("advice_within_6_weeks", "advice_requested"),
    ("mediations_within_30_days", "mediations"),
    ("audits_good", "audits_done"),
)


class CoveredPeriod(models.TextChoices):
    """What the flows of a return cover, up to the end of its month.

    Its stocks are as at that end.
    """

    MONTH = "month", "The month"
    QUARTER = "quarter", "The quarter to its end"
    TERM = "term", "The four months to its end"
    YEAR = "year", "The year to its end"


# Months in each period.
MONTHS_COVERED = {
    CoveredPeriod.MONTH: 1,
    CoveredPeriod.QUARTER: 3,
    CoveredPeriod.TERM: 4,
    CoveredPeriod.YEAR: 12,
}


def covers_field() -> models.CharField:
    return models.CharField(
        "covers", max_length=8, choices=CoveredPeriod.choices, default=CoveredPeriod.MONTH
    )


def covers_check(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(covers__in=CoveredPeriod.values), name=f"{name}_covers_a_known_period"
    )


@check_dates
@check_counts
class MonthlyReturn(FigureRecord):
    """The counts of a month, or of the longer period that ends with it: see `covers`.

    A count without a value is "not in the return"; its marker may say why.
    """

    context_fields = ("month", "covers")

    month = MonthField()
    covers = covers_field()
    state = models.CharField(
        max_length=12, choices=ReturnState.choices, default=ReturnState.PROVISIONAL
    )
    basis = basis_field()
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)

    requests_received, requests_received_marker = count_fields("requests received")
    requests_from_parents, requests_from_parents_marker = count_fields(
        "requests from parents or carers"
    )
    requests_from_schools, requests_from_schools_marker = count_fields("requests from schools")
    requests_from_health, requests_from_health_marker = count_fields("requests from health")
    requests_from_others, requests_from_others_marker = count_fields("requests from others")
    assessments_agreed, assessments_agreed_marker = count_fields("assessments agreed")
    assessments_refused, assessments_refused_marker = count_fields("assessments refused")
    refused_from_parents, refused_from_parents_marker = count_fields(
        "refused, asked for by parents or carers"
    )
    refused_from_schools, refused_from_schools_marker = count_fields(
        "refused, asked for by schools"
    )
    refused_from_health, refused_from_health_marker = count_fields("refused, asked for by health")
    refused_from_others, refused_from_others_marker = count_fields("refused, asked for by others")
    decisions, decisions_marker = count_fields("decisions whether to assess")
    decisions_within_6_weeks, decisions_within_6_weeks_marker = count_fields(
        "decisions within 6 weeks"
    )
    assessments_ended_without_plan, assessments_ended_without_plan_marker = count_fields(
        "assessments ended without a plan"
    )
    not_issued_within_16_weeks, not_issued_within_16_weeks_marker = count_fields(
        "ended without a plan, decided within 16 weeks"
    )
    advice_requested, advice_requested_marker = count_fields("advice of psychologists requested")
    advice_within_6_weeks, advice_within_6_weeks_marker = count_fields(
        "advice of psychologists within 6 weeks"
    )
    assessments_withdrawn, assessments_withdrawn_marker = count_fields("assessments withdrawn")
    assessments_open, assessments_open_marker = count_fields("assessments open")
    assessments_open_over_20_weeks, assessments_open_over_20_weeks_marker = count_fields(
        "open over 20 weeks"
    )
    assessments_open_over_52_weeks, assessments_open_over_52_weeks_marker = count_fields(
        "open over 52 weeks"
    )
    longest_open_weeks, longest_open_weeks_marker = count_fields("longest open, weeks")
    average_open_weeks, average_open_weeks_marker = count_fields("average open, weeks")
    plans_issued, plans_issued_marker = count_fields("plans issued")
    plans_issued_within_20_weeks, plans_issued_within_20_weeks_marker = count_fields(
        "issued within 20 weeks"
    )
    exceptions, exceptions_marker = count_fields("issued with an exception")
    (
        plans_issued_within_20_weeks_excluding_exceptions,
        plans_issued_within_20_weeks_excluding_exceptions_marker,
    ) = count_fields("issued within 20 weeks, exceptions left out")
    plans_due, plans_due_marker = count_fields("plans due")
    plans_due_issued_on_time, plans_due_issued_on_time_marker = count_fields(
        "due and issued on time"
    )
    plans_ceased, plans_ceased_marker = count_fields("plans ceased")
    plans_moved_in, plans_moved_in_marker = count_fields("plans moved in")
    plans_moved_out, plans_moved_out_marker = count_fields("plans moved out")
    plans_maintained, plans_maintained_marker = count_fields("plans maintained at month end")
    annual_reviews_overdue, annual_reviews_overdue_marker = count_fields(
        "annual reviews overdue at month end"
    )
    annual_reviews_due, annual_reviews_due_marker = count_fields("annual reviews due")
    annual_reviews_done, annual_reviews_done_marker = count_fields("annual reviews done")
    annual_reviews_completed_on_time, annual_reviews_completed_on_time_marker = count_fields(
        "annual reviews on time"
    )
    review_decisions_within_4_weeks, review_decisions_within_4_weeks_marker = count_fields(
        "review decisions within 4 weeks"
    )
    amended_within_12_weeks, amended_within_12_weeks_marker = count_fields(
        "amended within 12 weeks"
    )
    phase_transfers_due, phase_transfers_due_marker = count_fields("phase transfers due")
    phase_transfers_by_deadline, phase_transfers_by_deadline_marker = count_fields(
        "phase transfers by the deadline"
    )
    appeals_registered, appeals_registered_marker = count_fields("appeals registered")
    appeals_withdrawn, appeals_withdrawn_marker = count_fields("appeals withdrawn")
    appeals_conceded, appeals_conceded_marker = count_fields("appeals conceded")
    appeals_upheld, appeals_upheld_marker = count_fields("appeals upheld")
    appeals_open, appeals_open_marker = count_fields("appeals open")
    mediations, mediations_marker = count_fields("mediations")
    mediations_within_30_days, mediations_within_30_days_marker = count_fields(
        "mediations within 30 days"
    )
    audits_done, audits_done_marker = count_fields("plans audited for quality")
    audits_good, audits_good_marker = count_fields("plans audited and found good or better")

    class Meta:
        ordering = ["month"]
        constraints = [
            first_of_month_check("monthly_return"),
            covers_check("monthly_return"),
            models.UniqueConstraint(
                fields=["month"], condition=Q(deleted_at=None), name="one_return_a_month"
            ),
            *(at_most_check("ehcp", part, whole) for part, whole in PARTS),
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"


@check_dates
@check_counts
class ContactReturn(FigureRecord):
    """Contact with families in a month, or in the longer period that ends with it: see `covers`.

    The change in wait may be reported without the wait itself.
    """

    # These two figures have no marker.
    context_fields = ("month", "covers", "wait_change_percent", "satisfaction")

    month = MonthField()
    covers = covers_field()
    state = models.CharField(
        max_length=12, choices=ReturnState.choices, default=ReturnState.PROVISIONAL
    )
    basis = basis_field()
    source = models.CharField(max_length=200, blank=True)
    calls_handled, calls_handled_marker = count_fields("calls handled")
    average_wait_seconds, average_wait_seconds_marker = count_fields("average wait, seconds")
    wait_change_percent = models.DecimalField(
        "reported change in wait, %", max_digits=6, decimal_places=2, null=True, blank=True
    )
    satisfaction = models.DecimalField(
        "satisfaction, out of 5", max_digits=3, decimal_places=2, null=True, blank=True
    )
    survey_answers, survey_answers_marker = count_fields("answers to the survey")
    staff_days_freed, staff_days_freed_marker = count_fields("staff days freed")

    class Meta:
        ordering = ["month"]
        constraints = [
            first_of_month_check("contact_return"),
            covers_check("contact_return"),
            models.UniqueConstraint(
                fields=["month"], condition=Q(deleted_at=None), name="one_contact_return_a_month"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__gte=0, satisfaction__lte=5),
                name="satisfaction_is_out_of_five",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact, {self.month:%B %Y}"


closed_by_month_lock("ehcp_monthlyreturn")
closed_by_month_lock("ehcp_contactreturn")
