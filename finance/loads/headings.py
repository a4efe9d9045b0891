"""The headings that services usually give the columns of money. What may mean two is in none."""

# What our own tables call a column, where
# that is not the name of its field.
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

SAVINGS_LABELS = {
    "title": ("Saving",),
    "financial_year": ("Year",),
    "planned_qualifier": ("Planned, in words before it",),
    "planned_to": ("Planned, highest of a range",),
    "expected_qualifier": ("Expected, in words before it",),
    "expected_to": ("Expected, highest of a range",),
    "achieved": ("Delivered so far",),
    "achieved_qualifier": ("Delivered so far, in words before it",),
    "achieved_to": ("Delivered so far, highest of a range",),
}
SAVINGS_HEADINGS = {
    "reference": ("saving ref", "saving reference", "saving id"),
    "title": ("saving title", "saving name", "name of saving", "initiative"),
    "strand": ("workstream", "strand name"),
    "planned": ("planned saving", "target saving", "saving planned", "budgeted saving"),
    "expected": ("expected saving", "forecast saving", "saving expected", "forecast"),
    "achieved": (
        "delivered",
        "delivered to date",
        "saving achieved",
        "saving delivered",
        "actual saving",
    ),
    "confidence": ("confidence level", "delivery confidence"),
}
PLAN_HEADINGS = {
    "reference": ("plan ref", "plan reference"),
    "title": ("plan", "plan name", "name of plan"),
    "dated": ("date of plan", "plan date"),
    "commitment": ("agreement",),
}
PLAN_YEARS_HEADINGS = {
    "plan": ("plan reference", "plan ref"),
    "financial_year": ("year",),
    "in_year_deficit": ("planned deficit", "in year deficit plan", "planned in year"),
    "closing_balance": ("planned cumulative deficit", "cumulative deficit", "closing deficit"),
}
CONTRIBUTIONS_HEADINGS = {
    "plan": ("plan reference", "plan ref"),
    "payer": ("paid by", "from whom", "contributor"),
    "financial_year": ("year",),
    "due": ("due date", "date due"),
    "received": ("date received", "received on"),
}
