"""A risk can be exempt.

A restricted one stays out of Part II, whose readers may not see restricted risks.
"""

from datetime import date

from django.db.models import QuerySet

from risks.models import Risk
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.records.snapshots import Audience
from sendprog.values.wording import day


def visible_risks(on: date) -> QuerySet:
    risks = Risk.objects.open(on).for_audience(Audience.PART_TWO)
    return risks.prefetch_related("assessments", "mitigations")


def risk_content(risk: Risk, on: date) -> ExemptContent:
    scores = [
        f"{assessment.score} on {day(assessment.as_at)}"
        for assessment in risk.assessments.all()
        if assessment.score is not None
    ]
    details = [
        ("Number", risk.number),
        ("Description", risk.description),
        ("Score", scores[-1] if scores else "Not scored"),
        ("Scored before", "\n".join(reversed(scores[:-1]))),
        (
            "What is done about it",
            "\n".join(mitigation.text for mitigation in risk.mitigations.all()),
        ),
        ("Owner", risk.owner),
        ("Response", risk.get_response_display()),
        ("When it could happen", risk.proximity),
        ("Note", risk.note),
        ("Source", risk.source),
    ]
    return ExemptContent(risk.title, filled_lines(details))


register_exemptible(Risk, visible_on=visible_risks, describe=risk_content)
