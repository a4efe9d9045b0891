"""The kinds of file of the Department's release, with the names of 2025 and 2026 (pure)."""

from ehcp.official.columns import YEAR, Column, Topic, columns_named

TIMELINESS, REQUESTS, ASSESSMENTS, REVIEWS, TRANSFERS, CASELOAD, CEASED, APPEALS = (
    "timeliness",
    "requests",
    "assessments",
    "annual_reviews",
    "phase_transfers",
    "caseload",
    "ceased",
    "appeals",
)
SOURCES = "source of request"

TIMELINESS_TOPIC = Topic(
    TIMELINESS,
    "Plans issued within 20 weeks",
    (
        *columns_named(
            "plans_issued_den plans_issued_den_ex plans_issued_within_20_weeks "
            "plans_issued_20_weeks_ex pc_plans_issued_within_20_weeks pc_plans_issued_20_weeks_ex "
            "plans_issued_gt20weeks_ltyear plans_issued_gt20weeks_ltyear_ex "
            "pc_plans_issued_gt20weeks_ltyear pc_plans_issued_gt20weeks_ltyear_ex "
            "plans_issued_gt_1_year plans_issued_gt_1_year_ex "
            "pc_plans_issued_gt_1_year pc_plans_issued_gt_1_year_ex"
        ),
        *columns_named("avg_weeks_issue_plan", may_lack=True),
        Column("avg_weeks_issue_plan_exc", ("avg_weeks_issue_plan_ex",), may_lack=True),
    ),
)
REQUESTS_TOPIC = Topic(
    REQUESTS,
    "Requests for an assessment",
    columns_named(
        "requests_received_in_year requests_rya requests_decided_to_assess "
        "requests_decided_not_to_assess requests_decision_not_made requests_withdrawn "
        "request_assess_pc request_not_assess_pc request_outstanding_pc request_withdrawn_pc "
        "request_outcome_six_weeks request_outcome_over_6_weeks request_outcome_six_weeks_pc "
        "request_outcome_over_6_weeks_pc mediation_related_request tribunal_related_request "
        "tribunal_after_mediation_request"
    ),
)
ASSESSMENTS_TOPIC = Topic(
    ASSESSMENTS,
    "Assessments",
    (
        *columns_named(
            "assess_in_year assess_issued assess_issued_pc assess_not_issued assess_not_issued_pc "
            "assess_not_made assess_not_made_pc assess_withdrawn assess_withdrawn_pc "
            "outcome_decision_within_time outcome_decision_over_time "
            "outcome_decision_within_time_pc outcome_decision_over_time_pc "
            "number_assess_mediation number_assess_tribunal number_other_mediation "
            "number_other_tribunal number_other_mediation_tribunal"
        ),
        Column("number_assess_mediation_tribunal", ("number_as+ess_mediation_tribunal",)),
    ),
)
REVIEWS_TOPIC = Topic(
    REVIEWS,
    "Annual reviews",
    (
        Column("total_ehc_plans"),
        Column("review_expected", (f"review_expected_{YEAR}",)),
        Column("review_not_expected", (f"review_not_expected_{YEAR}",)),
        Column(
            "review_completed", (f"review_completed_{YEAR}",), instead="review_meetings_in_year"
        ),
        Column(
            "review_completed_prior",
            (f"review_completed_prior_{YEAR}",),
            instead="review_meetings_in_year",
        ),
        Column("review_meetings_in_year", (f"review_meeting_{YEAR}",), instead="review_completed"),
        Column("review_not_completed", ("no_review_meeting",)),
        Column("outcome_amended", ("outcome_amend",)),
        Column("outcome_ceased", ("outcome_cease",)),
        Column("outcome_maintained", ("outcome_maintan", "outcome_maintain")),
        Column("no_outcome_recorded", ("no_outcome",)),
        Column("decision_4_weeks", ("number_decsion_4weeks", "number_decision_4weeks")),
        Column("decision_over_4_weeks", ("number_decision_gt_4weeks",)),
    ),
    # The release of 2025 counted meetings and decisions otherwise.
    left_out=(
        "review_meeting_[0-9]+",
        "review_meeting_prior_[0-9]+",
        "total_review_meeting",
        "review_decision.*",
        "pc_dec.*4weeks",
    ),
)
TRANSFERS_TOPIC = Topic(
    TRANSFERS,
    "Phase transfers",
    (
        Column("number_plans"),
        Column("due_in_year", (f"due_{YEAR}",)),
        Column("due_next_year", (f"due_{YEAR}",), offset=1),
        Column("final_in_year", (f"final_{YEAR}",)),
        Column("final_next_year", (f"final_{YEAR}",), offset=1),
    ),
    has_breakdowns=False,
)
CASELOAD_TOPIC = Topic(
    CASELOAD,
    "Plans maintained, by placement",
    columns_named(
        "ehcplans mainstream_total mainstream_total_pc special_total special_total_pc "
        "special_independent special_non_maintained ap_pru_total ap_pru_total_pc fe_total "
        "fe_total_pc ed_elsewhere ed_elsewhere_pc nm_early_years nm_early_years_pc "
        "placement_unknown placement_unknown_pc"
    ),
    left_out=(
        "mainstream_.*",
        "special_.*",
        "ap_pru_.*",
        "general_fe_.*",
        "specialist_post_16_.*",
        "ukrlp_.*",
        "elective_.*",
        "other_.*",
        "online_.*",
        "w_settings",
        "neet.*",
        "await_.*",
        "perm_ex.*",
    ),
)
CEASED_TOPIC = Topic(
    CEASED,
    "Plans ceased",
    (
        *columns_named("max_age needs_met"),
        Column("he", ("higher_education",)),
        Column("employ", ("employment",)),
        *columns_named("transfer no_engage moved_outside_eng deceased other total_ceased"),
    ),
)
# The appeals' file is laid out for print: see `ehcp.official.appeals`.
APPEALS_TOPIC = Topic(
    APPEALS,
    "Appeals against decisions",
    columns_named("appeals_registered appealable_decisions appeal_rate"),
)
DATA_TOPICS = (
    TIMELINESS_TOPIC,
    REQUESTS_TOPIC,
    ASSESSMENTS_TOPIC,
    REVIEWS_TOPIC,
    TRANSFERS_TOPIC,
    CASELOAD_TOPIC,
    CEASED_TOPIC,
)
TOPICS = {topic.slug: topic for topic in (*DATA_TOPICS, APPEALS_TOPIC)}
