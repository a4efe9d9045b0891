"""An exempt record of every kind with a canary word or figure in it, and how to recognise it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from committee.models import Meeting
from risks.models import Risk
from sendprog.records.history import change
from strands.models import Milestone
from tests import builders

DECEMBER = date(2024, 12, 1)
# Figures that nothing else comes near, however they are written: "918,273", "£918.3 million", "918273.0000".
FIGURE = Decimal(918_273)
POUNDS = Decimal("918273645.00")
# By kind of record, what is looked for. A kind that comes to be exemptible needs its own, and a record in EXEMPT_RECORDS.
CANARIES = {
    "strands.milestone": r"quokka-?milestone",
    "strands.strandupdate": r"quokkaupdate|quokkatext",
    "strands.indicatorreturn": r"quokkareturn|718,?273",
    "ehcp.monthlyreturn": r"quokkamonth|918,?273(?!,?645)",
    "finance.monthlyposition": r"quokkaposition|918,?273,?645|918\.3|918\.27",
    "risks.risk": r"quokka-?risk",
    "committee.ask": r"quokka-?ask",
    "finance.saving": r"quokka-?saving|617,?293|617\.3|617\.29",
    "finance.contribution": r"quokkacontribution|417,?293|417\.3|417\.29",
    "strands.condition": r"quokkacondition|quokka-c",
    "strands.placesscheme": r"quokka-?places|517,?293",
    "committee.papersection": r"quokka-?section",
}


def exempt_milestone(strand: Any) -> list[models.Model]:
    """Tied to public ones both ways with dates that clash, promised, and named by a scheme of places; another in the bin."""
    found = builders.make_milestone(
        "quokka-milestone",
        strand=strand,
        title="Quokkamilestone lease",
        forecast="March 2025",
        reason="Quokkamilestone is late",
    )
    builders.make_baseline(found, reason="Quokkamilestone is promised")
    public = builders.make_milestone(
        "open-doors", strand=strand, title="Open the doors", forecast="February 2025"
    )
    builders.make_dependency(public, found)
    # One of another strand's officer's own waits for it too.
    builders.make_dependency(Milestone.objects.get(reference="in-the-first"), found)
    builders.make_dependency(
        found, builders.make_milestone("first-steps", strand=strand, forecast="May 2025")
    )
    builders.make_places(strand=strand, milestone=found)
    binned = builders.make_milestone(
        "quokka-milestone-binned", strand=strand, title="Quokkamilestone in the bin"
    )
    with change(by=None):
        binned.delete()
    return [found, binned]


def exempt_texts(strand: Any) -> list[models.Model]:
    builders.make_update(
        date(2024, 11, 1), strand=strand, progress="It was so in November", state="accepted"
    )
    words = {
        "stated_rag": "at_risk",
        "rag_reason": "Quokkaupdate",
        "path_to_green": "Quokkaupdate",
        "state": "accepted",
    }
    update = builders.make_update(
        DECEMBER, strand=strand, progress="Quokkaupdate {{ ehcp.plans_issued 2024-12 }}", **words
    )
    return [
        update,
        builders.make_update(
            DECEMBER, section="finance-pressures", progress="Quokkatext", state="accepted"
        ),
    ]


def exempt_return(strand: Any) -> list[models.Model]:
    indicator = builders.make_indicator("waits", strand=strand)
    builders.make_return(indicator, reported_in=DECEMBER, value=Decimal(12))
    noted = {"note": "Quokkareturn", "beside": "Quokkareturn", "source": "Quokkareturn"}
    return [
        builders.make_return(
            indicator, reported_in=date(2025, 1, 1), value=Decimal(718_273), **noted
        )
    ]


def exempt_month(strand: Any) -> list[models.Model]:
    builders.make_monthly_return(date(2024, 11, 1), plans_issued=40)
    return [
        builders.make_monthly_return(
            DECEMBER, plans_issued=int(FIGURE), note="Quokkamonth", source="Quokkamonth"
        )
    ]


def exempt_position(strand: Any) -> list[models.Model]:
    builders.make_position(date(2024, 11, 1))
    return [
        builders.make_position(DECEMBER, forecast_in_year_deficit=POUNDS, note="Quokkaposition")
    ]


def exempt_risk(strand: Any) -> list[models.Model]:
    risk = builders.make_risk("quokka-risk", title="Quokkarisk of a claim", strand=strand, number=2)
    builders.make_assessment(risk, reason="Quokkarisk")
    builders.make_mitigation(risk, text="Quokkarisk is answered")
    return [risk]


def exempt_ask(strand: Any) -> list[models.Model]:
    """Asked in November, answered, and asked again by one that is public; another public one is about an exempt risk."""
    answered = {
        "response": "answered",
        "responded_on": date(2024, 12, 2),
        "response_text": "Quokkaask is answered",
    }
    asked = {"text": "What does Quokkaask cost?", "by_role": "Quokkaask", "to_role": "Quokkaask"}
    november = builders.make_meeting(date(2024, 11, 26))
    found = builders.make_ask("quokka-ask", meeting=november, strand=strand, **asked, **answered)
    builders.make_ask(
        "asked-again",
        repeats=found,
        strand=strand,
        meeting=Meeting.objects.get(date=date(2025, 1, 22)),
    )
    builders.make_ask(
        "about-a-claim", risk=Risk.objects.get(reference="quokka-risk"), meeting=november
    )
    return [found]


def exempt_saving(strand: Any) -> list[models.Model]:
    builders.make_saving(strand=strand)
    noted = {"planned": Decimal(617_293_000), "note": "Quokkasaving", "source": "Quokkasaving"}
    return [
        builders.make_saving("quokka-saving", strand=strand, title="Quokkasaving of a fee", **noted)
    ]


def exempt_contribution(strand: Any) -> list[models.Model]:
    """Of a plan that another pays into too, in the same year: nothing but the order tells the two apart."""
    plan = builders.make_plan(commitment=builders.make_commitment("valve"))
    builders.make_contribution(plan)
    return [
        builders.make_contribution(plan, amount=Decimal(417_293_000), source="Quokkacontribution")
    ]


def exempt_condition(strand: Any) -> list[models.Model]:
    """Rated, of an agreement that sets another one."""
    agreement = builders.make_commitment("terms", agreed="March 2024")
    builders.make_condition(agreement, strand=strand)
    words = {
        "wording": "Quokkacondition is met",
        "limit": "Quokkacondition",
        "if_missed": "Quokkacondition",
    }
    found = builders.make_condition(agreement, reference="Quokka-c", strand=strand, **words)
    builders.make_condition_status(found, stated_rag="at_risk", words="Quokkacondition is at risk")
    return [found]


def exempt_places(strand: Any) -> list[models.Model]:
    """Tied to a public milestone; a target and an ask name it by its measure's address."""
    milestone = Milestone.objects.get(reference="open-doors")
    said = {
        "provision": "Quokkaplaces at the school",
        "definition": "Quokkaplaces",
        "source": "Quokkaplaces",
    }
    found = builders.make_places(
        "quokka-places", strand=strand, milestone=milestone, places=517_293, **said
    )
    builders.make_target(found.address, value=Decimal(517_293), basis_text="Quokkaplaces")
    builders.make_ask(
        "about-places", measure=found.address, meeting=Meeting.objects.get(date=date(2025, 1, 22))
    )
    return [found]


