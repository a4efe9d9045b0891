"""The measures that finance publishes from the monthly positions."""

from sendprog.values.measures import Measure, Polarity
from sendprog.values.units import Unit

# What an amount above 0 and one below it is called.
SIGNS = ("deficit", "surplus")
SOURCE = "Position of the Dedicated Schools Grant (DSG)"


def _pounds_measure(
    name: str,
    label: str,
    definition: str,
    polarity: Polarity = Polarity.LOWER,
    *,
    is_difference: bool = False,
) -> Measure:
    address = f"finance.{name}"
    return Measure(
        address,
        label,
        Unit.POUNDS,
        definition,
        SOURCE,
        polarity,
        places=1,
        is_difference=is_difference,
        signs=None if is_difference else SIGNS,
    )


FORECAST = _pounds_measure(
    "forecast_in_year_deficit",
    "Forecast in-year deficit",
    "By how much the Dedicated Schools Grant (DSG) deficit grows in the financial year; a surplus is "
    "below 0. It is a forecast until the outturn. Each reading says which contributions have been taken off.",
)
PLANNED = _pounds_measure(
    "planned_in_year_deficit",
    "Planned in-year deficit",
    "By how much the deficit plan expects the DSG deficit to grow in the financial year; a surplus is "
    "below 0. Each reading says which contributions have been taken off.",
    Polarity.NEUTRAL,
)
VARIANCE = _pounds_measure(
    "variance_to_plan",
    "Variance to plan",
    "The in-year deficit less the planned one. It is not the movement of a month.",
    is_difference=True,
)
MOVEMENT = _pounds_measure(
    "movement_since_last_report",
    "Movement since the last report",
    "The in-year deficit less the one reported before it. It is not the variance to plan.",
    is_difference=True,
)
CUMULATIVE = _pounds_measure(
    "projected_cumulative_deficit",
    "Projected cumulative deficit",
    "What the DSG deficit comes to, over all years, at 31 March; a surplus is below 0. It is projected "
    "until the outturn. Each reading says which contributions have been taken off.",
)
CUMULATIVE_VARIANCE = _pounds_measure(
    "cumulative_variance",
    "Cumulative variance to plan",
    "What the DSG deficit comes to over all years, less what the plan expects at the same day.",
    is_difference=True,
)
MEASURES = (FORECAST, PLANNED, VARIANCE, MOVEMENT, CUMULATIVE)
