"""Records for tests: fixed defaults, nothing random; each is saved through its model, inside a change.

A builder takes any field of its model as a keyword. It does not call full_clean(), so that the database's own rules can
be tested with it.
"""

import datetime
import uuid
from collections.abc import Collection
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from unittest.mock import patch

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone

from committee.editions import freezing
from committee.editions.publish import publish_edition
from committee.models import (
    Acknowledgement,
    Ask,
    Edition,
    EditionWithdrawal,
    GlossaryTerm,
    HeadlineMeasure,
    Meeting,
    PaperSection,
    PaperTitleBlock,
    ScorecardException,
    ScorecardMeasure,
    Sealing,
    SignOff,
)
from ehcp.models import (
    ComparatorList,
    ContactReturn,
    MonthlyReturn,
    Sen2Release,
    Sen2Statistic,
)
from finance.models import (
    ConfidenceScale,
    Contribution,
    MonthlyPosition,
    Plan,
    PlanYear,
    PositionFigure,
    Saving,
)
from risks.models import (
    MatrixAxis,
    Mitigation,
    Risk,
    RiskAssessment,
    RiskMatrix,
    RiskMatrixCell,
    RiskMatrixLevel,
)
from sendprog.models import HeadingChoice, Load, MonthLock, StoredFile, StoredFileRemoval, User
from sendprog.records.exemptions import Exemption
from sendprog.records.fields import PartialDateField
from sendprog.records.history import change
from strands.models import (
    Area,
    Baseline,
    Commitment,
    CommitmentReport,
    Condition,
    ConditionStatus,
    Indicator,
    IndicatorReturn,
    Milestone,
    MilestoneDependency,
    PlacesScheme,
    Reminder,
    SeriesFrequency,
    Strand,
    StrandCommitment,
    StrandOfficer,
    StrandUpdate,
    Target,
    UpdateRound,
    Workstream,
)

PASSWORD = "a password for tests"
REPORTED_IN = date(2025, 1, 1)

Model = TypeVar("Model", bound=models.Model)


def saved(record: Model) -> Model:
    """Save a record as a change by nobody in particular; partial dates may be given as text ("March 2025")."""
    for field in record._meta.concrete_fields:
        if isinstance(field, PartialDateField):
            setattr(record, field.attname, field.to_python(getattr(record, field.attname)))
    with change(by=None):
        record.save()
    return record


def named(slug: str) -> str:
    """Words for a slug: "short-breaks" is "Short breaks"."""
    return slug.replace("-", " ").capitalize()


# People and files


def make_user(username: str = "officer", *, role: str = "", **fields: Any) -> User:
    """Somebody who signs in with PASSWORD; `role` is the name of a group."""
    with change(by=None):
        user = User.objects.create_user(
            username, password=fields.pop("password", PASSWORD), **fields
        )
        if role:
            user.groups.add(Group.objects.get(name=role))
    return user


def make_month_lock(month: datetime.date = datetime.date(2024, 11, 1), **fields: Any) -> MonthLock:
    return saved(MonthLock(**{"month": month, "reason": "Year end"} | fields))


def make_heading_choice(heading: str = "reviews_late", **fields: Any) -> HeadingChoice:
    fixed = {"kind": "ehcp", "heading": heading, "column": "annual_reviews_overdue"}
    return saved(HeadingChoice(**fixed | fields))


def make_load(by: User, **fields: Any) -> Load:
    """A load that waits to be confirmed; its file is not kept."""
    fixed = {
        "kind": "ehcp",
        "file_name": "figures.csv",
        "sha256": "0" * 64,
        "size": 1,
        "state": "waiting",
        "received_by": by,
    }
    return saved(Load(**fixed | fields))


def make_exemption(record: models.Model, **fields: Any) -> Exemption:
    defaults = {
        "paragraph": 3,
        "public_interest_reason": "Terms are still negotiated",
        "decided_by": "Monitoring Officer",
    }
    named = {"kind": record._meta.label_lower, "key": record.pk, "decided_on": date(2025, 1, 10)}
    return saved(Exemption(**named | defaults | fields))


