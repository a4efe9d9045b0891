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
