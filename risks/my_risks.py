"""The risks of a person's strands, for My updates."""

from typing import Any

from django.db.models import Prefetch

from risks.models import Risk, RiskAssessment
from sendprog.models import User
from sendprog.records.rights import editable_records, visible_to_user
from sendprog.records.snapshots import today
from strands.models import Strand
from strands.my_parts import register_part

MOST_RISKS = 100


def my_risks(user: User, strands: list[Strand]) -> dict[str, Any] | None:
    """The open risks of these strands that the person may edit, with their latest score."""
    if not strands:
        return None
    assessments = RiskAssessment.objects.order_by("as_at")
    risks = visible_to_user(Risk.objects.open(today()).filter(strand__in=strands), user)
    risks = risks.select_related("strand").prefetch_related(Prefetch("assessments", assessments))
    own = editable_records(user, risks)[:MOST_RISKS]
    return {"risks": [(risk, list(risk.assessments.all())[-1:]) for risk in own]}


register_part("risks/my_risks.html", my_risks)