def make_file(
    name: str = "minutes.txt", content: bytes = b"What was said", **fields: Any
) -> StoredFile:
    return saved(
        StoredFile(**{"name": name, "content": content, "media_type": "text/plain"} | fields)
    )


def make_removal(file: StoredFile, by: User, **fields: Any) -> StoredFileRemoval:
    return saved(
        StoredFileRemoval(
            **{"file": file, "removed_by": by, "reason": "Uploaded by mistake"} | fields
        )
    )


# strands


def make_strand(slug: str = "strategy", **fields: Any) -> Strand:
    return saved(Strand(**{"slug": slug, "name": named(slug), "number": 1} | fields))


def make_officer(strand: Strand, user: User, **fields: Any) -> StrandOfficer:
    return saved(
        StrandOfficer(**{"strand": strand, "user": user, "valid_from": date(2024, 9, 1)} | fields)
    )


def make_workstream(strand: Strand, slug: str = "short-breaks", **fields: Any) -> Workstream:
    return saved(Workstream(**{"strand": strand, "slug": slug, "name": named(slug)} | fields))


def make_milestone(reference: str = "new-places-open", **fields: Any) -> Milestone:
    """A milestone of the whole programme, unless a strand is given; one that is complete has no known date by default."""
    undated = fields.get("stage") == "complete" and not fields.get("actual")
    defaults = {"reference": reference, "title": named(reference), "actual_not_known": undated}
    return saved(Milestone(**defaults | fields))


def make_baseline(milestone: Milestone, **fields: Any) -> Baseline:
    """The date first promised: March 2025, unless another is given."""
    defaults = {
        "milestone": milestone,
        "number": 1,
        "date": "March 2025",
        "reason": "First plan",
        "approver": "The board",
    }
    return saved(Baseline(**defaults | {"approved_on": date(2024, 9, 1)} | fields))


def make_dependency(milestone: Milestone, needs: Milestone, **fields: Any) -> MilestoneDependency:
    return saved(MilestoneDependency(**{"milestone": milestone, "needs": needs} | fields))


def make_update(month: date = REPORTED_IN, **fields: Any) -> StrandUpdate:
    """An accepted update without a rating, of the whole programme unless a strand or a section is given."""
    return saved(
        StrandUpdate(
            **{"month": month, "state": "accepted", "progress": "The work goes on."} | fields
        )
    )


def make_round(month: date = REPORTED_IN, **fields: Any) -> UpdateRound:
    """A month's round, due on the 20th."""
    return saved(UpdateRound(**{"month": month, "due": month.replace(day=20)} | fields))


def make_reminder(round: UpdateRound, strand: Strand, **fields: Any) -> Reminder:
    defaults = {
        "round": round,
        "strand": strand,
        "sent_on": date(2025, 1, 13),
        "to": "officer@council.example",
    }
    return saved(Reminder(**defaults | fields))


def make_indicator(slug: str = "appeals", **fields: Any) -> Indicator:
    defaults = {
        "slug": slug,
        "name": named(slug),
        "definition": f"What {named(slug).lower()} counts.",
        "unit": "count",
    }
    return saved(Indicator(**defaults | fields))


def make_frequency(
    series: str = "ehcp", frequency: str = "quarterly", **fields: Any
) -> SeriesFrequency:
    return saved(SeriesFrequency(**{"series": series, "frequency": frequency} | fields))


def make_return(indicator: Indicator, **fields: Any) -> IndicatorReturn:
    """An indicator's value as reported in January 2025: 10, unless a value, a range or `missing` is given."""
    defaults: dict[str, Any] = {"indicator": indicator, "reported_in": REPORTED_IN}
    if not {"value", "low", "high", "missing"} & set(fields):
        defaults["value"] = Decimal(10)
    return saved(IndicatorReturn(**defaults | fields))


def make_target(measure: str = "ehcp.twenty_week_rate", **fields: Any) -> Target:
    defaults = {
        "measure": measure,
        "value": Decimal(60),
        "kind": "local",
        "basis_text": "Agreed by the board",
    }
    return saved(Target(**defaults | fields))


def make_area(slug: str = "north", **fields: Any) -> Area:
    return saved(Area(**{"slug": slug, "name": named(slug)} | fields))


