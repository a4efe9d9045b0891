"""The measures that finance publishes from the monthly positions."""

from sendprog.values.measures import Measure, Polarity, Unit

SOURCE = "Monthly position of the Dedicated Schools Grant (DSG)"


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
        address, label, Unit.POUNDS, definition, SOURCE, polarity, places=1, is_difference=is_difference
    )


FORECAST = _pounds_measure(
    "forecast_in_year_deficit",
    "Forecast in-year deficit",
    "How much the Dedicated Schools Grant (DSG) deficit is forecast to grow in the financial year, "
    "before any contributions.",
)
PLANNED = _pounds_measure(
    "planned_in_year_deficit",
    "Planned in-year deficit",
    "How much the agreed plan expects the DSG deficit to grow in the financial year, "
    "before any contributions.",
    Polarity.NEUTRAL,
)
VARIANCE = _pounds_measure(
    "variance_to_plan",
    "Variance to plan",
    "The forecast in-year deficit less the planned one. It is not the movement of a month.",
    is_difference=True,
)
MOVEMENT = _pounds_measure(
    "movement_since_last_report",
    "Movement since the last report",
    "This forecast of the in-year deficit less the one reported before it. It is not the variance to plan.",
    is_difference=True,
)
CUMULATIVE = _pounds_measure(
    "projected_cumulative_deficit",
    "Projected cumulative deficit",
    "What the DSG deficit is projected to have grown to, over all years, at the coming 31 March.",
)
MEASURES = (FORECAST, PLANNED, VARIANCE, MOVEMENT, CUMULATIVE)
