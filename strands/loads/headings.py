"""The headings that services usually give the columns of indicators and milestones."""

INDICATORS_HEADINGS = {
    "indicator": (
        "measure",
        "kpi",
        "indicator name",
        "name of indicator",
        "name of measure",
        "measure name",
        "key performance indicator",
        "performance indicator",
        "performance measure",
        "metric",
    ),
    "month": ("reported in",),
    "value": ("actual", "figure", "result", "actual value", "reported value"),
    "low": ("lowest", "lowest value"),
    "high": ("highest", "highest value"),
    "window_from": ("period from", "period start", "start of period", "window start"),
    "window_to": ("period to", "period end", "end of period", "window end"),
    "why_no_value": ("reason for no value", "why missing"),
}

MILESTONES_LABELS = {"title": ("Milestone",), "stage_words": ("In words",)}
MILESTONES_HEADINGS = {
    "reference": (
        "milestone ref",
        "milestone reference",
        "milestone id",
        "action ref",
        "action id",
    ),
    "title": ("milestone title", "action", "milestone name", "deliverable", "name of milestone"),
    "strand": ("workstream", "work stream", "strand name"),
    "stage": ("milestone stage", "status", "progress status"),
    "forecast": (
        "forecast date",
        "forecast completion",
        "forecast completion date",
        "expected date",
        "expected completion",
        "expected completion date",
    ),
    "done_on": (
        "completed on",
        "date completed",
        "actual date",
        "actual completion date",
        "date done",
    ),
    "owner": ("milestone owner", "owner role", "role of owner", "lead role"),
    "evidence": ("evidence of completion",),
    "reason": ("reason for change", "reason for slippage", "reason for delay"),
}