def make_places(slug: str = "new-school", **fields: Any) -> PlacesScheme:
    defaults = {
        "slug": slug,
        "provision": named(slug),
        "places": 50,
        "stage": "planned",
        "definition": "Places planned.",
    }
    return saved(PlacesScheme(**defaults | fields))


def make_commitment(slug: str = "agreement", **fields: Any) -> Commitment:
    return saved(
        Commitment(**{"slug": slug, "name": named(slug), "short_name": named(slug)} | fields)
    )


def make_commitment_report(commitment: Commitment, **fields: Any) -> CommitmentReport:
    """Due at the end of January 2025, not sent."""
    defaults = {"commitment": commitment, "title": "Monitoring report", "due": "31 January 2025"}
    return saved(CommitmentReport(**defaults | fields))


def make_delivery(strand: Strand, commitment: Commitment, **fields: Any) -> StrandCommitment:
    """That the strand delivers the commitment."""
    return saved(StrandCommitment(**{"strand": strand, "commitment": commitment} | fields))


def make_condition(commitment: Commitment, **fields: Any) -> Condition:
    defaults = {"commitment": commitment, "reference": "1", "wording": "Keep to the plan."}
    return saved(Condition(**defaults | fields))


def make_condition_status(condition: Condition, **fields: Any) -> ConditionStatus:
    return saved(ConditionStatus(**{"condition": condition, "as_at": date(2024, 11, 30)} | fields))


# ehcp

COUNTS = {
    "requests_received": 200,
    "assessments_agreed": 120,
    "plans_maintained": 9_000,
    "annual_reviews_overdue": 1_000,
}
PLANS = {
    "plans_issued": 100,
    "plans_issued_within_20_weeks": 40,
    "exceptions": 10,
    "plans_issued_within_20_weeks_excluding_exceptions": 38,
}


def make_monthly_return(month: date, **fields: Any) -> MonthlyReturn:
    """A final return. Its parts of the plans issued are given only where `plans_issued` is not: parts have a whole."""
    plans = {} if "plans_issued" in fields else PLANS
    return saved(MonthlyReturn(**{"month": month, "state": "final"} | COUNTS | plans | fields))


def make_contact_return(month: date = date(2024, 11, 1), **fields: Any) -> ContactReturn:
    return saved(ContactReturn(**{"month": month, "state": "final", "calls_handled": 500} | fields))


def make_comparators(title: str = "Neighbours", **fields: Any) -> ComparatorList:
    whole = {
        "title": title,
        "source": "A tool",
        "dated": "May 2025",
        "authorities": "838 Dorset\n879 Plymouth",
    }
    return saved(ComparatorList(**whole | fields))


def make_official_release(topic: str = "requests", **fields: Any) -> Sen2Release:
    """A release of one row, without it."""
    file = make_file()
    whole = {
        "topic": topic,
        "title": "Education, health and care plans: 2024",
        "published": date(2024, 6, 13),
        "file": file,
        "sha256": file.sha256,
        "rows": 1,
        "loaded_at": datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.UTC),
    }
    return saved(Sen2Release(**whole | fields))


REQUEST_CELLS = {"requests_received_in_year": "1200", "request_not_assess_pc": "x"}


def make_statistic(release: Sen2Release, **fields: Any) -> Sen2Statistic:
    """England's row of a release."""
    whole = {
        "release": release,
        "line": 1,
        "year": 2023,
        "period": "calendar",
        "level": "national",
        "name": "England",
        "values": REQUEST_CELLS,
    }
    return saved(Sen2Statistic(**whole | fields))


# finance


def make_plan(slug: str = "plan", **fields: Any) -> Plan:
    return saved(Plan(**{"slug": slug, "name": named(slug), "standing": "agreed"} | fields))


def make_plan_year(plan: Plan, financial_year: int = 2024, **fields: Any) -> PlanYear:
    defaults = {
        "plan": plan,
        "financial_year": financial_year,
        "in_year_deficit": Decimal(30_000_000),
    }
    return saved(PlanYear(**defaults | fields))


