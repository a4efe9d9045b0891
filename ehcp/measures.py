"""The measures that ehcp publishes from the returns."""

from ehcp.metrics.rates import TWENTY_WEEKS, TWENTY_WEEKS_OF_ALL, Share
from sendprog.values.measures import Measure, Polarity
from sendprog.values.units import Unit

SOURCE = "Local return on EHCPs"


def flow(count: str, label: str, definition: str, polarity: Polarity = Polarity.NEUTRAL) -> Measure:
    """A count of a month, as a mean of the months counted."""
    text = f"{definition}, as a mean of the months counted."
    return Measure(f"ehcp.{count}", f"{label} each month", Unit.PER_MONTH, text, SOURCE, polarity)


def stock(
    count: str, label: str, definition: str, polarity: Polarity = Polarity.NEUTRAL
) -> Measure:
    """A count at the end of a period."""
    text = f"{definition} on the last day of the period."
    return Measure(f"ehcp.{count}", label, Unit.COUNT, text, SOURCE, polarity)


def rate(
    name: str,
    label: str,
    numerator: str,
    denominator: str,
    exclusions: str = "",
    polarity: Polarity = Polarity.HIGHER,
) -> Measure:
    """A share in per cent, of the sums of its two counts over the months counted."""
    left_out = f" Left out: {exclusions}." if exclusions else ""
    text = f"{numerator}, per cent of {denominator[0].lower()}{denominator[1:]}.{left_out}"
    return Measure(
        f"ehcp.{name}",
        label,
        Unit.PERCENT,
        text,
        SOURCE,
        polarity,
        places=1,
        numerator=numerator,
        denominator=denominator,
        exclusions=exclusions,
    )


