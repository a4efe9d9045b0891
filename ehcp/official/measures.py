"""The measures of official statistics, each with the columns that its value and parts come from (pure)."""

from dataclasses import dataclass

from ehcp.official import topics
from sendprog.values.measures import Measure, Polarity
from sendprog.values.units import Unit

SOURCE = "Official statistics: education, health and care plans"
APPEALS_SOURCE = (
    "Official statistics: appealable decisions, published with education, health and care plans"
)
BREAK_2023 = (
    "Break in the series: counted child by child from 2023, and from councils' totals before."
)


@dataclass(frozen=True)
class OfficialMeasure:
    """A measure with its columns.

    `value` is the Department's own figure. `numerator` and `denominator` (several are added) are
    its parts, and what it is computed from where no figure is published.
    """

    measure: Measure
    topic: str
    value: str = ""
    numerator: str = ""
    denominator: tuple[str, ...] = ()
    # The first year that is comparable with the latest; earlier ones stand beyond a break.
    comparable_from: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.value, self.numerator, *self.denominator) if name)


def official(
    name: str,
    label: str,
    unit: Unit,
    definition: str,
    polarity: Polarity = Polarity.NEUTRAL,
    source: str = SOURCE,
    note: str = BREAK_2023,
) -> Measure:
    places = 1 if unit in (Unit.PERCENT, Unit.WEEKS) else 0
    note = f"Published once a year. {note}".strip()
    address = f"ehcp.official_{name}"
    return Measure(
        address, f"Official: {label}", unit, definition, source, polarity, places=places, note=note
    )


TWENTY_WEEKS = OfficialMeasure(
    official(
        "twenty_week_rate",
        "plans issued within 20 weeks, exceptions left out",
        Unit.PERCENT,
        "Of the plans issued in the calendar year, those with an exception left out, the share issued within "
        "20 weeks of the request. The Department’s headline.",
        Polarity.HIGHER,
    ),
    topics.TIMELINESS,
    "pc_plans_issued_20_weeks_ex",
    "plans_issued_20_weeks_ex",
    ("plans_issued_den_ex",),
    2023,
)
TWENTY_WEEKS_OF_ALL = OfficialMeasure(
    official(
        "twenty_week_rate_of_all",
        "plans issued within 20 weeks, of all plans issued",
        Unit.PERCENT,
        "Of all the plans issued in the calendar year, the share issued within 20 weeks of the request.",
        Polarity.HIGHER,
    ),
    topics.TIMELINESS,
    "pc_plans_issued_within_20_weeks",
    "plans_issued_within_20_weeks",
    ("plans_issued_den",),
    2023,
)
OVER_A_YEAR = OfficialMeasure(
    official(
        "issued_after_a_year",
        "plans issued more than a year after the request",
        Unit.PERCENT,
        "Of all the plans issued in the calendar year, the share issued more than a year after the request.",
        Polarity.LOWER,
    ),
    topics.TIMELINESS,
    "pc_plans_issued_gt_1_year",
    "plans_issued_gt_1_year",
    ("plans_issued_den",),
    2023,
)
AVERAGE_WEEKS = OfficialMeasure(
    official(
        "average_weeks",
        "average weeks from request to plan",
        Unit.WEEKS,
        "The mean number of weeks from request to plan, of all the plans issued in the calendar year.",
        Polarity.LOWER,
    ),
    topics.TIMELINESS,
    "avg_weeks_issue_plan",
    comparable_from=2023,
)
PLANS_ISSUED = OfficialMeasure(
    official(
        "plans_issued",
        "plans issued in the year",
        Unit.COUNT,
        "New plans issued in the calendar year.",
    ),
    topics.TIMELINESS,
    "plans_issued_den",
    comparable_from=2023,
)
REQUESTS = OfficialMeasure(
    official(
        "requests_received",
        "requests for an assessment in the year",
        Unit.COUNT,
        "Requests for an Education, Health and Care needs assessment received in the calendar year.",
    ),
    topics.REQUESTS,
    "requests_received_in_year",
    comparable_from=2023,
)
REFUSED = OfficialMeasure(
    official(
        "requests_refused",
        "requests refused, of all requests",
        Unit.PERCENT,
        "Of all the requests received in the calendar year, the share for which it was decided not to "
        "assess. Requests without a decision and withdrawn ones count in the whole.",
    ),
    topics.REQUESTS,
    "request_not_assess_pc",
    "requests_decided_not_to_assess",
    ("requests_received_in_year",),
    2023,
)
SIX_WEEKS = OfficialMeasure(
    official(
        "decided_within_six_weeks",
        "decisions whether to assess within 6 weeks",
        Unit.PERCENT,
        "Of the requests of the calendar year with an outcome, the share with it within 6 weeks.",
        Polarity.HIGHER,
    ),
    topics.REQUESTS,
    "request_outcome_six_weeks_pc",
    "request_outcome_six_weeks",
    ("request_outcome_six_weeks", "request_outcome_over_6_weeks"),
    2023,
)
NOT_ISSUED = OfficialMeasure(
    official(
        "assessments_without_plan",
        "assessments that ended without a plan",
        Unit.PERCENT,
        "Of the assessments with an outcome in the calendar year, the share after which no plan was issued.",
    ),
    topics.ASSESSMENTS,
    "assess_not_issued_pc",
    "assess_not_issued",
    ("assess_in_year",),
    2023,
)
REVIEWS = OfficialMeasure(
    official(
        "reviews_decided_within_four_weeks",
        "annual reviews decided within 4 weeks",
        Unit.PERCENT,
        "Of the annual reviews with a decision in the calendar year, the share decided within 4 weeks of the "
        "meeting, worked out here from the two published counts.",
        Polarity.HIGHER,
        note="Break in the series: the files from 2025 on count reviews otherwise than those of 2024.",
    ),
    topics.REVIEWS,
    "",
    "decision_4_weeks",
    ("decision_4_weeks", "decision_over_4_weeks"),
    2025,
)
MAINTAINED = OfficialMeasure(
    official(
        "plans_maintained",
        "plans maintained at the January census",
        Unit.COUNT,
        "Education, Health and Care Plans in force at the January census.",
    ),
    topics.CASELOAD,
    "ehcplans",
    comparable_from=2022,
)
CEASED = OfficialMeasure(
    official(
        "plans_ceased",
        "plans ceased in the year",
        Unit.COUNT,
        "Plans that ceased in the calendar year.",
    ),
    topics.CEASED,
    "total_ceased",
    comparable_from=2023,
)
APPEAL_RATE = OfficialMeasure(
    official(
        "appeal_rate",
        "appeals, of decisions that can be appealed",
        Unit.PERCENT,
        "Appeals registered with the Tribunal in the calendar year, of the decisions that can be appealed.",
        source=APPEALS_SOURCE,
        note="",
    ),
    topics.APPEALS,
    "appeal_rate",
    "appeals_registered",
    ("appealable_decisions",),
)
OFFICIAL_MEASURES = (
    TWENTY_WEEKS,
    TWENTY_WEEKS_OF_ALL,
    OVER_A_YEAR,
    AVERAGE_WEEKS,
    PLANS_ISSUED,
    REQUESTS,
    REFUSED,
    SIX_WEEKS,
    NOT_ISSUED,
    REVIEWS,
    MAINTAINED,
    CEASED,
    APPEAL_RATE,
)
BY_ADDRESS = {entry.measure.address: entry for entry in OFFICIAL_MEASURES}