def make_position(month: date, **fields: Any) -> MonthlyPosition:
    """A forecast of £40 million before contributions against a plan of £30 million; the rest is not in the report."""
    defaults = {
        "in_year_basis": "gross",
        "planned_in_year_deficit": Decimal(30_000_000),
        "forecast_in_year_deficit": Decimal(40_000_000),
    }
    return saved(MonthlyPosition(**{"month": month} | defaults | fields))


def make_position_figure(position: MonthlyPosition, **fields: Any) -> PositionFigure:
    """The in-year deficit of 2024/25 after contributions: £31.2 million, unless a range is given."""
    defaults: dict[str, Any] = {"kind": "in_year", "financial_year": 2024, "contributions": "net"}
    if "low" not in fields:
        defaults["value"] = Decimal(31_200_000)
    return saved(PositionFigure(**defaults | {"position": position} | fields))


def make_contribution(plan: Plan, **fields: Any) -> Contribution:
    defaults = {
        "plan": plan,
        "payer": "department",
        "financial_year": 2024,
        "amount": Decimal(5_000_000),
    }
    return saved(Contribution(**defaults | fields))


def make_confidence(slug: str = "on-track", **fields: Any) -> ConfidenceScale:
    return saved(ConfidenceScale(**{"slug": slug, "label": named(slug), "order": 1} | fields))


def make_saving(slug: str = "fewer-placements", **fields: Any) -> Saving:
    defaults = {
        "slug": slug,
        "title": named(slug),
        "financial_year": 2024,
        "planned": Decimal(1_000_000),
    }
    return saved(Saving(**defaults | fields))


# risks


def make_matrix(likelihoods: int = 5, impacts: int = 5, **fields: Any) -> RiskMatrix:
    """A matrix of likelihood times impact with its levels and cells; bands low to 9, medium to 14, high above."""
    with change(by=None):
        matrix = saved(RiskMatrix(**{"slug": "matrix", "name": "Matrix"} | fields))
        for axis, count in ((MatrixAxis.LIKELIHOOD, likelihoods), (MatrixAxis.IMPACT, impacts)):
            for number in range(1, count + 1):
                saved(
                    RiskMatrixLevel(
                        matrix=matrix, axis=axis, number=number, label=f"{axis.label} {number}"
                    )
                )
        for likelihood in range(1, likelihoods + 1):
            for impact in range(1, impacts + 1):
                score = likelihood * impact
                band = "Low" if score < 10 else "Medium" if score < 15 else "High"
                saved(
                    RiskMatrixCell(
                        matrix=matrix, likelihood=likelihood, impact=impact, score=score, band=band
                    )
                )
    return matrix


def make_risk(reference: str = "risk-1", **fields: Any) -> Risk:
    return saved(Risk(**{"reference": reference, "title": named(reference)} | fields))


def make_assessment(risk: Risk, **fields: Any) -> RiskAssessment:
    """3 by 4, 12, unless a score is given; in the matrix given, else the first there is, else a new one."""
    matrix = fields.pop("matrix", None) or RiskMatrix.objects.first() or make_matrix()
    scores = {} if "score" in fields else {"likelihood": 3, "impact": 4, "score": 12}
    return saved(
        RiskAssessment(
            **{"risk": risk, "matrix": matrix, "as_at": date(2024, 11, 30)} | scores | fields
        )
    )


def make_mitigation(risk: Risk, **fields: Any) -> Mitigation:
    return saved(Mitigation(**{"risk": risk, "number": 1, "text": "Watch it monthly."} | fields))


# committee


def make_meeting(date: datetime.date = date(2025, 1, 22), **fields: Any) -> Meeting:
    return saved(Meeting(**{"date": date, "committee": "Children's Scrutiny"} | fields))