def exempt_section(strand: Any) -> list[models.Model]:
    """One of the council's own, with a public part; and one in the place of a usual section."""
    words = {
        "title": "Quokkasection on a claim",
        "standing_text": "Quokkasection {{ ehcp.plans_issued 2024-12 }}",
    }
    found = builders.make_paper_section("quokka-section", order=65, **words)
    builders.make_paper_section("its-part", order=66, is_part=True, standing_text="It is public")
    usual = builders.make_paper_section(
        "legal", order=90, title="Quokkasection", standing_text="Quokkasection of counsel"
    )
    return [found, usual]


EXEMPT_RECORDS: dict[str, Callable[[Any], list[models.Model]]] = {
    "strands.milestone": exempt_milestone,
    "strands.strandupdate": exempt_texts,
    "strands.indicatorreturn": exempt_return,
    "ehcp.monthlyreturn": exempt_month,
    "finance.monthlyposition": exempt_position,
    "risks.risk": exempt_risk,
    "committee.ask": exempt_ask,
    "finance.saving": exempt_saving,
    "finance.contribution": exempt_contribution,
    "strands.condition": exempt_condition,
    "strands.placesscheme": exempt_places,
    "committee.papersection": exempt_section,
}


def still_public(strand: Any) -> dict[str, models.Model]:
    """What an edition tells before it becomes exempt, by the field whose words then turn."""
    return {
        "title": builders.make_milestone("turning", strand=strand, title="Buy the building"),
        "note": builders.make_saving("turning", strand=strand, title="Sell the building"),
        "source": builders.make_contribution(
            builders.make_plan("turning"), payer="council", source="Rent of the building"
        ),
        "wording": builders.make_condition(
            builders.make_commitment("turning"), strand=strand, wording="Heat the building"
        ),
        "provision": builders.make_places("turning", strand=strand, provision="Fill the building"),
        "standing_text": builders.make_paper_section(
            "turning", order=95, standing_text="Name the building"
        ),
    }
