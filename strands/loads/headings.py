"""The headings that services usually give the columns of this app's kinds of file."""

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

TARGETS_HEADINGS = {
    "kind": ("type of target", "target type"),
    "first": ("start date", "applies from"),
    "last": ("end date", "applies to"),
    "value": ("target value",),
    "set_by": ("agreed by",),
}
PLACES_HEADINGS = {
    "reference": ("scheme ref", "scheme reference", "scheme id"),
    "provision": ("scheme", "scheme name", "name of scheme"),
    "strand": ("workstream", "strand name"),
    "places": ("number of places", "new places", "no of places"),
    "planned_for": ("planned opening", "planned opening date"),
    "opened": ("opening date", "date opened"),
}
CONDITIONS_HEADINGS = {
    "reference": ("condition number", "condition ref"),
    "wording": ("condition wording", "description", "requirement"),
    "strand": ("workstream", "strand name"),
}
STATUSES_HEADINGS = {
    "reference": ("condition", "condition number", "condition ref"),
    "as_at": ("date", "status date"),
    "rating": ("rag", "rag rating", "rag status", "status"),
    "words": ("comment", "commentary"),
}