def make_edition(
    meeting: Meeting | None = None, *, pages: Collection[str] | None = None, **fields: Any
) -> Edition:
    """An edition of what the tables hold, published by a manager of its own.

    With `pages`, the pages at these addresses alone are in it: to render them all takes most of the time.
    """
    by = (
        fields.pop("by", None)
        or User.objects.filter(username="publisher").first()
        or make_user("publisher", role="manager")
    )
    given = {
        "token": uuid.uuid4().hex,
        "urgency": "A test publishes when it must",
        "unchecked": "A test publishes what it made",
    }
    given |= fields
    some = (
        nullcontext()
        if pages is None
        else patch.object(freezing, "page_addresses", lambda _: pages)
    )
    with some:
        return publish_edition(
            by=by, meeting=meeting or Meeting.objects.first() or make_meeting(), **given
        )


def make_withdrawal(edition: Edition, **fields: Any) -> EditionWithdrawal:
    given = {
        "reason": "A wrong figure",
        "withdrawn_at": timezone.now(),
        "withdrawn_by": edition.published_by,
    } | fields
    return saved(EditionWithdrawal(edition=edition, **given))


def make_sealing(edition: Edition, **fields: Any) -> Sealing:
    """Asked for, and not yet agreed to."""
    given = {"category": "personal_data", "reason": "It names a child", "asked_at": timezone.now()}
    return saved(Sealing(edition=edition, **{"asked_by": edition.published_by} | given | fields))


def make_acknowledgement(meeting: Meeting, by: User, **fields: Any) -> Acknowledgement:
    given = {
        "key": "stale:1",
        "words": "It is stale",
        "reason": "It comes next month",
        "at": timezone.now(),
    }
    return saved(Acknowledgement(**{"meeting": meeting, "by": by} | given | fields))


def make_sign_off(meeting: Meeting, by: User, **fields: Any) -> SignOff:
    given = {
        "part": "finance",
        "role": "Section 151 officer",
        "hash": "0" * 64,
        "data_version": "1",
        "at": timezone.now(),
    }
    return saved(SignOff(**{"meeting": meeting, "by": by} | given | fields))


def make_ask(
    reference: str = "how-many-waits", *, meeting: Meeting | None = None, **fields: Any
) -> Ask:
    """A question of the first meeting, open and without a date."""
    given = {"kind": "question", "text": f"{named(reference)}?", "to_role": "Director"} | fields
    return saved(
        Ask(
            reference=reference,
            meeting=meeting or Meeting.objects.first() or make_meeting(),
            **given,
        )
    )


def make_term(slug: str = "banding", **fields: Any) -> GlossaryTerm:
    return saved(
        GlossaryTerm(
            **{"slug": slug, "term": named(slug), "meaning": "Levels of funding."} | fields
        )
    )


def make_paper_section(slug: str = "legal", **fields: Any) -> PaperSection:
    return saved(PaperSection(**{"slug": slug, "title": named(slug), "order": 10} | fields))


def make_scorecard_measure(
    measure: str = "ehcp.twenty_week_rate", **fields: Any
) -> ScorecardMeasure:
    defaults = {"measure": measure, "order": 10, "what_is_done": "Two extra teams"}
    return saved(ScorecardMeasure(**defaults | fields))


def make_exception(measure: str = "ehcp.plans_maintained", **fields: Any) -> ScorecardException:
    """An open exception of a measure that no target rates, so that no rule closes it but by name."""
    defaults = {
        "number": 90,
        "measure": measure,
        "opened_on": date(2024, 12, 16),
        "reading_day": date(2024, 11, 30),
    }
    return saved(ScorecardException(**defaults | fields))


def make_headline_measure(order: int = 1, **fields: Any) -> HeadlineMeasure:
    return saved(HeadlineMeasure(**{"order": order, "measure": "ehcp.plans_maintained"} | fields))


WHOLE_TITLE_BLOCK = dict.fromkeys(
    ("electoral_divisions", "cabinet_member", "contact", "background_papers"), "None"
)


def make_whole_paper(meeting: Meeting) -> None:
    """Leave nothing in the meeting's paper that it would call not given."""
    for slug in ("strategic-plan", "legal", "environment", "equality", "conclusion"):
        make_paper_section(slug, shown=False)
    make_title_block(meeting, **WHOLE_TITLE_BLOCK)


def make_title_block(meeting: Meeting, **fields: Any) -> PaperTitleBlock:
    return saved(PaperTitleBlock(**{"meeting": meeting, "report_number": "CS/25/01"} | fields))
