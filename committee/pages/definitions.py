"""The page of definitions."""

from committee.pages.attention import RULE
from committee.scorecard.rating import EXCEPTION_RULE
from committee.scorecard.rating import RULE as SCORECARD_RULE
from committee.snapshot import catalogue
from committee.snapshot.glossary import shown_terms
from sendprog.pages.mounted_pages import Page, Query
from sendprog.pages.page_rules import QUESTIONS
from sendprog.records.snapshots import Snapshot
from sendprog.values.basis import Basis
from sendprog.values.markers import Marker
from sendprog.values.rag import MilestoneStatus, Rag


def definitions_page(snapshot: Snapshot, previous: Snapshot | None, query: Query) -> Page:
    """What the terms, ratings, markers and bases mean, and the definition of every measure."""
    return query.render(
        "Definitions",
        "committee/definitions.html",
        measures=catalogue.all_measures(snapshot),
        terms=shown_terms(snapshot),
        # Members, because a template would call an enum's class.
        ratings=list(Rag),
        statuses=list(MilestoneStatus),
        markers=list(Marker),
        bases=list(Basis),
        rule=RULE,
        scorecard_rules=[SCORECARD_RULE, EXCEPTION_RULE],
        questions_rule=QUESTIONS,
    )
