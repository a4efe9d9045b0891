"""The headings that services usually give the columns of ehcp's files. What may mean two is in none."""

# What our own tables call a column, where
# that is not the name of its field.
PLANS_LABELS = {"requests_received": ("Requests", "Requests for assessment each month")}
PLANS_LABELS |= {"plans_issued": ("Plans issued each month",)}
PLANS_LABELS |= {"plans_maintained": ("Plans maintained",)}
PLANS_LABELS |= {"annual_reviews_overdue": ("Annual reviews overdue",)}

PLANS_HEADINGS = {
    "requests_received": (
        "requests",
        "new requests",
        "requests for assessment",
        "requests received for assessment",
        "requests for assessment received",
        "assessment requests",
        "assessment requests received",
        "initial requests",
        "referrals for assessment",
        "assessment referrals",
    ),
    "assessments_agreed": (
        "agreed to assess",
        "agreed for assessment",
        "decisions to assess",
        "agreements to assess",
        "yes to assess",
        "requests agreed",
        "assessments approved",
    ),
    "assessments_refused": (
        "refused to assess",
        "refusals to assess",
        "decisions not to assess",
        "no to assess",
        "not agreed to assess",
        "requests refused",
        "assessments declined",
    ),
    "plans_issued": (
        "new plans issued",
        "final plans issued",
        "plans finalised",
        "new plans",
        "total plans issued",
        "all plans issued",
    ),
    "plans_issued_within_20_weeks": (
        "plans within 20 weeks",
        "plans issued within 20 weeks",
        "new plans issued within 20 weeks",
        "final plans issued within 20 weeks",
        "within 20 weeks",
        "issued within 20 weeks including exceptions",
        "plans issued within 20 weeks including exceptions",
    ),
    "plans_issued_within_20_weeks_excluding_exceptions": (
        "issued within 20 weeks excluding exceptions",
        "plans issued within 20 weeks excluding exceptions",
        "new plans issued within 20 weeks excluding exceptions",
        "within 20 weeks excluding exceptions",
        "issued within 20 weeks exceptions excluded",
        "plans issued within 20 weeks exceptions excluded",
    ),
    "plans_maintained": (
        "total plans",
        "all plans",
        "plans total",
        "active plans",
        "current plans",
        "plans in place",
        "plans in force",
        "maintained plans",
        "total plans maintained",
        "plans maintained",
        "plans held",
    ),
    "annual_reviews_overdue": (
        "overdue annual reviews",
        "overdue reviews",
        "reviews overdue",
        "late annual reviews",
        "annual reviews late",
        "annual reviews out of date",
    ),
    "annual_reviews_due": ("reviews due",),
    "annual_reviews_completed_on_time": (
        "annual reviews completed on time",
        "reviews completed on time",
        "reviews on time",
    ),
    "requests_from_parents": (
        "parental requests",
        "parent requests",
        "parent carer requests",
        "requests from parents",
        "requests by parents",
        "requests from parent carers",
    ),
    "requests_from_schools": ("school requests", "requests by schools", "requests from a school"),
    "exceptions": (
        "exception",
        "plans with exceptions",
        "plans issued with exceptions",
        "issued with exceptions",
        "exceptions applied",
    ),
    "plans_ceased": ("ceased plans", "ceased"),
    "plans_moved_in": ("moved in", "plans transferred in", "transferred in", "transfers in"),
    "plans_moved_out": ("moved out", "plans transferred out", "transferred out", "transfers out"),
    "assessments_open": (
        "open assessments",
        "assessments in progress",
        "ongoing assessments",
        "live assessments",
        "active assessments",
    ),
    "assessments_open_over_20_weeks": (
        "assessments over 20 weeks",
        "open assessments over 20 weeks",
        "assessments open over 20 weeks",
        "assessments open more than 20 weeks",
    ),
    "assessments_open_over_52_weeks": (
        "assessments over 52 weeks",
        "open assessments over 52 weeks",
        "assessments open over 52 weeks",
        "assessments open more than 52 weeks",
    ),
    "appeals_registered": (
        "new appeals",
        "appeals lodged",
        "new appeals registered",
        "tribunal appeals registered",
        "appeals registered with the tribunal",
    ),
    "appeals_open": ("open appeals", "live appeals", "active appeals", "ongoing appeals"),
    "mediations": ("mediation", "mediation cases"),
}

CONTACT_LABELS = {
    "satisfaction": ("Satisfaction",),
    "wait_change_percent": ("Reported change in the wait",),
}
CONTACT_HEADINGS = {
    "calls_handled": (
        "calls answered",
        "answered calls",
        "handled calls",
        "telephone calls handled",
    ),
    "average_wait_seconds": (
        "average wait in seconds",
        "average waiting time seconds",
        "average call wait seconds",
        "average wait time seconds",
    ),
    "survey_answers": ("survey responses", "responses to the survey", "survey answers received"),
    "staff_days_freed": ("staff days saved", "days of staff time freed"),
    "wait_change_percent": ("change in wait percent", "percent change in wait"),
    "satisfaction": ("satisfaction score", "satisfaction rating out of 5", "average satisfaction"),
}
