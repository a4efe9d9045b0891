"""A risk can be exempt. One that is restricted too reaches those who see restricted risks alone, not Part II."""

from datetime import date

from django.db.models import QuerySet

from risks.models import Risk
from sendprog.records.exemptions import ExemptContent, filled_lines, register_exemptible
from sendprog.records.snapshots import Audience
from sendprog.values.wording import day


def register(on: date) -> QuerySet:
    return (
        Risk.objects.open(on).for_audience(Audience.PART_TWO).prefetch_related("assessments", "mitigations")
    )


def risk_told(risk: Risk, on: date) -> ExemptContent:
    scored = [f"{one.score} on {day(one.as_at)}" for one in risk.assessments.all() if one.score is not None]
    lines = [
        ("Number", risk.number),
        ("Description", risk.description),
        ("Score", scored[-1] if scored else "Not scored"),
        ("Scored before", "\n".join(reversed(scored[:-1]))),
        ("What is done about it", "\n".join(one.text for one in risk.mitigations.all())),
        ("Owner", risk.owner),
        ("Response", risk.get_response_display()),
        ("When it could happen", risk.proximity),
        ("Note", risk.note),
        ("Source", risk.source),
    ]
    return ExemptContent(risk.title, filled_lines(lines))


register_exemptible(Risk, visible_on=register, describe=risk_told)
