"""The headings that services usually give the columns of the deficit. What may mean two is in none."""

# What our own tables call a column, where that is not the name of its field.
POSITIONS_LABELS = {
    "planned_in_year_deficit": ("Planned in-year",),
    "forecast_in_year_deficit": ("In-year",),
    "forecast_low": ("In-year at lowest",),
    "forecast_high": ("In-year at highest",),
    "cumulative_deficit": ("Cumulative at 31 March",),
    "block_transfer": ("Transfer between blocks (inside the in-year figure)",),
    "reported_variance": ("Variance to plan, as reported",),
}

POSITIONS_HEADINGS = {
    "planned_in_year_deficit": (
        "planned deficit",
        "budgeted deficit",
        "budget deficit",
        "budgeted in year deficit",
        "in year deficit budget",
        "in year deficit plan",
        "in year deficit planned",
        "planned in year overspend",
    ),
    "forecast_in_year_deficit": (
        "forecast deficit",
        "in year forecast",
        "forecast in year",
        "in year deficit forecast",
        "projected in year deficit",
        "in year forecast deficit",
        "forecast in year overspend",
    ),
    "cumulative_deficit": (
        "cumulative dsg deficit",
        "dsg cumulative deficit",
        "accumulated deficit",
        "projected cumulative deficit",
        "cumulative deficit forecast",
        "forecast cumulative deficit",
        "cumulative deficit at year end",
        "cumulative balance",
        "closing deficit",
        "closing balance",
    ),
    "reported_variance": (
        "variance",
        "variance to plan",
        "variance to budget",
        "variance from plan",
    ),
    "forecast_low": ("lowest forecast", "forecast lowest", "forecast minimum"),
    "forecast_high": ("highest forecast", "forecast highest", "forecast maximum"),
    "opening_balance": (
        "opening deficit",
        "opening cumulative deficit",
        "balance brought forward",
        "deficit brought forward",
        "brought forward",
    ),
    "department_contribution": ("department contribution", "department contributions"),
    "council_contribution": ("council contribution", "council contributions"),
    "block_transfer": (
        "block transfers",
        "transfer between blocks",
        "transfers between blocks",
        "schools block transfer",
    ),
}
