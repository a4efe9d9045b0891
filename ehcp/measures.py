"""The measures that ehcp publishes from the returns."""

from sendprog.values.measures import Measure, Polarity
from sendprog.values.units import Unit

SOURCE = "Local return on EHCPs"

PLANS_ISSUED = Measure(
    "ehcp.plans_issued",
    "Plans issued each month",
    Unit.PER_MONTH,
    "New Education, Health and Care Plans (EHCPs) issued, as a mean of the months counted.",
    SOURCE,
    Polarity.HIGHER,
)
REQUESTS_RECEIVED = Measure(
    "ehcp.requests_received",
    "Requests for assessment each month",
    Unit.PER_MONTH,
    "Requests for an Education, Health and Care needs assessment received, as a mean of the months counted.",
    SOURCE,
)
TWENTY_WEEK_RATE_OF_ALL = Measure(
    "ehcp.twenty_week_rate_of_all",
    "Plans issued within 20 weeks, of all plans issued",
    Unit.PERCENT,
    "Of all the plans issued, those with an exception included, the share issued within 20 weeks of the "
    "request.",
    SOURCE,
    Polarity.HIGHER,
    places=1,
)
TWENTY_WEEK_RATE = Measure(
    "ehcp.twenty_week_rate",
    "Plans issued within 20 weeks, exceptions left out",
    Unit.PERCENT,
    "Of the plans issued, exceptions left out, the share issued within 20 weeks of the request.",
    SOURCE,
    Polarity.HIGHER,
    places=1,
)
PLANS_MAINTAINED = Measure(
    "ehcp.plans_maintained",
    "Plans maintained",
    Unit.COUNT,
    "Education, Health and Care Plans in force on the last day of the period.",
    SOURCE,
)
ANNUAL_REVIEWS_OVERDUE = Measure(
    "ehcp.annual_reviews_overdue",
    "Annual reviews overdue",
    Unit.COUNT,
    "Plans whose review within 12 months was not complete on the last day of the period.",
    SOURCE,
    Polarity.LOWER,
)
MEASURES = (
    PLANS_ISSUED,
    REQUESTS_RECEIVED,
    TWENTY_WEEK_RATE_OF_ALL,
    TWENTY_WEEK_RATE,
    PLANS_MAINTAINED,
    ANNUAL_REVIEWS_OVERDUE,
)
RATES = (TWENTY_WEEK_RATE_OF_ALL, TWENTY_WEEK_RATE)
FLOWS = {PLANS_ISSUED: "plans_issued", REQUESTS_RECEIVED: "requests_received"}
STOCKS = {PLANS_MAINTAINED: "plans_maintained", ANNUAL_REVIEWS_OVERDUE: "annual_reviews_overdue"}