PLANS_ISSUED = flow(
    "plans_issued",
    "Plans issued",
    "New Education, Health and Care Plans (EHCPs) issued",
    Polarity.HIGHER,
)
REQUESTS_RECEIVED = flow(
    "requests_received",
    "Requests for assessment",
    "Requests for an Education, Health and Care needs assessment received",
)
ASSESSMENTS_AGREED = flow(
    "assessments_agreed",
    "Assessments agreed",
    "Requests for which the council decided to assess",
)
ASSESSMENTS_REFUSED = flow(
    "assessments_refused",
    "Assessments refused",
    "Requests for which the council decided not to assess",
)
APPEALS_REGISTERED = flow(
    "appeals_registered", "Appeals registered", "Appeals registered with the SEND Tribunal"
)
TWENTY_WEEK_RATE_OF_ALL = rate(
    "twenty_week_rate_of_all",
    "Plans issued within 20 weeks, of all plans issued",
    "Plans issued within 20 weeks of the request",
    "All plans issued, those with an exception included",
)
TWENTY_WEEK_RATE = rate(
    "twenty_week_rate",
    "Plans issued within 20 weeks, exceptions left out",
    "Plans issued within 20 weeks of the request",
    "Plans issued",
    "plans with an exception that the law allows",
)
SIX_WEEK_RATE = rate(
    "six_week_rate",
    "Decisions whether to assess within 6 weeks",
    "Decisions within 6 weeks of the request",
    "Decisions whether to assess",
)
REFUSAL_RATE = rate(
    "refusal_rate",
    "Requests refused, of decisions made",
    "Decisions not to assess",
    "Decisions whether to assess",
    polarity=Polarity.NEUTRAL,
)
SIXTEEN_WEEK_RATE = rate(
    "sixteen_week_rate",
    "Decisions not to issue a plan within 16 weeks",
    "Families told within 16 weeks of the request that no plan will be issued",
    "Assessments ended without a plan",
)
ADVICE_RATE = rate(
    "advice_within_six_weeks",
    "Advice of educational psychologists within 6 weeks",
    "Advice given within 6 weeks of being asked for",
    "Advice of educational psychologists asked for",
)
MEDIATION_RATE = rate(
    "mediation_within_30_days",
    "Mediations within 30 days",
    "Mediations within 30 days",
    "Mediations",
)
AUDIT_RATE = rate(
    "audits_good_or_better",
    "Plans found good or better in an audit",
    "Plans found good or better",
    "Plans audited for quality",
)
REVIEWS_ON_TIME = rate(
    "annual_reviews_on_time",
    "Annual reviews completed on time",
    "Reviews completed on time",
    "Annual reviews due",
)
PHASE_TRANSFERS_ON_TIME = rate(
    "phase_transfers_on_time",
    "Phase transfers by their deadline",
    "Plans amended by 15 February (schools) or 31 March (after 16)",
    "Phase transfers due",
)
PLANS_MAINTAINED = stock(
    "plans_maintained", "Plans maintained", "Education, Health and Care Plans in force"
)
ASSESSMENTS_OPEN = stock(
    "assessments_open",
    "Open cases",
    "Cases that the council agreed to assess, without a final plan or a decision not to issue one,",
)
OPEN_OVER_20_WEEKS = stock(
    "assessments_open_over_20_weeks",
    "Cases open over 20 weeks",
    "Open cases whose request came more than 20 weeks before, counted",
    Polarity.LOWER,
)
OPEN_OVER_52_WEEKS = stock(
    "assessments_open_over_52_weeks",
    "Cases open over a year",
    "Open cases whose request came more than 52 weeks before, counted",
    Polarity.LOWER,
)
ANNUAL_REVIEWS_OVERDUE = stock(
    "annual_reviews_overdue",
    "Annual reviews overdue",
    "Plans whose review within 12 months was not complete",
    Polarity.LOWER,
)
# Those that the page and the paper list with their latest reading.
MAIN_MEASURES = (
    PLANS_ISSUED,
    REQUESTS_RECEIVED,
    TWENTY_WEEK_RATE_OF_ALL,
    TWENTY_WEEK_RATE,
    PLANS_MAINTAINED,
    ANNUAL_REVIEWS_OVERDUE,
)
RATES = {
    TWENTY_WEEK_RATE_OF_ALL: TWENTY_WEEKS_OF_ALL,
    TWENTY_WEEK_RATE: TWENTY_WEEKS,
    SIX_WEEK_RATE: Share("decisions_within_6_weeks", "decisions"),
    REFUSAL_RATE: Share("assessments_refused", "decisions"),
    SIXTEEN_WEEK_RATE: Share("not_issued_within_16_weeks", "assessments_ended_without_plan"),
    ADVICE_RATE: Share("advice_within_6_weeks", "advice_requested"),
    MEDIATION_RATE: Share("mediations_within_30_days", "mediations"),
    AUDIT_RATE: Share("audits_good", "audits_done"),
    REVIEWS_ON_TIME: Share("annual_reviews_completed_on_time", "annual_reviews_due"),
    PHASE_TRANSFERS_ON_TIME: Share("phase_transfers_by_deadline", "phase_transfers_due"),
}


def count_of(measure: Measure) -> str:
    """The name of the count that a flow or a stock is of."""
    return measure.address.removeprefix("ehcp.")


FLOWS = {
    measure: count_of(measure)
    for measure in (
        PLANS_ISSUED,
        REQUESTS_RECEIVED,
        ASSESSMENTS_AGREED,
        ASSESSMENTS_REFUSED,
        APPEALS_REGISTERED,
    )
}
STOCKS = {
    measure: count_of(measure)
    for measure in (
        PLANS_MAINTAINED,
        ANNUAL_REVIEWS_OVERDUE,
        ASSESSMENTS_OPEN,
        OPEN_OVER_20_WEEKS,
        OPEN_OVER_52_WEEKS,
    )
}
MEASURES = tuple(dict.fromkeys((*MAIN_MEASURES, *FLOWS, *RATES, *STOCKS)))


def counts_needed(measure: Measure) -> list[str]:
    """The names of the counts that a reading of the measure is worked out from."""
    return RATES[measure].counts if measure in RATES else [(FLOWS | STOCKS)[measure]]
