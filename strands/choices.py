"""The choices of fields of this app's models."""

from django.db.models import TextChoices


class Room(TextChoices):
    """The page that shows a record of no strand."""

    NONE = "", "The strand's own page"
    EHCP = "ehcp", "EHCPs"
    FINANCE = "finance", "Finance"
    RISKS = "risks", "Risks"


class WorkstreamKind(TextChoices):
    PROJECT = "project", "Project"
    INTERVENTION = "intervention", "Intervention"


class CommitmentKind(TextChoices):
    AGREEMENT = "agreement", "Agreement"
    DIRECTION = "direction", "Direction"
    INSPECTION = "inspection", "Inspection"
    ACTION_PLAN = "action_plan", "Action plan"
    STATEMENT_OF_ACTION = "statement_of_action", "Written statement of action"
    REFORM_PLAN = "reform_plan", "Reform plan"
    OTHER = "other", "Other commitment"


class CommitmentStage(TextChoices):
    """How far a commitment has come, as its parties say."""

    NOT_STATED = "not_stated", "Not stated"
    DRAFTED = "drafted", "Drafted"
    SUBMITTED = "submitted", "Submitted"
    FEEDBACK = "feedback", "Feedback received"
    RESUBMITTED = "resubmitted", "Submitted again"
    AGREED = "agreed", "Agreed"
    APPROVED = "approved", "Approved"
    IN_FORCE = "in_force", "In force"
    DECLINED = "declined", "Declined"
    WORKED_TO = "worked_to", "Declined, but worked to"
    LAPSED = "lapsed", "Lapsed"
    SUPERSEDED = "superseded", "Superseded"


class ConditionKind(TextChoices):
    CONDITION = "condition", "Condition"
    AREA_FOR_IMPROVEMENT = "area_for_improvement", "Area for improvement"
    AUDITOR_RECOMMENDATION = "auditor_recommendation", "Auditor's recommendation"
    INSPECTION_FINDING = "inspection_finding", "Inspection finding"


class UpdateState(TextChoices):
    DRAFT = "draft", "Draft"
    SENT_BACK = "sent_back", "Sent back"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"


class PlacesStage(TextChoices):
    """The stages of a scheme of places, in order."""

    PLANNED = "planned", "Planned"
    FUNDED = "funded", "Funded"
    SECURED = "secured", "Secured"
    OPEN = "open", "Open"


class PeriodType(TextChoices):
    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    TERM = "term", "Term"
    ACADEMIC_YEAR = "academic_year", "Academic year"
    FINANCIAL_YEAR = "financial_year", "Financial year"
    CALENDAR_YEAR = "calendar_year", "Calendar year"
    ROLLING_YEAR = "rolling_year", "Rolling twelve months"
    YEAR_TO_DATE = "year_to_date", "Year to date"
    OTHER = "other", "A period of its own"


class ReportedSeries(TextChoices):
    """The series that come as files, whose frequency is a record of its own."""

    EHCP = "ehcp", "Returns on EHCPs"
    CONTACT = "contact", "Returns on contact with families"
    DSG = "dsg", "Positions of the deficit"


class ReturnState(TextChoices):
    PROVISIONAL = "provisional", "Provisional"
    FINAL = "final", "Final"


class TargetKind(TextChoices):
    STATUTORY = "statutory", "Statutory"
    PLAN = "plan", "Plan"
    LOCAL = "local", "Local"
    BENCHMARK = "benchmark", "Benchmark"
